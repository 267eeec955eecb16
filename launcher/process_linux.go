package launcher

import (
	"errors"
	"os"
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
// stays its own (WNOWAIT of waitid(2)). It costs no thread where the kernel has
// descriptors of processes, which are readable from the end on (pidfd_open(2)).
func awaitEnd(pid int) {
	if fd, err := unix.PidfdOpen(pid, unix.PIDFD_NONBLOCK); err == nil {
		awaitReadable(os.NewFile(uintptr(fd), "pidfd"))
	}
	for errors.Is(unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil), unix.EINTR) {
		continue
	}
}

// isOver reports whether the process has ended, although nobody has heard of that yet. A
// child that ended is asked after and left unreaped (waitid(2)).
func (p *process) isOver() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reaped {
		return true
	}
	var info unix.Siginfo
	err := unix.Waitid(unix.P_PID, p.pid, &info, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil)
	return err == nil && info.Signo != 0
}

// awaitReadable waits until a descriptor is readable, and closes it.
func awaitReadable(f *os.File) {
	defer func() { _ = f.Close() }()
	raw, err := f.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Read(func(fd uintptr) bool { // called again each time that it may be readable
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		return n > 0 || err != nil && !errors.Is(err, unix.EINTR)
	})
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
