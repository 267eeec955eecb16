package launcher

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// attributes puts the worker at the head of a process group of its own, so that
// the terminal's Ctrl-C is ours alone and what it starts can be ended with it;
// the kernel kills it when the spawner's thread ends, however Poolscope ends
// (PR_SET_PDEATHSIG of prctl(2): it follows the thread, not the process).
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// reap waits for the end of the process and leaves it unreaped until its group
// is ended and its output read, so that its PID stays its own until then
// (WNOWAIT of waitid(2)).
func (p *process) reap(drained func()) (*os.ProcessState, error) {
	for errors.Is(unix.Waitid(unix.P_PID, p.pid, nil, unix.WEXITED|unix.WNOWAIT, nil), unix.EINTR) {
		continue
	}
	p.kill()
	drained()
	p.disown()
	return p.handle.Wait()
}
