package metrics

import (
	"errors"
	"math"
	"os"
	"time"
)

// startTolerance is how far a process's creation may be from its Started and
// still be the same process. Systems tell the creation to a second at worst
// (gopsutil's is Linux's btime plus whole seconds, both cut off), and Started is
// taken a little before the process exists. A PID comes round again only after
// all others were used.
const startTolerance = 2 * time.Second

// minGap is the shortest time that a rate is computed over. Two readings
// closer than this count as one: their quotient would be noise.
const minGap = time.Millisecond

// Sampler subtracts readings of a Source. It is passive: no clock, no
// goroutine, and whoever calls Sample owns it.
type Sampler struct {
	src      Source
	self     Process
	readings map[identity]*reading
	cores    coreMeter
	round    uint64 // of Sample calls, to read nobody twice and to find who is no longer wanted
}

// identity is a Process that can be compared: two time.Time of one instant need not be equal.
type identity struct {
	pid     int
	started int64 // nanoseconds since 1970 by the wall clock, 0 for the zero time
}

func (p Process) identity() identity {
	if p.Started.IsZero() {
		return identity{pid: p.PID}
	}
	return identity{p.PID, p.Started.UnixNano()}
}

// NewSampler returns a Sampler that has read nothing yet.
func NewSampler(src Source) *Sampler {
	return &Sampler{
		src:      src,
		self:     Process{PID: os.Getpid()},
		readings: make(map[identity]*reading),
	}
}

// Sample reads the processes wanted, all cores and its own process. A process
// that has vanished, or whose PID now belongs to a stranger, is absent. What was
// kept about processes that are no longer wanted is dropped. Usage is the mean
// since the Sample before, however long ago that was.
func (s *Sampler) Sample(now time.Time, want []Process) Sample {
	s.round++
	out := Sample{Time: now, Processes: make([]Usage, 0, len(want)), Cores: s.readCores()}
	for _, p := range want {
		if u, ok := s.read(now, p); ok {
			out.Processes = append(out.Processes, u)
		}
	}
	out.Self = s.readSelf(now)
	s.dropUnwanted()
	return out
}

func (s *Sampler) readCores() []float64 {
	times, err := s.src.Cores()
	if err != nil {
		return nil
	}
	return s.cores.shares(times)
}

func (s *Sampler) readSelf(now time.Time) Usage {
	if u, ok := s.read(now, s.self); ok {
		return u
	}
	return Usage{PID: s.self.PID, CPU: math.NaN(), Core: -1, State: stateUnknown, Voluntary: math.NaN(), Involuntary: math.NaN()}
}

func (s *Sampler) read(now time.Time, p Process) (Usage, bool) {
	r := s.readings[p.identity()]
	if r == nil {
		r = newReading(p)
		s.readings[p.identity()] = r
	}
	if r.round != s.round {
		r.round = s.round
		r.present = s.renew(now, r)
	}
	return r.usage, r.present
}

// renew reads a process and tells whether it is still there.
func (s *Sampler) renew(now time.Time, r *reading) bool {
	if r.gone {
		return false
	}
	c, err := s.src.Read(r.process.PID)
	if errors.Is(err, ErrGone) || err == nil && r.isStranger(c) {
		r.gone = true
	}
	if err != nil || r.gone {
		return false
	}
	if c.At.IsZero() {
		c.At = now
	}
	r.take(c, float64(s.cores.online))
	return true
}

// dropUnwanted forgets who was not wanted in this round, and lets the source
// close what it kept for those who are gone.
func (s *Sampler) dropUnwanted() {
	for id, r := range s.readings {
		unwanted := r.round != s.round
		if unwanted {
			delete(s.readings, id)
		}
		if (unwanted || r.gone) && !r.forgotten && !s.watches(id.pid) {
			s.src.Forget(id.pid)
			r.forgotten = true
		}
	}
}

// watches tells whether a process that is there and wanted has the PID.
func (s *Sampler) watches(pid int) bool {
	for id, r := range s.readings {
		if id.pid == pid && r.round == s.round && !r.gone {
			return true
		}
	}
	return false
}
