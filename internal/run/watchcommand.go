package run

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

// CommandOptions says how a command is started.
type CommandOptions struct {
	Words []string
	Dir   string      // "" is this process's
	Files [3]*os.File // its standard streams; one that is nil is closed for it
	// Apart has it lead a process group of its own: what is typed at the terminal of
	// this process, as Ctrl-C, reaches it no more.
	Apart bool
}

// Command is a command that is watched: started as it is, with the terminal of this
// process and the standard streams that it was given.
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
func StartCommand(o CommandOptions, seen func(pid int)) (*Command, error) {
	path, err := o.program()
	if err != nil {
		return nil, err
	}
	ended, exit, started := make(chan struct{}), make(chan WatchedExit, 1), make(chan error)
	c := &Command{Ended: ended, reap: make(chan struct{}), exit: exit}
	looked := make(chan struct{})
	go func() {
		defer close(exit)
		// The parent-death signal follows the thread that starts the child.
		runtime.LockOSThread()
		process, err := os.StartProcess(path, o.Words, &os.ProcAttr{Dir: o.Dir, Files: o.Files[:], Sys: o.attributes()})
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

// program finds the file of the program. A name with a slash counts from the folder
// that the command is started in.
func (o CommandOptions) program() (string, error) {
	if info, err := os.Stat(o.Dir); o.Dir != "" && (err != nil || !info.IsDir()) {
		return "", fmt.Errorf("there is no folder %q to start the command in", o.Dir)
	}
	name := o.Words[0]
	if o.Dir != "" && filepath.Base(name) != name && !filepath.IsAbs(name) {
		name = filepath.Join(o.Dir, name)
	}
	path, err := exec.LookPath(name)
	if errors.Is(err, exec.ErrNotFound) && filepath.Base(name) == name {
		return "", fmt.Errorf("there is no program %q in PATH", name)
	}
	if err != nil {
		return "", fmt.Errorf("start the command: %w", err)
	}
	if o.Dir == "" {
		return path, nil
	}
	path, err = filepath.Abs(path) // what it is relative to is not the other folder
	if err != nil {
		return "", fmt.Errorf("start the command: %w", err)
	}
	return path, nil
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
