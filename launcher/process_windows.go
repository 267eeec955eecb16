package launcher

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// startProcess starts a worker with the pipes. Windows has no numbered
// descriptors: the two handles of the wire are inherited by value.
func startProcess(program string, argv, env []string, p pipes) (*process, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, fmt.Errorf("open the empty input: %w", err)
	}
	defer func() { _ = null.Close() }()
	wire := []syscall.Handle{syscall.Handle(p.theirs[0].Fd()), syscall.Handle(p.theirs[1].Fd())}
	for _, handle := range wire {
		if err := syscall.SetHandleInformation(handle, syscall.HANDLE_FLAG_INHERIT, syscall.HANDLE_FLAG_INHERIT); err != nil {
			return nil, fmt.Errorf("hand down the wire: %w", err)
		}
	}
	started := time.Now()
	handle, err := os.StartProcess(program, argv, &os.ProcAttr{
		Env: env, Files: []*os.File{null, p.theirs[2], p.theirs[3]},
		Sys: &syscall.SysProcAttr{AdditionalInheritedHandles: wire, HideWindow: true},
	})
	if err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	closeAll(p.theirs)
	return &process{
		pid: handle.Pid, started: started, handle: handle,
		to: p.ours[0], from: p.ours[1], stdout: p.ours[2], stderr: p.ours[3],
	}, nil
}

func (p pipes) address(secret string) string {
	return fmt.Sprintf("%d,%d,%s", p.theirs[0].Fd(), p.theirs[1].Fd(), secret)
}

// signal ends the process whatever the signal: Windows knows no other.
func (p *process) signal(sig syscall.Signal) {
	if sig == stopSignal {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		_ = p.handle.Kill()
	}
}

func (p *process) resume() {}

func exitOf(state *os.ProcessState) exit {
	code := state.ExitCode()
	return exit{code: &code, cpu: state.UserTime() + state.SystemTime()}
}

// ownPeak is 0: on Windows nothing of the parent shows in a child's figures.
func ownPeak() int64 { return 0 }

// stopSignal is none: Windows cannot stop a process.
const stopSignal = syscall.Signal(0)
