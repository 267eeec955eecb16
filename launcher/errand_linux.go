package launcher

import (
	"fmt"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// startMute starts what has no wire, with few system calls: no file is made of what is
// only for the child. It is called on the spawner's thread.
func (c command) startMute() (*process, error) {
	out, err := pipeOut()
	if err != nil {
		return nil, err
	}
	problems, err := pipeOut()
	if err != nil {
		out.close()
		return nil, err
	}
	p := &process{started: time.Now()}
	p.pid, err = syscall.ForkExec(c.path, c.argv, &syscall.ProcAttr{
		Dir: c.dir, Env: c.env, Files: []uintptr{c.null.Fd(), uintptr(out.theirs), uintptr(problems.theirs)}, Sys: attributes(),
	})
	if err != nil {
		out.close()
		problems.close()
		return nil, err //nolint:wrapcheck // named by start
	}
	p.stdout, p.stderr, p.floor = out.ours(), problems.ours(), ownPeak()
	return p, nil
}

// outlet is a pipe that a child writes to, as descriptors.
type outlet struct{ read, theirs int }

func pipeOut() (outlet, error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return outlet{}, fmt.Errorf("make a pipe: %w", os.NewSyscallError("pipe2", err))
	}
	// The flag is that of our end alone: the child's blocks, as programs expect it.
	_, _ = unix.FcntlInt(uintptr(ends[0]), unix.F_SETFL, unix.O_NONBLOCK)
	return outlet{ends[0], ends[1]}, nil
}

// ours gives up the child's end and returns the other.
func (o outlet) ours() *os.File {
	_ = unix.Close(o.theirs)
	return os.NewFile(uintptr(o.read), "pipe")
}

func (o outlet) close() {
	_ = unix.Close(o.read)
	_ = unix.Close(o.theirs)
}
