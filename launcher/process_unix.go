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

// numbered says whether a program of any kind can be given descriptors by number.
const numbered = true

// ringFD is a worker's descriptor of its ring, after those of the wire.
const ringFD = 5

// address is what tells a worker its descriptors: the first after stderr.
func (*pipes) address(secret string) string { return "3,4," + secret }

// files are the descriptors of the worker from 0 on.
func (c command) files(null *os.File, p *pipes) []*os.File {
	if c.mute {
		return []*os.File{null, p.stdout.theirs, p.stderr.theirs}
	}
	if c.inside {
		files := []*os.File{null, p.stdout.theirs, p.stderr.theirs, p.to.theirs, p.from.theirs}
		if p.ringFile != nil {
			files = append(files, p.ringFile)
		}
		return files
	}
	return []*os.File{p.to.theirs, p.from.theirs, p.stderr.theirs}
}

// signal reaches the process and all of its group, unless it was reaped: until
// then the number of the group is its own.
func (p *process) signal(sig syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		_ = syscall.Kill(-p.pid, sig)
	}
}

// wake continues the process and its group.
func (p *process) wake() { p.signal(syscall.SIGCONT) }

// stop stops the process and, where they can be found, all that descend from it.
func (p *process) stop() { p.signalAll(syscall.SIGSTOP) }

// resume continues what stop has stopped.
func (p *process) resume() { p.signalAll(syscall.SIGCONT) }

func (p *process) signalAll(sig syscall.Signal) {
	p.signal(sig)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.reaped {
		p.signalStrays(sig)
	}
}

// reap waits for the end of the process, and leaves it unreaped until its group is
// ended and its output read.
func (p *process) reap(drained func()) (exit, error) {
	awaitEnd(p.pid)
	p.ended()
	if p.gentle {
		drained()
		p.signal(syscall.SIGTERM)
		p.wake()
	} else {
		p.kill()
		drained()
	}
	p.disown()
	if p.handle == nil {
		return reapChild(p.pid)
	}
	state, err := p.handle.Wait()
	if err != nil {
		return exit{}, err //nolint:wrapcheck // that there is one is all that is asked
	}
	return exitOf(state), nil
}

// reapChild reaps a child that has ended.
func reapChild(pid int) (exit, error) {
	var status syscall.WaitStatus
	var usage syscall.Rusage
	for {
		_, err := syscall.Wait4(pid, &status, 0, &usage)
		if err == nil {
			return exitWith(status, &usage), nil
		}
		if err != syscall.EINTR {
			return exit{}, err //nolint:wrapcheck // that there is one is all that is asked
		}
	}
}

// jobObject is a matter of Windows; a process group is what it is here.
type jobObject struct{}

func (jobObject) close() {}

// exitOf reads what was told of a process that was reaped.
func exitOf(state *os.ProcessState) exit {
	status, isStatus := state.Sys().(syscall.WaitStatus)
	usage, isUsage := state.SysUsage().(*syscall.Rusage)
	if !isStatus || !isUsage {
		return exit{signal: "unknown"}
	}
	return exitWith(status, usage)
}

// exitWith reads what wait4(2) told. ru_maxrss is in KiB but on darwin, where it
// is in bytes (getrusage(2)).
func exitWith(status syscall.WaitStatus, usage *syscall.Rusage) exit {
	e := exit{
		cpu:       time.Duration(usage.Utime.Nano() + usage.Stime.Nano()),
		maxRSS:    maxRSSBytes(usage.Maxrss),
		voluntary: int64(usage.Nvcsw), involuntary: int64(usage.Nivcsw), //nolint:unconvert // int32 on 32-bit systems
	}
	if status.Signaled() {
		e.signal = signalName(status.Signal())
		return e
	}
	code := status.ExitStatus()
	e.code = &code
	return e
}

// signalName is a signal as kill(1) has it. Those without a name of their own are
// counted from the first real-time one that the C library leaves to programs (signal(7)).
func signalName(s syscall.Signal) string {
	const first = 34
	switch name := unix.SignalName(s); {
	case name != "":
		return name
	case s == first:
		return "SIGRTMIN"
	case s > first:
		return fmt.Sprintf("SIGRTMIN+%d", s-first)
	}
	return fmt.Sprintf("signal %d", int(s))
}

func maxRSSBytes(ru int64) int64 {
	if runtime.GOOS == "darwin" {
		return ru
	}
	return ru * 1024
}

// startWith starts a worker with the pipes. It is called on the spawner's thread.
// Signals that Go catches have their default action in the worker, and so has
// SIGPIPE, however this process inherited it; SIGHUP and SIGINT stay ignored where
// nohup(1) or a shell's "&" had them so (os/signal).
func (c command) startWith(p *pipes) (*process, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, fmt.Errorf("open the empty input: %w", err)
	}
	defer func() { _ = null.Close() }()
	started := time.Now()
	handle, err := os.StartProcess(c.path, c.argv, &os.ProcAttr{
		Dir: c.dir, Env: c.env, Files: c.files(null, p), Sys: attributes(),
	})
	if err != nil {
		return nil, err //nolint:wrapcheck // named by start
	}
	return &process{pid: handle.Pid, started: started, handle: handle}, nil
}

// ownPeak is the largest resident set that this process had, in bytes.
func ownPeak() int64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return maxRSSBytes(usage.Maxrss)
}
