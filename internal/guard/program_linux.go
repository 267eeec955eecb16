package guard

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// variable names the pipe and the guard's PID to the program: "5,4711".
const variable = "POOLSCOPE_GUARD"

// guarded returns the pipe from the guard, where there is one.
func guarded() (*os.File, bool) {
	text, ok := os.LookupEnv(variable)
	if !ok {
		return nil, false
	}
	_ = os.Unsetenv(variable)
	var fd, pid int
	if _, err := fmt.Sscanf(text, "%d,%d", &fd, &pid); err != nil || pid != os.Getppid() || fd <= 2 {
		return nil, false
	}
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil || stat.Mode&unix.S_IFMT != unix.S_IFIFO {
		return nil, false
	}
	unix.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), "from the guard"), true
}

// exitKilled is what a shell reports of a process that SIGKILL ended.
const exitKilled = 128 + int(unix.SIGKILL)

// obey takes what the guard sends until it is gone.
func obey(orders *os.File) {
	go continueGuard(os.Getppid())
	got := make([]byte, 16)
	for {
		n, err := orders.Read(got)
		for _, number := range got[:n] {
			take(syscall.Signal(number))
		}
		if errors.Is(err, io.EOF) {
			End(exitKilled)
		}
		if err != nil {
			return
		}
	}
}

// take acts on a signal as if it had been sent to this process.
func take(s syscall.Signal) {
	if !heard.count(s, passedOn) {
		_ = unix.Kill(os.Getpid(), s)
	}
}

// settled is how long the guard may take to stop after the program did.
const settled = 50 * time.Millisecond

// continueGuard has a guard that stopped with the program go on with it, where
// only the program was told to.
func continueGuard(pid int) {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, unix.SIGCONT)
	for range continued {
		for range 2 {
			// Its PID is its own while it is the parent.
			if p, ok := proc.Read(pid); ok && p.Stopped() && os.Getppid() == pid {
				_ = p.Signal(unix.SIGCONT)
			}
			<-time.After(settled)
		}
	}
}

// End kills what descends from this process and ends it. Nothing can be started
// meanwhile. It is what a second Ctrl-C does, and the death of the guard.
func End(status int) {
	doLast()
	syscall.ForkLock.Lock()
	endAll(time.Second, func() {})
	os.Exit(status)
}

// endAll kills everything that descends from this process, but what is in its own
// process group, until nothing is found, or for as long as limit. Two looks in a
// row must find nothing: one may miss a child whose parent ends meanwhile.
func endAll(limit time.Duration, between func()) {
	self, ok := proc.Read(os.Getpid())
	if !ok {
		return
	}
	late := time.Now().Add(limit)
	for quiet := 0; quiet < 2 && time.Now().Before(late); quiet++ {
		for _, p := range proc.Descendants(self.PID) {
			if p.Group == self.Group || p.Dead() {
				continue
			}
			_ = p.Signal(unix.SIGKILL) // gone is as good, and another user's cannot be ended
			quiet = -1
		}
		between()
		if quiet < 0 {
			<-time.After(time.Millisecond)
		}
	}
}
