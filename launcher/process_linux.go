package launcher

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// attributes puts the worker at the head of a process group of its own, so that
// the terminal's Ctrl-C is ours alone and what it starts can be ended with it;
// the kernel kills it when the spawner's thread ends, however Poolscope ends
// (PR_SET_PDEATHSIG of prctl(2): it follows the thread, not the process).
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// awaitEnd waits for the end of a child and leaves it unreaped, so that its PID
// stays its own (WNOWAIT of waitid(2)).
func awaitEnd(pid int) {
	for errors.Is(unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil), unix.EINTR) {
		continue
	}
}

// signalStrays reaches what descends from the process and has left its group. The
// caller holds the lock that keeps the process unreaped.
func (p *process) signalStrays(sig syscall.Signal) {
	for _, stray := range proc.Descendants(p.pid) {
		if stray.Group != p.pid {
			_ = stray.Signal(sig) // one that is gone needs none
		}
	}
}
