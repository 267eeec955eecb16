package run

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// Command is a command that is watched: started as it is, in the process group and on
// the terminal of this process, with the standard streams that it was given.
type Command struct {
	PID  int
	Done <-chan WatchedExit // the one who waits for it sends once and closes

	process *os.Process
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
	done, started := make(chan WatchedExit, 1), make(chan error)
	c := &Command{Done: done}
	looked := make(chan struct{})
	go func() {
		defer close(done)
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
		if state, err := process.Wait(); err == nil {
			done <- exitOf(state)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	defer close(looked)
	seen(c.PID)
	return c, nil
}

// Signal sends a signal to the command alone. One that has ended gets none.
func (c *Command) Signal(s os.Signal) {
	_ = c.process.Signal(s) // it has ended, or belongs to another user by now
}

// exitOf reads what is known of a process that was waited for. Its peak counts from
// before its exec, when it had the memory of this process, and says nothing up to
// the peak of that.
func exitOf(state *os.ProcessState) WatchedExit {
	e := WatchedExit{Code: state.ExitCode(), CPU: state.UserTime() + state.SystemTime()}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		e.Number, e.Signal = int(status.Signal()), signalName(status.Signal())
	}
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		e.take(usage)
	}
	if e.PeakRSS <= ownPeak() {
		e.PeakRSS = 0
	}
	return e
}
