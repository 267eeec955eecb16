package run

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
	"github.com/poolscope/poolscope/metrics"
)

// attributes leave a command that is not apart in this process's group, so that it can
// read the terminal and Ctrl-C and Ctrl-Z reach it as ever, and have the kernel kill it
// when the thread that started it ends (PR_SET_PDEATHSIG(2const)).
func (o CommandOptions) attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: o.Apart}
}

// awaitEnd returns when a child has ended, and leaves it to be waited for by what it
// returns (waitid(2), WNOWAIT).
func awaitEnd(child *os.Process) (wait func() (*os.ProcessState, error)) {
	for {
		err := unix.Waitid(unix.P_PID, child.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			return child.Wait
		}
	}
}

// AdoptOrphans has what a command leaves behind become children of this process, and
// members of the tree, until release is called: no daemon gets away unseen, and all
// times come here in the end. Unless SpareOwn was called the process must start nothing
// else meanwhile. It is to be called before the command is started.
func (w *Watch) AdoptOrphans() (release func()) {
	release, err := proc.AdoptOrphans()
	if err == nil {
		w.tree.Adopt(os.Getpid())
		w.exact = true
	}
	return release
}

// ReapOrphans waits for the adopted processes that have ended. The command is waited
// for by another. Of a hidden one nothing tells whether it has ended and came here: it
// is asked for, which does nothing where it did not (wait4(2), ECHILD and WNOHANG).
func (w *Watch) ReapOrphans() {
	for pid, p := range w.alive {
		ended := p.Hidden || p.Dead && p.Parent == os.Getpid()
		if !ended || pid == w.command || p.Exit != nil || w.isHeld(p.Member) {
			continue
		}
		var status syscall.WaitStatus
		var usage syscall.Rusage
		vague := vaguePeak(pid)
		if got, err := syscall.Wait4(pid, &status, syscall.WNOHANG, &usage); err == nil && got == pid {
			e := orphanExit(status, &usage)
			e.own(vague)
			w.Reaped(pid, e)
		}
	}
}

// waitedForNone reports whether a dead process has waited for no child: no page fault
// of one is counted (cminflt and cmajflt, fields 11 and 13 of proc_pid_stat(5)), and
// there is no program without.
func waitedForNone(pid int) bool {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:]) // from field 3 on
	return err == nil && len(fields) > 10 && string(fields[8]) == "0" && string(fields[10]) == "0"
}

func orphanExit(status syscall.WaitStatus, usage *syscall.Rusage) WatchedExit {
	e := WatchedExit{Code: status.ExitStatus(), CPU: cpuOf(usage)}
	if status.Signaled() {
		e.Number, e.Signal = int(status.Signal()), signalName(status.Signal())
	}
	e.take(usage)
	return e
}

// EndAll sends a signal to all members that live, and wakes them to hear it. It is for
// trees that this process started.
func (w *Watch) EndAll(s syscall.Signal) {
	for _, p := range w.alive {
		if !p.Dead && !w.isHeld(p.Member) {
			signalMember(p.Member, s)
		}
	}
}

// isHeld reports whether a process is a child that other code of this process has
// started and not waited for yet: os.Process holds a descriptor of each such child, and
// nothing holds one of an orphan (proc.Held). Where the kernel has no such descriptors
// nobody is told apart.
func (w *Watch) isHeld(m metrics.Member) bool {
	if w.spared == nil || !m.Hidden && m.Parent != os.Getpid() || m.PID == w.command {
		return false
	}
	held, _ := proc.Held()
	return held[m.PID]
}

func signalMember(m metrics.Member, s syscall.Signal) {
	p := proc.Process{PID: m.PID, Start: m.Start}
	_ = p.Signal(s) // gone is as good
	_ = p.Signal(unix.SIGCONT)
}

// signal sends a signal to this very member, never to another that was given its PID;
// os.ErrProcessDone says that it is gone.
func (*Watch) signal(m metrics.Member, s os.Signal) error {
	number, ok := s.(syscall.Signal)
	if !ok {
		return fmt.Errorf("%v is no signal of this system", s)
	}
	err := proc.Process{PID: m.PID, Start: m.Start}.Signal(number)
	if errors.Is(err, unix.ESRCH) {
		return os.ErrProcessDone
	}
	return err //nolint:wrapcheck // it says what was being done
}

func cpuOf(usage *syscall.Rusage) time.Duration {
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
