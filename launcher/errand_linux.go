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
	fork, err := c.fork(nil)
	if err != nil {
		return nil, err
	}
	p := fork.process
	p.stdout, p.stderr = os.NewFile(uintptr(fork.out), "pipe"), os.NewFile(uintptr(fork.problems), "pipe")
	return p, nil
}

// forked is a process that was made, and our ends of its pipes.
type forked struct {
	process       *process
	out, problems int
}

// fork starts what has no wire. Where pidfd is not nil, the descriptor of the process
// is left there.
func (c command) fork(pidfd *int) (forked, error) {
	out, err := pipeOut()
	if err != nil {
		return forked{}, err
	}
	problems, err := pipeOut()
	if err != nil {
		out.close()
		return forked{}, err
	}
	sys := attributes()
	sys.PidFD = pidfd
	p := &process{started: time.Now()}
	p.pid, err = syscall.ForkExec(c.path, c.argv, &syscall.ProcAttr{
		Dir: c.dir, Env: c.env, Files: []uintptr{c.null.Fd(), uintptr(out.theirs), uintptr(problems.theirs)}, Sys: sys,
	})
	if err != nil {
		out.close()
		problems.close()
		return forked{}, err //nolint:wrapcheck // named by try
	}
	p.floor = ownPeak()
	return forked{p, out.ours(), problems.ours()}, nil
}

// startCharge starts a command, once, and leaves the descriptors with its charge.
func (s *spawner) startCharge(to *charge) (*process, error) {
	return s.startPrepared(to.from.slot, to.command, func() (*process, error) {
		return to.command.once(func() (*process, error) {
			fork, err := to.command.fork(&to.fd)
			if err != nil {
				return nil, err
			}
			to.pipes = [2]int{fork.out, fork.problems}
			return fork.process, nil
		})
	})
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
func (o outlet) ours() int {
	_ = unix.Close(o.theirs)
	return o.read
}

func (o outlet) close() {
	_ = unix.Close(o.read)
	_ = unix.Close(o.theirs)
}
