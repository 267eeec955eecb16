package workload

import "math"

const mebibyte = 1 << 20

// The most that a task can be asked for. They protect the machine, and none of
// them is beyond an int where that has 32 bits.
const (
	longest  = 86400                           // seconds: a day
	maxCount = min(1e11, math.MaxInt)          // points to throw, numbers to sieve
	maxMiB   = min(4096, math.MaxInt/mebibyte) // of memory, and of a file
	maxExact = min(1<<53, math.MaxInt)         // a float64 holds every whole number up to 1<<53
)
