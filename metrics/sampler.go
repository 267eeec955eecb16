package metrics

import (
	"errors"
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
	wanted   []*reading   // in this round, in the order asked for
	stirred  map[int]bool // PIDs whose children, or who themselves, came or ended in this round
	cores    coreMeter
	paces    [aspects]pace
	detail   []Process
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
		stirred:  make(map[int]bool),
		paces:    paces(),
	}
}

// SetDetail says whose threads the Samples list from now on, of the processes
// that they read; nobody's is the default. Each thread costs two files a sample.
// Sources that cannot list threads list none.
func (s *Sampler) SetDetail(processes ...Process) {
	s.detail = append(s.detail[:0], processes...)
}

// Sample reads the processes wanted, all cores and its own process. A process
// that has vanished, or whose PID now belongs to a stranger, is absent. What was
// kept about processes that are no longer wanted is dropped. Usage is the mean
// since the Sample before, however long ago that was.
func (s *Sampler) Sample(now time.Time, want []Process) Sample {
	s.round++
	out := Sample{Time: now, Processes: make([]Usage, 0, len(want)), Cores: s.readCores()}
	s.wanted = s.wanted[:0]
	for _, p := range want {
		s.wanted = append(s.wanted, s.read(now, p))
	}
	self := s.read(now, s.self)
	s.dropUnwanted()
	s.hurryKin()
	for i := range s.paces {
		s.paces[i].run(now, s)
	}
	for _, r := range s.wanted {
		if r.present {
			out.Processes = append(out.Processes, r.usage)
		}
	}
	out.Self = self.usage
	if !self.present {
		out.Self = Unread(s.self.PID)
	}
	out.Threads = s.readThreads()
	return out
}

// Close drops all that is kept, open descriptors too. A Sampler that nobody has any
// more is closed by the garbage collector, at a time of its own. After Close all
// begins anew.
func (s *Sampler) Close() {
	for id := range s.readings {
		s.src.Forget(id.pid)
	}
	if src, ok := s.src.(interface{ release() }); ok {
		src.release()
	}
	clear(s.readings)
	s.cores, s.paces, s.detail = coreMeter{}, paces(), nil
}

func (s *Sampler) readCores() []float64 {
	times, err := s.src.Cores()
	if err != nil {
		return nil
	}
	return s.cores.shares(times)
}

func (s *Sampler) read(now time.Time, p Process) *reading {
	id := p.identity()
	r := s.readings[id]
	if r == nil {
		r = newReading(p)
		s.readings[id] = r
		for i := range s.paces {
			s.paces[i].add(r)
		}
	}
	if r.round != s.round {
		r.round = s.round
		r.present = s.renew(now, r)
	}
	return r
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
	isNew, lived := !r.taken, r.usage.State != stateZombie
	r.take(c, float64(s.cores.online))
	if isNew || lived && r.usage.State == stateZombie || r.hasShrunk() {
		s.stir(r)
	}
	s.hurry(r)
	return true
}

// hurry asks for what cannot wait for its turn. Rates need two readings.
func (s *Sampler) hurry(r *reading) {
	if r.turns[footprint].times == 0 || r.hasOutgrown() {
		s.paces[footprint].hurry(r)
	}
	if r.turns[activity].times == 0 {
		s.paces[activity].hurry(r)
	}
	switch times := r.turns[scheduling].times; {
	case times == 1 && r.hasRestedSince(scheduling):
		r.takeRest()
	case times < 2:
		s.paces[scheduling].hurry(r)
	}
}

// stir notes that a process came or ended: pages that it shared with its parent, its
// children and theirs are shared by more, or by fewer, from now on.
func (s *Sampler) stir(r *reading) {
	s.stirred[r.process.PID] = true
	if r.parent > 1 {
		s.stirred[r.parent] = true
	}
}

// hurryKin asks for the PSS of those whose share has changed with who came or ended.
func (s *Sampler) hurryKin() {
	if len(s.stirred) == 0 {
		return
	}
	for _, r := range s.wanted {
		if r.present && (s.stirred[r.process.PID] || s.stirred[r.parent]) {
			s.paces[footprint].hurry(r)
		}
	}
	clear(s.stirred)
}

// inspect reads an aspect of a process and returns what that cost. A process
// that has ended meanwhile keeps what was known; the next reading will tell.
func (s *Sampler) inspect(now time.Time, r *reading, a aspect) time.Duration {
	t := &r.turns[a]
	t.last, t.cpu = now, r.usage.CPUTime
	t.times++
	from, ok := s.src.(Inspector)
	if !ok {
		return 0
	}
	switch a {
	case footprint:
		f, err := from.Footprint(r.process.PID)
		if err == nil {
			r.takeFootprint(f)
		}
		return f.Cost
	case activity:
		f, err := from.Activity(r.process.PID)
		if err == nil {
			r.takeActivity(f)
		}
		return f.Cost
	case scheduling:
		f, err := from.Scheduling(r.process.PID)
		if err == nil {
			r.takeScheduling(now, f)
		}
		return f.Cost
	}
	return 0
}

// readThreads reads those of the processes in SetDetail that were read in this
// round.
func (s *Sampler) readThreads() []Thread {
	from, ok := s.src.(Inspector)
	if !ok || len(s.detail) == 0 {
		return nil
	}
	var out []Thread
	for _, p := range s.detail {
		r := s.readings[p.identity()]
		if r == nil || !r.present || r.round != s.round {
			continue
		}
		if threads, err := from.Threads(p.PID); err == nil {
			out = r.threads.take(out, p.PID, threads)
		}
	}
	return out
}

// dropUnwanted forgets who was not wanted in this round, and lets the source
// close what it kept for those who are gone.
func (s *Sampler) dropUnwanted() {
	for id, r := range s.readings {
		unwanted := r.round != s.round
		if unwanted {
			delete(s.readings, id)
		}
		if (unwanted || r.gone) && !r.ended {
			r.ended = true
			s.stir(r)
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
