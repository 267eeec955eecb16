package ring

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// giveWay lets other goroutines and other processes run (sched_yield(2)).
func giveWay() {
	runtime.Gosched()
	_, _, _ = unix.RawSyscall(unix.SYS_SCHED_YIELD, 0, 0, 0)
}
