package workload

import (
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// cpuClock returns the clock of the calling thread (GetThreadTimes), to be read
// on that thread only. It goes forward in ticks of 15.6 ms.
func cpuClock() func() time.Duration {
	times := windows.NewLazySystemDLL("kernel32.dll").NewProc("GetThreadTimes")
	return func() time.Duration {
		var created, exited, kernel, user windows.Filetime
		ok, _, err := times.Call(uintptr(windows.CurrentThread()),
			uintptr(unsafe.Pointer(&created)), uintptr(unsafe.Pointer(&exited)),
			uintptr(unsafe.Pointer(&kernel)), uintptr(unsafe.Pointer(&user)))
		if ok == 0 {
			panic("no CPU clock of the own thread: " + err.Error()) // cannot be: the thread is the caller's own
		}
		return ticks(kernel) + ticks(user)
	}
}

// ticks converts a span in units of 100 ns. Filetime.Nanoseconds is for dates.
func ticks(t windows.Filetime) time.Duration {
	return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
}
