package workload

import (
	"runtime"
	"time"
)

// burnSteps is the work between two looks at the clock, some 50 µs: little
// against the shortest useful burn, much against the price of the look.
const burnSteps = 50_000

// burn computes until the thread's own clock says that it has used so much of a
// processor, however crowded that is, and returns how much it was.
func burn(target time.Duration) time.Duration {
	if target <= 0 {
		return 0
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	clock := cpuClock()
	begin := clock()
	for x := uint64(1); ; {
		x = scramble(x, burnSteps)
		if spent := clock() - begin; spent >= target {
			return spent
		}
	}
}

// scramble is a chain of dependent steps of xorshift64 (Marsaglia 2003), which
// no processor can run side by side.
func scramble(x uint64, steps int) uint64 {
	for range steps {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}
