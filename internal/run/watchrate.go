package run

import (
	"math"
	"time"
)

// treeRate tells how many cores a tree has had since the reading before, so that all
// rates together come to the total: the rate of each process that was read twice, and
// what the total has grown by besides. That is the time of who is new, and of children
// that no two readings saw and that were waited for since. The zero value has read
// nothing; it is passive.
type treeRate struct {
	read  bool
	total time.Duration
	owed  time.Duration // grown and in no rate yet; below 0 what is to come back
}

// ticksBlur is the shortest time over which the children's times say anything: the
// kernel tells them in steps of 10 ms (proc_pid_stat(5), cutime).
const ticksBlur = 100 * time.Millisecond

// take takes in the total of a reading, a gap after the one before: own is what the
// processes that were read twice had used meanwhile, and rate theirs in cores. The
// answer is in cores, from 0 to as many as there are; NaN at the first reading.
//
// A child that was reaped in the middle of a reading is in no total until the next one;
// that lowers no rate, but what comes back is not told twice. What nobody can have
// used since, as the time of a long-lived child that was hidden, belongs to the past and
// is left out.
func (r *treeRate) take(total, own time.Duration, gap time.Duration, rate, cores float64) float64 {
	grown := total - r.total
	first := !r.read
	r.total, r.read = total, true
	if first || gap <= 0 {
		return math.NaN()
	}
	if math.IsNaN(rate) {
		rate = 0
	}
	most := time.Duration(cores * float64(gap))
	r.owed += grown - own
	if r.owed > 2*max(most, ticksBlur) {
		r.owed = 0
	}
	paid := time.Duration(float64(max(0, r.owed)) * min(1, gap.Seconds()/ticksBlur.Seconds()))
	paid = max(0, min(paid, most-time.Duration(rate*float64(gap))))
	r.owed -= paid
	return min(cores, rate+paid.Seconds()/gap.Seconds())
}
