package launcher

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// account is the CPU time of orphans. Nobody but this process waits for them, so that
// the kernel tells of it once, when they are reaped (wait4(2)).
type account struct {
	owed  map[int]time.Duration // by the PID of the worker in whose group they were, which was not reaped yet
	late  time.Duration         // that was told when their worker was reaped already, or of who left its group
	lost  bool                  // somebody's time is not known
	mixed bool                  // there were several pools at once: whose late is cannot be told
}

// bequest is what the group of a worker has left when that was reaped.
type bequest struct {
	cpu   time.Duration // of the orphans, as far as it is known
	lives bool          // some of them live on, and may use more
}

// leave takes out a worker that was reaped, and returns what its group has left. The
// number of a group is nobody else's while somebody is in it (setpgid(2)).
func (n *nursery) leave(pid int) bequest {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.workers, pid)
	left := bequest{cpu: n.account.owed[pid]}
	delete(n.account.owed, pid)
	if isEmpty(pid) {
		return left
	}
	for _, p := range n.adopted() {
		if p.Group == pid && p.PID != pid {
			left.cpu += n.inherit(p)
		}
	}
	left.lives = !isEmpty(pid)
	return left
}

// isEmpty reports whether nobody is in a process group, dead or not (kill(2), signal 0).
func isEmpty(group int) bool { return errors.Is(unix.Kill(-group, 0), unix.ESRCH) }

// inherit returns the CPU time that an orphan has used and that was not told of yet: all
// of it where it has ended, else what its own clock shows.
func (n *nursery) inherit(p proc.Process) time.Duration {
	if p.Dead() {
		used, _ := n.bury(p)
		return used
	}
	o := n.orphans[p.PID]
	if o == nil || o.Start != p.Start {
		o = &orphan{Process: p}
		n.orphans[p.PID] = o
	}
	used := max(0, clockOf(p.PID)-o.counted)
	o.counted += used
	return used
}

// clockOf returns the CPU time of a process, on the clock that clock_getcpuclockid(3)
// names; 0 where it cannot be read.
func clockOf(pid int) time.Duration {
	const ofProcess = 2
	var t unix.Timespec
	if unix.ClockGettime(int32(^pid<<3|ofProcess), &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// reap reaps an orphan that has ended, and books its time; false where it is there still.
func (n *nursery) reap(p proc.Process) bool {
	used, reaped := n.bury(p)
	if _, lives := n.workers[p.Group]; lives {
		n.account.owed[p.Group] += used
	} else {
		n.account.late += used
	}
	return reaped
}

// bury reaps an orphan that has ended, and returns the CPU time of it and of the children
// that it waited for, but for what was told of it before. It is lost where another has
// waited for it, or nobody is told of children (SIGCHLD ignored, wait4(2)).
func (n *nursery) bury(p proc.Process) (used time.Duration, reaped bool) {
	var usage unix.Rusage
	pid, err := unix.Wait4(p.PID, nil, unix.WNOHANG, &usage)
	if errors.Is(err, unix.ECHILD) {
		n.account.lost = true
		return 0, true
	}
	if pid != p.PID {
		return 0, false
	}
	used = time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	if o := n.orphans[p.PID]; o != nil && o.Start == p.Start {
		used -= o.counted
	}
	return max(0, used), true
}

// settle returns the CPU time of orphans that is in no worker's, and whether some of it
// is not known. It is to be called once, when a pool has swept.
func (n *nursery) settle() (late time.Duration, lost bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.account.mixed {
		return 0, n.account.lost || n.account.late > 0
	}
	return n.account.late, n.account.lost
}
