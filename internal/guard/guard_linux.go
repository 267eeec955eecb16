package guard

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// guard is the process that waits. Its main goroutine reaps; another passes
// signals on.
type guard struct {
	program int
	orders  int            // the socket to the program: see variable
	before  []proc.Process // what descended from this process before it was a guard
	caught  chan os.Signal // the runtime sends
	stopped chan struct{}  // wait sends when the program has stopped
}

// Main makes the process a guard, and starts the program in another, which is the
// same executable with the same arguments; there, Main returns. Call it in the
// first lines of main, after a worker was given its chance, where the program may
// start processes. Where nothing can be started it returns with no guard.
//
// Neither a command line nor an inherited environment can make a process believe
// that it has a guard: the variable names a socket and the guard's PID, which must be
// the parent's. Main removes it.
func Main() {
	if orders, ok := guarded(); ok {
		toGuard.order = orders
		go obey(orders)
		return
	}
	// The parent-death signal follows the thread that starts the child.
	runtime.LockOSThread()
	g := &guard{
		caught: make(chan os.Signal, 16), stopped: make(chan struct{}),
		// What a shell had started before it became this process is not the program's.
		before: proc.Descendants(os.Getpid()),
	}
	release, err := proc.AdoptOrphans()
	if err == nil {
		err = g.start()
	}
	if err != nil {
		release()
		runtime.UnlockOSThread()
		return
	}
	go g.passOn()
	end := g.wait()
	endAll(time.Second, extent{group: g.toldOfGroup(), but: g.before}, reapAll)
	endAs(end)
}

// passedSignals are the signals that end or stop a job. One that is ignored from
// the start, as nohup(1) has it, stays ignored by both.
func passedSignals() []os.Signal {
	all := []os.Signal{unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT, unix.SIGTSTP}
	return slices.DeleteFunc(all, signal.Ignored)
}

// start starts the program. What it inherits is what this process inherited, at the
// same numbers, and a socket.
func (g *guard) start() error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program: %w", err)
	}
	inherited := proc.Inherited()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return fmt.Errorf("make a pair of sockets: %w", err)
	}
	defer func() { _ = unix.Close(ends[0]) }()
	if _, err := unix.FcntlInt(uintptr(ends[0]), unix.F_SETFD, 0); err != nil {
		_ = unix.Close(ends[1])
		return fmt.Errorf("hand down the socket: %w", err)
	}
	signal.Notify(g.caught, passedSignals()...)
	g.orders = ends[1]
	g.program, err = syscall.ForkExec(self, os.Args, &syscall.ProcAttr{
		Env:   append(plainEnv(), fmt.Sprintf("%s=%d,%d", variable, ends[0], os.Getpid())),
		Files: []uintptr{0, 1, 2},
		// A program that is stopped would not notice that the guard was killed.
		Sys: &syscall.SysProcAttr{Pdeathsig: unix.SIGCONT},
	})
	if err != nil {
		signal.Stop(g.caught)
		_ = unix.Close(ends[1])
		return fmt.Errorf("start the program: %w", err)
	}
	letGo(inherited)
	return nil
}

// plainEnv is the environment without the guard's variable.
func plainEnv() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, variable+"=") })
}

// letGo closes what the program alone shall hold: a pipe that it closes has to be
// closed for whoever is at the other end.
func letGo(inherited []int) {
	for _, fd := range inherited {
		_ = unix.Close(fd)
	}
	null, err := unix.Open(os.DevNull, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	for fd := range 3 {
		_ = unix.Dup3(null, fd, 0)
	}
	_ = unix.Close(null)
}

// ownStop is how long a program that the terminal stops may take to do so before it
// is told again, and how long this process waits for its own copy of that signal.
const ownStop = 20 * time.Millisecond

// threadStop is longer than a process takes to stop once its first thread has, which
// is when its stop becomes news.
const threadStop = 5 * time.Millisecond

// toldOfGroup reports whether the program has said that its group has to end with it.
// What was written to a socket can be read when the writer is gone (unix(7)).
func (g *guard) toldOfGroup() bool {
	n, err := retry(func() (int, error) { return unix.Read(g.orders, make([]byte, 1)) })
	return err == nil && n > 0
}

// retry calls until no signal interrupts (signal(7), SA_RESTART).
func retry(call func() (int, error)) (int, error) {
	for {
		if n, err := call(); !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}

// passOn hands on what was sent to this process. What ends a program goes through
// the socket, so that the program can tell it from what it got itself. What stops it
// is sent only to one that doesn't stop by itself, or else it would stop once more
// when it goes on.
func (g *guard) passOn() {
	var unstopped <-chan time.Time
	for {
		select {
		case <-g.stopped:
			unstopped = nil
		case <-unstopped:
			unstopped = nil
			g.tellToStop()
		case s := <-g.caught:
			if number, _ := s.(syscall.Signal); number != unix.SIGTSTP {
				_, _ = unix.Write(g.orders, []byte{byte(number)}) // a full socket holds enough of them
			} else {
				unstopped = time.After(ownStop)
			}
		}
	}
}

// tellToStop tells the program, unless it has. Signal makes sure of its identity.
func (g *guard) tellToStop() {
	if p, ok := proc.Read(g.program); ok && !p.Stopped() {
		_ = p.Signal(unix.SIGTSTP)
	}
}

// wait returns how the program ended. When it stops this process stops too, and the
// shell sees one job.
func (g *guard) wait() unix.WaitStatus {
	for {
		status, _ := g.news(0)
		for again := true; again && status.Stopped(); {
			g.stop()
			p, ok := proc.Read(g.program)
			<-time.After(threadStop)
			// One that has stopped anew by now did go on. One that stands as it
			// stood was not told to, when this process was.
			if status, again = g.news(unix.WNOHANG); !again && ok && p.Stopped() {
				_ = p.Signal(unix.SIGCONT)
			}
		}
		if status.Exited() || status.Signaled() {
			return status
		}
	}
}

// news waits until the program has ended or stopped, and meanwhile reaps orphans
// that came here. With WNOHANG false says that there is nothing new.
func (g *guard) news(options int) (unix.WaitStatus, bool) {
	for {
		var status unix.WaitStatus
		switch pid, err := unix.Wait4(-1, &status, unix.WUNTRACED|options, nil); {
		case err == nil && pid == g.program:
			return status, true
		case err == nil && pid == 0:
			return stillStopped, false
		}
	}
}

// stillStopped is the status of a program that nothing new is known of.
const stillStopped = unix.WaitStatus(0x7f)

// stop stops this process, unless the program goes on already.
func (g *guard) stop() {
	<-time.After(ownStop)
	g.stopped <- struct{}{}
	if p, ok := proc.Read(g.program); ok && p.Stopped() {
		stopHere(unix.SIGSTOP)
	}
}

// reapAll reaps what has ended.
func reapAll() {
	for {
		if pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil); pid <= 0 && !errors.Is(err, unix.EINTR) {
			return
		}
	}
}

// endAs ends this process as the program ended. A signal is died of and not turned
// into 128+n, since shells, make and systemd treat the two differently; there is no
// second core file.
func endAs(status unix.WaitStatus) {
	if !status.Signaled() {
		os.Exit(status.ExitStatus())
	}
	sig := status.Signal()
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	// Go's own action of some is to print stacks and exit with 2.
	changeAction(sig, &action{}, nil)
	_ = unix.Kill(os.Getpid(), sig)
	// The first process of a container is spared by signals without a handler.
	<-time.After(100 * time.Millisecond)
	os.Exit(128 + int(sig))
}
