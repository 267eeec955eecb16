package run

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// Command is a command that is watched: started as it is, in the process group and on
// the terminal of this process, with the standard streams that it was given.
type Command struct {
	PID   int
	Ended <-chan struct{} // closed by the one who waits for it, when it has ended

	process *os.Process
	reap    chan struct{}      // Reap closes
	exit    <-chan WatchedExit // sent once, then closed
}

// StartCommand starts a command. seen is called once it has a PID, and before anyone
// waits for it: however short it is, it can be read then. On Linux it is killed when
// this process ends without having waited for it.
func StartCommand(words []string, files [3]*os.File, seen func(pid int)) (*Command, error) {
	path, err := exec.LookPath(words[0])
	if errors.Is(err, exec.ErrNotFound) {
		return nil, fmt.Errorf("there is no program %q in PATH", words[0])
	}
	if err != nil {
		return nil, fmt.Errorf("start the command: %w", err)
	}
	ended, exit, started := make(chan struct{}), make(chan WatchedExit, 1), make(chan error)
	c := &Command{Ended: ended, reap: make(chan struct{}), exit: exit}
	looked := make(chan struct{})
	go func() {
		defer close(exit)
		// The parent-death signal follows the thread that starts the child.
		runtime.LockOSThread()
		process, err := os.StartProcess(path, words, &os.ProcAttr{Files: files[:], Sys: commandAttributes()})
		if err != nil {
			started <- fmt.Errorf("start the command: %w", err)
			return
		}
		c.process, c.PID = process, process.Pid
		started <- nil
		<-looked
		wait := awaitEnd(process)
		close(ended)
		<-c.reap
		vague := vaguePeak(c.PID)
		if state, err := wait(); err == nil {
			e := exitOf(state)
			e.own(vague)
			exit <- e
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	defer close(looked)
	seen(c.PID)
	return c, nil
}

// Reap waits for the command and returns how it ended; it is to be called once. On
// Linux what stood in its files at the very end can be read between Ended and this,
// such as the time of the children that it waited for last.
func (c *Command) Reap() WatchedExit {
	close(c.reap)
	return <-c.exit
}

// Signal sends a signal to the command alone. One that has ended gets none.
func (c *Command) Signal(s os.Signal) {
	_ = c.process.Signal(s) // it has ended, or belongs to another user by now
}

// exitOf reads what is known of a process that was waited for.
func exitOf(state *os.ProcessState) WatchedExit {
	e := WatchedExit{Code: state.ExitCode(), CPU: state.UserTime() + state.SystemTime()}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		e.Number, e.Signal = int(status.Signal()), signalName(status.Signal())
	}
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		e.take(usage)
	}
	return e
}

// own drops a peak up to which the kernel's figure says nothing of the process itself.
func (e *WatchedExit) own(vague uint64) {
	if e.PeakRSS <= vague {
		e.PeakRSS = 0
	}
}

// vaguePeak returns up to how many bytes the kernel's peak of a dead process may not be
// its own: it is the largest of it and the children that it waited for, and that of a
// command counts from before its exec, when it had the memory of this process.
func vaguePeak(pid int) uint64 {
	if waitedForNone(pid) {
		return ownPeak()
	}
	return math.MaxUint64
}

// Young drops the peaks of processes that a reading saw first, and so early that they
// may have been in the middle of an exec, where a process has next to no memory. What
// no later reading sees has no peak then, instead of a wrong one.
func (g *Glance) Young() {
	for _, p := range g.Came {
		if g.Time.Sub(p.Started) < 2*tick {
			p.PeakRSS = 0
		}
	}
}
