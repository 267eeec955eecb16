package journal

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// bootID names the time since the machine was started; "" where the kernel does not
// say.
func bootID() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}

// childStart returns when a child of this program started, in clock ticks after the
// boot. It is 0 for one that is gone: its PID may be another's by now, but then not
// that of a child.
func childStart(pid int) uint64 {
	if p, ok := proc.Read(pid); ok && p.Parent == os.Getpid() {
		return p.Start
	}
	return 0
}

// leftover is a process of an earlier run.
type leftover struct{ proc.Process }

// identity leaves out what changes.
func (p leftover) identity() leftover {
	return leftover{proc.Process{PID: p.PID, Start: p.Start}}
}

// terminate asks the process to end. One that is stopped has to go on for that.
func (p leftover) terminate() {
	_ = p.Signal(unix.SIGTERM) // one that is gone or may not be signalled is seen by look
	_ = p.Signal(unix.SIGCONT)
}

func (p leftover) kill() { _ = p.Signal(unix.SIGKILL) }

// String is the process for a person.
func (p leftover) String() string { return fmt.Sprintf("%d (%q)", p.PID, p.Command()) }

// look returns the processes that are left, in no order.
func (l *Leftovers) look() []leftover {
	if len(l.began) == 0 && len(l.marks) == 0 {
		return nil
	}
	all := processes()
	for _, began := range l.began {
		if p, ok := all[began.PID]; ok && p.Start == began.Start {
			l.known[p.PID] = p.Start
			// A group keeps its number for itself as long as it has members (setpgid(2)).
			l.groups[p.PID] = p.Group == p.PID
		}
	}
	above := ancestors(all)
	for found := true; found; {
		found = false
		for pid, p := range all {
			if !above[pid] && !l.knows(p) && l.owns(p, all) {
				l.known[pid] = p.Start
				found = true
			}
		}
	}
	var left []leftover
	for pid, p := range all {
		if l.knows(p) && !p.Dead() && !above[pid] {
			left = append(left, leftover{p})
		}
	}
	return left
}

func (l *Leftovers) knows(p proc.Process) bool {
	start, ok := l.known[p.PID]
	return ok && start == p.Start
}

// owns reports whether a process is of a group or a child of what is known, or has a
// mark.
func (l *Leftovers) owns(p proc.Process, all map[int]proc.Process) bool {
	parent, ok := all[p.Parent]
	return l.groups[p.Group] || ok && l.knows(parent) || marked(p.PID, l.marks)
}

// marked reports whether a process was given one of the marks. The environment of
// somebody else's cannot be read.
func marked(pid int, marks []string) bool {
	if len(marks) == 0 {
		return false
	}
	environ, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
	if err != nil {
		return false
	}
	for variable := range bytes.SplitSeq(environ, []byte{0}) {
		if mark, ok := bytes.CutPrefix(variable, []byte(markName+"=")); ok && slices.Contains(marks, string(mark)) {
			return true
		}
	}
	return false
}

// ancestors are this program and those that it descends from, which are never ended:
// it may have been started by what an earlier run left.
func ancestors(all map[int]proc.Process) map[int]bool {
	above := map[int]bool{}
	for pid := os.Getpid(); pid > 0 && !above[pid]; pid = all[pid].Parent {
		above[pid] = true
	}
	return above
}

// processes are all that there are, dead ones included.
func processes() map[int]proc.Process {
	all := map[int]proc.Process{}
	entries, _ := os.ReadDir("/proc") // where there is none, nothing is left that could be known
	for _, entry := range entries {
		if pid, err := strconv.Atoi(entry.Name()); err == nil {
			if p, ok := proc.Read(pid); ok {
				all[pid] = p
			}
		}
	}
	return all
}
