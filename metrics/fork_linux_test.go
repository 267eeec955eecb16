package metrics

import (
	"os"
	"runtime"
	"strconv"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// share touches 100 MiB and forks children that share them.
func share(children int) {
	allocate()
	for range children {
		if errno := fork(0); errno != 0 {
			panic(errno)
		}
	}
}

// shareInSteps touches 100 MiB at the first call, and forks a child that shares them at
// each later one.
func shareInSteps() func() {
	touched := false
	return func() {
		if !touched {
			touched = true
			allocate()
		} else if errno := fork(0); errno != 0 {
			panic(errno)
		}
	}
}

// beStranger forks a child that has the PID asked for.
func beStranger(line string) string {
	pid, err := strconv.Atoi(line)
	if err != nil {
		return err.Error()
	}
	if errno := fork(pid); errno != 0 {
		return "refused: " + errno.Error()
	}
	return line
}

// cloneArgs is struct clone_args of clone3(2).
type cloneArgs struct {
	flags, pidfd, childTID, parentTID, exitSignal, stack, stackSize, tls uint64
	setTID                                                               unsafe.Pointer
	setTIDSize, cgroup                                                   uint64
}

// fork makes a child that sleeps and ends with its parent, with the PID asked
// for if it is not 0. It must do nothing that needs Go's runtime, of which it has
// one thread only.
//
//go:norace
func fork(asPID int) unix.Errno {
	runtime.LockOSThread() // the child ends with the thread that made it
	pid, parent := int32(asPID), os.Getpid()
	args := cloneArgs{exitSignal: uint64(unix.SIGCHLD)}
	if asPID != 0 {
		args.setTID, args.setTIDSize = unsafe.Pointer(&pid), 1
	}
	made, _, errno := unix.RawSyscall(unix.SYS_CLONE3, uintptr(unsafe.Pointer(&args)), unsafe.Sizeof(args), 0)
	if errno == 0 && made == 0 {
		_, _, _ = unix.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0, 0)
		// The signal was missed by who asks for it too late.
		for {
			if made, _, _ = unix.RawSyscall(unix.SYS_GETPPID, 0, 0, 0); int(made) != parent {
				_, _, _ = unix.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
			}
			_, _, _ = unix.RawSyscall6(unix.SYS_PPOLL, 0, 0, 0, 0, 0, 0)
		}
	}
	runtime.KeepAlive(&pid)
	return errno
}

// childrenOf lists who was forked by any thread.
func childrenOf(tb testing.TB, pid int) []Process {
	tb.Helper()
	var all []Process
	for _, text := range threadFiles(tb, pid, "children") {
		for {
			n, rest := leadingNumber([]byte(text))
			if len(rest) == len(text) {
				break
			}
			all, text = append(all, Process{PID: int(n)}), string(rest)
		}
	}
	if len(all) == 0 {
		tb.Fatalf("process %d has no children", pid)
	}
	return all
}
