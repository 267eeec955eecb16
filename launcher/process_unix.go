//go:build unix

package launcher

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// address is what tells a worker its descriptors: the first after stderr.
func (p pipes) address(secret string) string { return "3,4," + secret }

// files are the descriptors of the worker from 0 on.
func (p pipes) files(null *os.File) []*os.File {
	files := []*os.File{null, p.theirs[2], p.theirs[3], p.theirs[0], p.theirs[1]}
	if p.ringFile != nil {
		files = append(files, p.ringFile)
	}
	return files
}

// ringFD is the worker's descriptor of its ring, 0 for none.
func (p pipes) ringFD() int {
	if p.ringFile == nil {
		return 0
	}
	return len(p.theirs) + 1
}

const stopSignal = syscall.SIGSTOP

// signal reaches the process and all of its group, unless it was reaped.
func (p *process) signal(sig syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		_ = syscall.Kill(-p.pid, sig)
	}
}

func (p *process) resume() { p.signal(syscall.SIGCONT) }

// exitOf reads what wait4(2) told. ru_maxrss is in KiB but on darwin, where it
// is in bytes (getrusage(2)).
func exitOf(state *os.ProcessState) exit {
	e := exit{cpu: state.UserTime() + state.SystemTime()}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		e.signal = unix.SignalName(status.Signal())
	} else {
		code := state.ExitCode()
		e.code = &code
	}
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		e.maxRSS = maxRSSBytes(usage.Maxrss)
		e.voluntary, e.involuntary = int64(usage.Nvcsw), int64(usage.Nivcsw) //nolint:unconvert // int32 on 32-bit systems
	}
	return e
}

func maxRSSBytes(ru int64) int64 {
	if runtime.GOOS == "darwin" {
		return ru
	}
	return ru * 1024
}

// startProcess starts a worker with the pipes. It is called on the spawner's
// thread.
func startProcess(program string, argv, env []string, p pipes) (*process, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, fmt.Errorf("open the empty input: %w", err)
	}
	defer func() { _ = null.Close() }()
	started := time.Now()
	handle, err := os.StartProcess(program, argv, &os.ProcAttr{
		Env: env, Files: p.files(null), Sys: attributes(),
	})
	if err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	p.closeTheirs()
	return &process{
		ring: p.ring, ringFD: p.ringFD(),
		pid: handle.Pid, started: started, handle: handle,
		to: p.ours[0], from: p.ours[1], stdout: p.ours[2], stderr: p.ours[3],
	}, nil
}

// ownPeak is the largest resident set that this process had, in bytes.
func ownPeak() int64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return maxRSSBytes(usage.Maxrss)
}
