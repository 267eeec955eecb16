package workload

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// resident returns the bytes that the process has in memory (proc_pid_statm(5)).
func resident() int {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, pages int
	if _, err := fmt.Sscan(string(text), &size, &pages); err != nil {
		return 0
	}
	return pages * os.Getpagesize()
}

// terminateSelf aims at its own thread, which has the signal before the call
// returns; kill(2) may leave it to another one and return earlier.
func terminateSelf() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	_ = unix.Tgkill(os.Getpid(), unix.Gettid(), unix.SIGTERM)
}

// allowCore lifts the soft limit of core files to the hard one.
func allowCore() {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_CORE, &limit) == nil {
		limit.Cur = limit.Max
		_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &limit)
	}
}

// peak returns the high-water mark of a process that has ended, in bytes
// (getrusage(2): ru_maxrss is in KiB).
func peak(t *testing.T, state *os.ProcessState) int {
	t.Helper()
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatalf("usage of the process is a %T", state.SysUsage())
	}
	return int(usage.Maxrss) * 1024
}

func status(t *testing.T, state *os.ProcessState) syscall.WaitStatus {
	t.Helper()
	s, ok := state.Sys().(syscall.WaitStatus)
	if !ok {
		t.Fatalf("status of the process is a %T", state.Sys())
	}
	return s
}
