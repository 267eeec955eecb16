package metrics

import (
	"math"
	"time"
)

// household is what Families keep of one process and its descendants.
type household struct {
	head  Process
	now   []Member // of this reading
	known bool     // it was read before
	spent map[kinship]spending
	lost  time.Duration             // CPU time of those that ended and that nobody in it has waited for
	debts map[kinship]time.Duration // of those that ended, by who may be about to have waited for them
	total time.Duration             // CPU time so far
	moved [4]int64                  // bytes of those that ended: see flows
	peak  int64
	pss   int64 // as it was known last, as uss
	uss   int64
}

// spending is what one process had used when it was read last.
type spending struct {
	parent int
	cpu    time.Duration
	waited time.Duration
	moved  [4]int64
}

func newHousehold(head Process) *household {
	return &household{head: head, spent: map[kinship]spending{}, pss: Unknown, uss: Unknown}
}

// stretch is the time between two readings.
type stretch struct {
	last, now time.Time
	cores     int // online, 0 where it is not known
}

// allows returns how much CPU time may have been used, with room for the steps that the
// kernel tells it in; false where that is not known.
func (s stretch) allows() (time.Duration, bool) {
	most := time.Duration(s.cores) * s.now.Sub(s.last)
	return most + most/4 + 2*clockStep, s.cores > 0
}

// clockStep is the step in which the kernel tells the time of children (proc_pid_stat(5)).
const clockStep = 10 * time.Millisecond

// sum adds what was read of the others, by PID, to what was read of the first.
func (h *household) sum(u Usage, read map[int]*Usage, since stretch) Usage {
	busiest := u.CPU
	for _, m := range h.now {
		one := read[m.PID]
		if one == nil || m.PID == h.head.PID {
			continue
		}
		if one.CPU > busiest || math.IsNaN(busiest) {
			busiest, u.Core = one.CPU, one.Core
		}
		u.add(one)
	}
	extra := h.account(read, since.last)
	if len(h.now) > 0 {
		u.CPUTime = max(u.CPUTime, h.total)
	}
	// More than that is of long before: of a child that could not be read while it ran.
	if most, known := since.allows(); known && extra > most {
		extra = 0
	}
	if gap := since.now.Sub(since.last).Seconds(); h.known && extra > 0 && gap > 0 {
		u.CPU = plus(u.CPU, extra.Seconds()/gap)
	}
	if since.cores > 0 {
		u.CPU = min(u.CPU, float64(since.cores)) // NaN stays
	}
	h.known = true
	h.settle(&u)
	return u
}

// account writes down what each has used by now. It returns the CPU time that was used
// since last and is in nobody's own reading: that of who is new, and of those who ended.
func (h *household) account(read map[int]*Usage, last time.Time) (extra time.Duration) {
	spent, total := make(map[kinship]spending, len(h.now)), time.Duration(0)
	waited := make(map[kinship]time.Duration, len(h.now)) // since last
	for _, m := range h.now {
		one := read[m.PID]
		if one == nil {
			continue // it ended between two looks
		}
		k, s := kinship{m.PID, m.Start}, spending{m.Parent, one.CPUTime, m.Waited, flows(one)}
		spent[k] = s
		total += s.cpu + s.waited
		before, seen := h.spent[k]
		waited[k] = s.waited - before.waited
		if seen {
			extra += waited[k]
		} else if !m.Started.Before(last.Add(-earliness)) {
			extra += s.cpu + s.waited
		}
	}
	extra -= h.leave(spent, waited)
	h.spent = spent
	h.total = max(h.total, total+h.lost)
	return extra
}

// earliness is by how much the start of a process may be told too early: a step of the
// clock that it is told in.
const earliness = 20 * time.Millisecond

// leave takes leave of those who are not there any more, and returns the time of theirs
// that stands in their parents' time now, where it was counted before as their own. What
// each who is there has waited for meanwhile is in waited.
func (h *household) leave(now map[kinship]spending, waited map[kinship]time.Duration) (passed time.Duration) {
	alive := make(map[int]kinship, len(now))
	for k := range now {
		alive[k.pid] = k
	}
	due, fresh := map[kinship]time.Duration{}, map[kinship]time.Duration{}
	for k, s := range h.spent {
		if _, stays := now[k]; stays {
			due[k] += h.debts[k]
			continue
		}
		for i, n := range s.moved {
			h.moved[i] += max(0, n)
		}
		if heir, ok := h.heir(s.parent, alive); ok {
			fresh[heir] += s.cpu + s.waited + h.debts[k]
		} else {
			h.lost += s.cpu + s.waited + h.debts[k]
		}
	}
	h.debts = map[kinship]time.Duration{}
	for k := range now {
		passed += h.pay(k, due[k], fresh[k], waited[k])
	}
	return passed
}

