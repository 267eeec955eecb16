package launcher

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// numbered says whether a program of any kind can be given descriptors by number.
const numbered = false

// ringFD is none: there are no rings here.
const ringFD = 0

// startWith starts a worker with the pipes. Windows has no numbered descriptors:
// the two handles of a worker's own wire are inherited by value.
func (c command) startWith(p *pipes) (*process, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, fmt.Errorf("open the empty input: %w", err)
	}
	defer func() { _ = null.Close() }()
	attributes := &os.ProcAttr{
		Dir: c.dir, Env: c.env, Files: []*os.File{p.to.theirs, p.from.theirs, p.stderr.theirs},
		Sys: &syscall.SysProcAttr{HideWindow: true},
	}
	if c.mute {
		attributes.Files = []*os.File{null, p.stdout.theirs, p.stderr.theirs}
	}
	if c.inside {
		attributes.Files = []*os.File{null, p.stdout.theirs, p.stderr.theirs}
		if attributes.Sys.AdditionalInheritedHandles, err = inheritable(p); err != nil {
			return nil, err
		}
	}
	started := time.Now()
	handle, err := os.StartProcess(c.path, c.argv, attributes)
	if err != nil {
		return nil, err //nolint:wrapcheck // named by start
	}
	job, err := newJobObject(handle)
	if err != nil {
		_ = handle.Kill()
		_, _ = handle.Wait()
		return nil, err
	}
	return &process{pid: handle.Pid, started: started, handle: handle, job: job}, nil
}

// inheritable are the two handles of the wire, which a child may inherit from now on.
func inheritable(p *pipes) ([]syscall.Handle, error) {
	wire := []syscall.Handle{syscall.Handle(p.to.theirs.Fd()), syscall.Handle(p.from.theirs.Fd())}
	for _, handle := range wire {
		if err := syscall.SetHandleInformation(handle, syscall.HANDLE_FLAG_INHERIT, syscall.HANDLE_FLAG_INHERIT); err != nil {
			return nil, fmt.Errorf("hand down the wire: %w", err)
		}
	}
	return wire, nil
}

func (p *pipes) address(secret string) string {
	return fmt.Sprintf("%d,%d,%s", p.to.theirs.Fd(), p.from.theirs.Fd(), secret)
}

// signal ends the process and all that it started whatever the signal: Windows
// knows no other. They are named by the handle of their job, never by a PID.
func (p *process) signal(syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		p.job.end()
	}
}

func (p *process) wake() {}

// stop does nothing: Windows cannot stop a process.
func (p *process) stop() {}

func (p *process) resume() {}

// reap waits for the end of the process, and then ends what is left of its job.
func (p *process) reap(drained func()) (exit, error) {
	state, err := p.handle.Wait()
	p.ended()
	p.kill()
	p.disown()
	drained()
	if err != nil {
		return exit{}, err //nolint:wrapcheck // that there is one is all that is asked
	}
	return exitOf(state), nil
}

func exitOf(state *os.ProcessState) exit {
	code := state.ExitCode()
	return exit{code: &code, cpu: state.UserTime() + state.SystemTime()}
}

// ownPeak is 0: on Windows nothing of the parent shows in a child's figures.
func ownPeak() int64 { return 0 }
