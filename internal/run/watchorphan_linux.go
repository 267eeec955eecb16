package run

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
	"github.com/poolscope/poolscope/metrics"
)

// commandAttributes leaves a command in this process's group, so that it can read the
// terminal and Ctrl-C and Ctrl-Z reach it as ever, and has the kernel kill it when the
// thread that started it ends (PR_SET_PDEATHSIG(2const)).
func commandAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}

// AdoptOrphans has what a command leaves behind become children of this process, and
// members of the tree, until release is called: no daemon gets away unseen, and all
// times come here in the end. The process must start nothing else meanwhile. It is to
// be called before the command is started.
func (w *Watch) AdoptOrphans() (release func()) {
	release, err := proc.AdoptOrphans()
	if err == nil {
		w.tree.Adopt(os.Getpid())
		w.exact = true
	}
	return release
}

// ReapOrphans waits for the adopted processes that have ended. The command is waited
// for by another.
func (w *Watch) ReapOrphans() {
	for pid, p := range w.alive {
		if !p.Dead || p.Parent != os.Getpid() || pid == w.command || p.Exit != nil {
			continue
		}
		var status syscall.WaitStatus
		var usage syscall.Rusage
		if got, err := syscall.Wait4(pid, &status, syscall.WNOHANG, &usage); err == nil && got == pid {
			w.Reaped(pid, orphanExit(status, &usage))
		}
	}
}

func orphanExit(status syscall.WaitStatus, usage *syscall.Rusage) WatchedExit {
	e := WatchedExit{Code: status.ExitStatus(), CPU: cpuOf(usage)}
	if status.Signaled() {
		e.Number, e.Signal = int(status.Signal()), signalName(status.Signal())
	}
	e.take(usage)
	return e
}

// EndAll sends a signal to all members that live, and wakes them to hear it. It is for
// trees that this process started.
func (w *Watch) EndAll(s syscall.Signal) {
	for _, p := range w.alive {
		if !p.Dead {
			signalMember(p.Member, s)
		}
	}
}

func signalMember(m metrics.Member, s syscall.Signal) {
	p := proc.Process{PID: m.PID, Start: m.Start}
	_ = p.Signal(s) // gone is as good
	_ = p.Signal(unix.SIGCONT)
}

// KillDescendants kills all that descends from this process, in whatever process group
// it is: what has to be done when this process is about to be gone. Any goroutine may
// call it.
func KillDescendants() {
	for quiet := 0; quiet < 2; quiet++ { // one look may miss a child whose parent ends meanwhile
		for _, p := range proc.Descendants(os.Getpid()) {
			if !p.Dead() && p.Signal(unix.SIGKILL) == nil {
				quiet = -1
			}
		}
	}
}

func cpuOf(usage *syscall.Rusage) time.Duration {
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
