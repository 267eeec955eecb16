package metrics

import "time"

// reading is what a Sampler keeps about one process.
type reading struct {
	process   Process
	round     uint64 // of the Sample that it was wanted in last
	present   bool   // in that round
	gone      bool   // for good: the PID can only be a stranger's now
	forgotten bool   // by the source
	ended     bool   // and its kin were told
	parent    int    // its PID, 0 where it is not known
	fine      bool   // see Counters.Fine
	taken     bool   // before is valid
	before    Counters
	usage     Usage

	turns     [aspects]turn
	footprint uint64 // RSS when PSS and USS were read
	moves     int64  // times that a sample saw it on another core
	moved     counted
	threads   threadMeter
}

// counted is a count that grows, and when it was read.
type counted struct {
	at time.Time
	n  int64
}

func newReading(p Process) *reading {
	return &reading{process: p, usage: Unread(p.PID)}
}

// isStranger tells whether the counters are another process's: one made at
// another time than the one wanted, or than the one read before.
func (r *reading) isStranger(c Counters) bool {
	if r.taken {
		return c.Birth != r.before.Birth
	}
	if r.process.Started.IsZero() {
		return false
	}
	// Sub uses the monotonic clock when both times have it, so that a step of
	// the wall clock makes no strangers.
	return c.Created.Sub(r.process.Started).Abs() > startTolerance
}

// take folds new counters into the usage. limit is the number of cores, 0 when
// it is not known.
func (r *reading) take(c Counters, limit float64) {
	u := &r.usage
	if r.taken && c.Core >= 0 && u.Core >= 0 && c.Core != u.Core {
		r.moves++
	}
	u.RSS, u.Threads, u.State, u.Core = c.RSS, c.Threads, c.State, c.Core
	u.MainEnded, u.Nice = c.MainEnded, c.Nice
	r.parent, r.fine = c.Parent, c.Fine
	if u.PeakRSS >= 0 {
		u.PeakRSS = max(u.PeakRSS, int64(c.RSS))
	}
	// A clock that falls back to coarser counters may lose some milliseconds.
	u.CPUTime = max(u.CPUTime, c.CPU)
	if !r.taken {
		r.before, r.taken = c, true
		return
	}
	r.takeCPU(c, limit)
	r.takeSwitches(c.Switches)
}

func (r *reading) takeCPU(c Counters, limit float64) {
	gap := c.At.Sub(r.before.At)
	if gap >= 0 && gap < minGap {
		return
	}
	used := c.CPU - r.before.CPU
	r.before.At, r.before.CPU = c.At, c.CPU
	if gap < 0 {
		return
	}
	cpu := max(0, used.Seconds()/gap.Seconds())
	if limit > 0 {
		// Nobody uses more than there is: the rest is the error of the gap,
		// which a reader delayed between two clocks measures too short. Below
		// that the reading stays as it came, 1.003 for one thread included.
		cpu = min(cpu, limit)
	}
	r.usage.CPU = cpu
}

func (r *reading) takeSwitches(s Switches) {
	before := r.before.Switches
	gap := s.At.Sub(before.At)
	if s.At.IsZero() || gap >= 0 && gap < minGap {
		return
	}
	r.before.Switches = s
	if gap < 0 || before.At.IsZero() {
		return
	}
	r.usage.Voluntary = rate(before.Voluntary, s.Voluntary, gap)
	r.usage.Involuntary = rate(before.Involuntary, s.Involuntary, gap)
}

func (r *reading) takeFootprint(f Footprint) {
	u := &r.usage
	u.PSS, u.USS = f.PSS, f.USS
	if u.State == stateZombie {
		u.PSS, u.USS = 0, 0 // known without its files, which are closed
	}
	r.footprint = u.RSS
}

func (r *reading) takeActivity(a Activity) {
	u := &r.usage
	if a.PeakRSS >= 0 {
		u.PeakRSS = max(u.PeakRSS, a.PeakRSS, int64(u.RSS))
	}
	u.ReadBytes, u.WriteBytes = a.ReadBytes, a.WriteBytes
	u.StorageRead, u.StorageWritten = a.StorageRead, a.StorageWritten
	u.Descriptors, u.Affinity = a.Descriptors, a.Affinity
}

func (r *reading) takeScheduling(now time.Time, s Scheduling) {
	r.takeSwitches(s.Switches)
	moved := counted{s.Switches.At, s.Migrations}
	if moved.n < 0 && r.usage.Core < 0 {
		return
	}
	if moved.n < 0 {
		moved = counted{now, r.moves}
	}
	gap := moved.at.Sub(r.moved.at)
	if gap >= 0 && gap < minGap {
		return
	}
	if gap > 0 && !r.moved.at.IsZero() {
		r.usage.Migrations = rate(uint64(r.moved.n), uint64(moved.n), gap)
	}
	r.moved = moved
}

// hasRestedSince tells that the process did not run since an aspect was read.
func (r *reading) hasRestedSince(a aspect) bool {
	t := r.turns[a]
	return r.fine && t.times > 0 && t.cpu == r.usage.CPUTime
}

// takeRest takes that the scheduler did nothing with the process since it was asked: who
// does not run is neither switched nor moved.
func (r *reading) takeRest() {
	at := r.before.At
	if s := &r.before.Switches; !s.At.IsZero() && at.Sub(s.At) >= minGap {
		s.At = at
		r.usage.Voluntary, r.usage.Involuntary = 0, 0
	}
	if !r.moved.at.IsZero() && at.Sub(r.moved.at) >= minGap {
		r.moved.at = at
		r.usage.Migrations = 0
	}
}

// hasOutgrown tells that PSS and USS are of another time: the RSS is another by
// a quarter.
func (r *reading) hasOutgrown() bool {
	was, is := int64(r.footprint), int64(r.usage.RSS)
	return max(was-is, is-was) > was/4
}

// hasShrunk tells that it has given back a quarter of its memory since PSS and USS were
// read, as who begins another program does: others have more of those pages now.
func (r *reading) hasShrunk() bool {
	was, is := int64(r.footprint), int64(r.usage.RSS)
	return r.turns[footprint].times > 0 && was-is > was/4
}

// rate is how fast a counter grew, 0 when it went backwards.
func rate(before, now uint64, gap time.Duration) float64 {
	if now < before {
		return 0
	}
	return float64(now-before) / gap.Seconds()
}
