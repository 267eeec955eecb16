//go:build !linux

package metrics

import (
	"errors"
	"strings"
	"time"

	"github.com/shirou/gopsutil/v3/process"
)

// lookout reads what places processes in a tree. It has no lists of children: each
// discovery is one pass over all processes.
type lookout struct{}

// handleOfMember is nothing here.
type handleOfMember struct{}

func newLookout() *lookout { return &lookout{} }

// at reads the process that has the PID.
func (*lookout) at(pid int) (kin, error) {
	p := newProcess(pid)
	start, err := p.CreateTimeWithContext(hostEnv())
	if err != nil {
		return kin{}, goneOrUnread(pid, err)
	}
	parent, err := p.PpidWithContext(hostEnv())
	if err != nil {
		return kin{}, goneOrUnread(pid, err)
	}
	name, _ := p.NameWithContext(hostEnv()) // "" where it is not known
	return kin{pid: pid, parent: int(parent), start: uint64(start), name: []byte(name), dead: isDead(p)}, nil
}

func goneOrUnread(pid int, err error) error {
	if there, e := process.PidExistsWithContext(hostEnv(), int32(pid)); e == nil && !there {
		return ErrGone
	}
	return errors.Join(ErrHidden, err)
}

func isDead(p *process.Process) bool {
	states, err := p.StatusWithContext(hostEnv())
	return err == nil && len(states) > 0 && states[0] == process.Zombie
}

func (*lookout) mustBeProcess(int) error { return nil }

// again reads a member. It is gone too where somebody else has the PID.
func (l *lookout) again(m *member) (k kin, news bool, err error) {
	k, err = l.at(m.PID)
	if err == nil && k.start != m.Start {
		err = ErrGone
	}
	return k, true, err
}

func (*lookout) readBy(Source)   {}
func (*lookout) finish()         {}
func (*lookout) doubt(*member)   {}
func (*lookout) keep(*member)    {}
func (*lookout) release(*member) {}

// newcomers are known to nobody.
func (*lookout) newcomers(func(kin)) {}

func (*lookout) countsNewcomers() bool { return false }

func (*lookout) madeAt(k kin) time.Time { return time.UnixMilli(int64(k.start)) }

// command asks for the arguments, each of which gets a NUL byte at its end.
func (*lookout) command(m *member) string {
	words, err := newProcess(m.PID).CmdlineSliceWithContext(hostEnv())
	if err != nil || len(words) == 0 {
		return ""
	}
	text := strings.Join(words, "\x00") + "\x00"
	return text[:min(len(text), maxCommand)]
}

// stirred cannot be known.
func (*lookout) stirred() bool { return true }

func (*lookout) prefersCensus(int) bool { return true }

// childrenOf returns the PIDs of the children of a process.
func (l *lookout) childrenOf(k kin) []int {
	return l.everybody(func(int) bool { return false })[k.pid]
}

// everybody returns the PIDs of all processes that are not known by the PID of their
// parent.
func (*lookout) everybody(known func(pid int) bool) map[int][]int {
	all, err := process.PidsWithContext(hostEnv())
	if err != nil {
		return nil
	}
	byParent := make(map[int][]int)
	for _, pid := range all {
		if known(int(pid)) {
			continue
		}
		if parent, err := newProcess(int(pid)).PpidWithContext(hostEnv()); err == nil {
			byParent[int(parent)] = append(byParent[int(parent)], int(pid))
		}
	}
	return byParent
}