// pay settles what somebody is to have waited for against what it has, and returns how
// much of it that is. A parent may be read just before it waits, so what is new has until
// the next reading. What was due by then and did not come was never waited for, as when
// SIGCHLD is ignored (wait4(2), Notes), and is lost to the kernel's own count.
func (h *household) pay(k kinship, due, fresh, waited time.Duration) time.Duration {
	open := due + fresh - waited
	if open <= 2*clockStep {
		return due + fresh
	}
	if late := due - waited; late > 2*clockStep {
		h.lost += late
		open -= late
	}
	h.debts[k] = open
	return min(waited, due+fresh)
}

// heir returns who lives of those that may have waited for what a parent left, or for
// the parent itself.
func (h *household) heir(parent int, alive map[int]kinship) (heir kinship, ok bool) {
	for range len(h.spent) {
		if k, lives := alive[parent]; lives {
			return k, true
		}
		next := 0
		for k, s := range h.spent {
			if k.pid == parent {
				next = s.parent
			}
		}
		if parent = next; parent == 0 {
			break
		}
	}
	return kinship{}, false
}

// settle fills in what the household as a whole has had.
func (h *household) settle(u *Usage) {
	for i, n := range []*int64{&u.ReadBytes, &u.WriteBytes, &u.StorageRead, &u.StorageWritten} {
		if *n >= 0 {
			*n += h.moved[i]
		}
	}
	h.peak = max(h.peak, u.PeakRSS, int64(u.RSS))
	u.PeakRSS = h.peak
	// Who is new was not read at this pace yet.
	if u.PSS >= 0 && u.USS >= 0 {
		h.pss, h.uss = u.PSS, u.USS
	}
	u.PSS, u.USS = h.pss, h.uss
}

// flows are the counts of bytes that only grow.
func flows(u *Usage) [4]int64 {
	return [4]int64{u.ReadBytes, u.WriteBytes, u.StorageRead, u.StorageWritten}
}

// add adds another process's numbers. What one of them does not know is not known of
// both, but for rates, which come later for who is new.
func (u *Usage) add(other *Usage) {
	u.Processes++
	u.RSS += other.RSS
	u.Threads += other.Threads
	u.CPU = plus(u.CPU, other.CPU)
	u.Voluntary, u.Involuntary = plus(u.Voluntary, other.Voluntary), plus(u.Involuntary, other.Involuntary)
	u.Migrations = plus(u.Migrations, other.Migrations)
	u.PSS, u.USS = both(u.PSS, other.PSS), both(u.USS, other.USS)
	u.ReadBytes, u.WriteBytes = both(u.ReadBytes, other.ReadBytes), both(u.WriteBytes, other.WriteBytes)
	u.StorageRead, u.StorageWritten = both(u.StorageRead, other.StorageRead), both(u.StorageWritten, other.StorageWritten)
	u.Descriptors = int(both(int64(u.Descriptors), int64(other.Descriptors)))
	if livelier(other.State, u.State) {
		u.State = other.State
	}
}

// plus adds rates, of which one may not be known yet.
func plus(a, b float64) float64 {
	switch {
	case math.IsNaN(a):
		return b
	case math.IsNaN(b):
		return a
	}
	return a + b
}

// both adds counts where both are known.
func both(a, b int64) int64 {
	if a < 0 || b < 0 {
		return Unknown
	}
	return a + b
}

// livelier reports whether a state says more about what a tree does than another.
func livelier(a, b string) bool { return liveliness(a) > liveliness(b) }

func liveliness(state string) int {
	switch state {
	case stateRunning:
		return 5
	case stateDiskWait:
		return 4
	case stateSleeping:
		return 3
	case stateIdle:
		return 2
	case stateStopped:
		return 1
	}
	return 0
}
