package guard

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
)

// variable names the socket and the guard's PID to the program: "5,4711". The guard
// writes a byte for each signal, the program one at most, see EndGroup, and each learns
// from its end that the other is gone.
const variable = "POOLSCOPE_GUARD"

// toGuard is what EndGroup needs. The group is the process's, and so is this.
var toGuard struct { //nolint:gochecknoglobals // see above
	mu    sync.Mutex
	order *os.File // nil without a guard
	group bool     // EndGroup was called
}

// EndGroup has what this program started in its own process group ended with it, as
// the rest is: by its guard when it was killed, and by End. It is for a program that
// starts in its group only what may not outlive it, as a command that has to have the
// terminal. There is no way back. Any goroutine may call it.
func EndGroup() {
	toGuard.mu.Lock()
	defer toGuard.mu.Unlock()
	if !toGuard.group && toGuard.order != nil {
		_, _ = toGuard.order.Write([]byte{1}) // a guard that is gone ends nothing
	}
	toGuard.group = true
}

// endsGroup reports whether EndGroup was called.
func endsGroup() bool {
	toGuard.mu.Lock()
	defer toGuard.mu.Unlock()
	return toGuard.group
}

// guarded returns the socket of the guard, where there is one.
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
	if err := unix.Fstat(fd, &stat); err != nil || stat.Mode&unix.S_IFMT != unix.S_IFSOCK {
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
		// A guard that had not read what EndGroup wrote resets the connection.
		if errors.Is(err, io.EOF) || errors.Is(err, unix.ECONNRESET) {
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
	endAll(time.Second, extent{group: endsGroup()}, func() {})
	os.Exit(status)
}

// extent says which descendants are to be ended.
type extent struct {
	group bool           // those in this process's own group too
	but   []proc.Process // neither these nor what descends from them
}

// of returns the descendants of a process that live and are to be ended.
func (e extent) of(self proc.Process) []proc.Process {
	spared := map[int]bool{}
	for _, p := range e.but {
		if now, ok := proc.Read(p.PID); ok && now.Start == p.Start {
			spared[p.PID] = true
		}
	}
	return slices.DeleteFunc(proc.Descendants(self.PID), func(p proc.Process) bool {
		if spared[p.Parent] {
			spared[p.PID] = true // parents come first
		}
		return spared[p.PID] || p.Dead() || p.Group == self.Group && !e.group
	})
}

// endAll kills what descends from this process, until nothing of it is found, or for
// as long as limit. Two looks in a row must find nothing: one may miss a child whose
// parent ends meanwhile.
func endAll(limit time.Duration, e extent, between func()) {
	self, ok := proc.Read(os.Getpid())
	if !ok {
		return
	}
	late := time.Now().Add(limit)
	for quiet := 0; quiet < 2 && time.Now().Before(late); quiet++ {
		for _, p := range e.of(self) {
			_ = p.Signal(unix.SIGKILL) // gone is as good, and another user's cannot be ended
			quiet = -1
		}
		between()
		if quiet < 0 {
			<-time.After(time.Millisecond)
		}
	}
}
