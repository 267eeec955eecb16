package cores

import (
	"math"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

func allowed() int {
	n := affinity()
	if q, ok := quota(os.DirFS("/")); ok {
		n = min(n, int(math.Ceil(q)))
	}
	return n
}

// affinity returns the number of cores in the mask of the calling thread now
// (sched_getaffinity(2)).
func affinity() int {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		// x/sys's mask ends at 1024 cores; the runtime's, taken at start, does not.
		return runtime.NumCPU()
	}
	return set.Count()
}
