package launcher

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// attributes puts the worker at the head of a process group of its own. There is
// no parent-death signal on darwin: when Poolscope is killed the worker ends itself
// as its pipe closes, and what it has started lives on, as does what has left its
// group.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// awaitEnd waits for the end of a child and leaves it unreaped, so that its PID
// stays its own (EVFILT_PROC of kqueue(2)). One that cannot be watched has ended.
func awaitEnd(pid int) {
	queue, err := unix.Kqueue()
	if err != nil {
		return
	}
	defer func() { _ = unix.Close(queue) }()
	var end unix.Kevent_t
	unix.SetKevent(&end, pid, unix.EVFILT_PROC, unix.EV_ADD|unix.EV_ONESHOT)
	end.Fflags = unix.NOTE_EXIT
	change, happened := []unix.Kevent_t{end}, make([]unix.Kevent_t, 1)
	for {
		if _, err := unix.Kevent(queue, change, happened, nil); !errors.Is(err, unix.EINTR) {
			return
		}
		change = nil
	}
}

// signalStrays has no way to find what has left the group.
func (*process) signalStrays(syscall.Signal) {}
