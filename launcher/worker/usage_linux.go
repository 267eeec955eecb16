package worker

import (
	"bytes"
	"os"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// cpuTime is the CPU time of the lane's thread, or of the whole process where
// it is all the lane's (clock_gettime(2)).
func (l *lane) cpuTime() time.Duration {
	clock := int32(unix.CLOCK_PROCESS_CPUTIME_ID)
	if l.onThread {
		clock = unix.CLOCK_THREAD_CPUTIME_ID
	}
	var ts unix.Timespec
	if unix.ClockGettime(clock, &ts) != nil {
		return 0
	}
	return time.Duration(ts.Nano())
}

// highWater is the largest resident set that the process had. It comes from
// VmHWM of /proc/self/status (proc(5)) and not from ru_maxrss: exec hands
// ru_maxrss on, and after vfork(2) that is the size of the pool's own process.
type highWater struct {
	mu    sync.Mutex
	last  int64
	taken time.Duration // on the worker's clock
}

// freshness bounds what the readings cost when tasks are shorter than a reading.
const freshness = 5 * time.Millisecond

// at returns the mark, at most 5 ms old, or 0 where it cannot be read; now is the
// time on the worker's clock.
func (h *highWater) at(now time.Duration) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last == 0 || now-h.taken >= freshness {
		h.last, h.taken = readHighWater(), now
	}
	return h.last
}

// now returns the mark as it is.
func (h *highWater) now() int64 { return readHighWater() }

func readHighWater() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(status, []byte("\nVmHWM:"))
	line, _, _ := bytes.Cut(rest, []byte(" kB"))
	kib, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 64)
	if err != nil {
		return 0
	}
	return kib * 1024
}
