package launcher

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// AllowedCores lists in order the cores that this program may use, and with it what it
// starts; none where that is not known.
func AllowedCores() []int { return proc.AllowedCores(os.Getpid()) }

// LowestNice returns the least niceness that a worker can be set to from any other:
// LeastNice for root, and more than MostNice for most users, who can only raise it.
func LowestNice() int { return proc.LowestNice() }

// setNice sets the niceness of a process and of all that descends from it.
func (p *process) setNice(nice int) error {
	return p.set(func(self proc.Process) error { return self.SetNice(nice, true) })
}

// setAffinity lets a process, and all that descends from it, run on some cores alone.
func (p *process) setAffinity(cores []int) error {
	return p.set(func(self proc.Process) error { return self.SetAffinity(cores, true) })
}

// set sets something of a process while it cannot be reaped, so that its PID is its own.
func (p *process) set(set func(proc.Process) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	self, ok := proc.Read(p.pid)
	if p.reaped || !ok {
		return unix.ESRCH
	}
	return set(self)
}

func isGone(err error) bool { return errors.Is(err, unix.ESRCH) }

// isPartial reports whether something was set of some threads alone.
func isPartial(err error) bool { return errors.Is(err, proc.ErrInPart) }
