package run

import (
	"slices"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// SpellKind says what a stretch of time was, in which a lane ran no task or stood still.
type SpellKind string

// The kinds of spells.
const (
	NoSpell     SpellKind = ""
	AwaitsInput SpellKind = "awaits_input" // more inputs may come, and none waits
	HeldBack    SpellKind = "held_back"    // tasks wait, and somebody paused the pool
	Gated       SpellKind = "gated"        // tasks wait, and the plan allows none to start now
	SendsResult SpellKind = "sends_result" // a task has ended and its result is on its way to the pool
	StandsStill SpellKind = "stands_still" // the worker's process is stopped
)

// Spell is a stretch of time, in seconds since the run began. That of one which goes on
// ends at the snapshot's instant.
type Spell struct {
	From, To float64
	Kind     SpellKind
}

const (
	// leastHandOver is how long a result is on its way at the least for that to be kept: on
	// a busy machine the pool has to wait for its turn as well.
	leastHandOver = 25 * time.Millisecond
	// leastSpell is the length in seconds below which a spell is not kept: nobody would see
	// it, and of short tasks there are thousands.
	leastSpell = 0.01
	// MaxSpells is how many spells of each kind of list are kept: of a run, and of a lane.
	MaxSpells = 512
)

// spells is a list of spells that grows. What a snapshot was given of it is never written
// again.
type spells struct {
	past []Spell
	last Spell // over, and not in past yet: one like it may follow at once
	now  Spell // that goes on; its To is open
}

// turn begins a spell of another kind at an instant, NoSpell none. One that follows another
// of its kind at once goes on with it: between two inputs that come one by one there is
// always a moment in which one waits.
func (s *spells) turn(at float64, kind SpellKind) {
	if kind == s.now.Kind {
		return
	}
	if s.now.Kind != NoSpell {
		s.add(s.last)
		s.last = Spell{s.now.From, at, s.now.Kind}
	}
	s.now = Spell{From: at, Kind: kind}
	if kind != NoSpell && s.last.Kind == kind && at-s.last.To < leastSpell {
		s.now.From, s.last = s.last.From, Spell{}
	}
}

// note keeps a spell that is over and that nobody turned to.
func (s *spells) note(one Spell) {
	s.add(s.last)
	s.last = Spell{}
	s.add(one)
}

// add keeps a spell that is long enough. When there are too many the older half is thinned:
// what was a moment ago is told as it was.
func (s *spells) add(one Spell) {
	if one.Kind == NoSpell || one.To-one.From < leastSpell {
		return
	}
	if len(s.past) >= MaxSpells {
		s.thin()
	}
	s.past = append(s.past, one)
}

// thin joins those of the older half that are the closest to each other, so that about half
// of them are left: on a longer axis the bars between them are merged as well.
func (s *spells) thin() {
	old := s.past[:len(s.past)/2]
	most := middleGap(old)
	kept := make([]Spell, 0, MaxSpells)
	for _, one := range old {
		n := len(kept) - 1
		if n >= 0 && one.From-kept[n].To <= most {
			kept[n].join(one)
			continue
		}
		kept = append(kept, one)
	}
	s.past = append(kept, s.past[len(old):]...)
}

// middleGap returns the median of the times between spells.
func middleGap(all []Spell) float64 {
	gaps := make([]float64, len(all)-1)
	for i := range gaps {
		gaps[i] = all[i+1].From - all[i].To
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// join makes one of a spell and a later one. Of two kinds the longer one stays.
func (s *Spell) join(later Spell) {
	switch {
	case s.Kind == later.Kind:
		s.To = later.To
	case later.To-later.From > s.To-s.From:
		*s = later
	}
}

// seen returns the spells at an instant, those that go on and are long enough among them.
func (s *spells) seen(at float64) []Spell {
	seen := slices.Clip(s.past)
	now := Spell{s.now.From, at, s.now.Kind}
	for _, one := range [...]Spell{s.last, now} {
		if one.Kind != NoSpell && one.To-one.From >= leastSpell {
			seen = append(seen, one)
		}
	}
	return seen
}

// rest notes why a worker without a task has none, after each event that may change it.
func (m *model) rest(at time.Duration) { m.idle.turn(at.Seconds(), m.idleKind()) }

// idleKind says why a worker that has no task has none now.
func (m *model) idleKind() SpellKind {
	if m.phase != Going || m.counts.over {
		return NoSpell
	}
	waits := m.counts.known() - m.counts.settled() - m.counts.NotRun
	switch {
	case waits <= 0 && m.counts.Total < 0:
		return AwaitsInput
	case waits <= 0:
	case m.paused:
		return HeldBack
	case m.waiting != "":
		return Gated
	}
	return NoSpell
}

// handOver notes that a task's end was not heard at once.
func (l *lane) handOver(ended, heard time.Duration) {
	if heard-ended >= leastHandOver {
		l.spells.note(Spell{ended.Seconds(), heard.Seconds(), SendsResult})
	}
}

// workerSpell notes on the lanes of a worker that it stands still, or no longer. What is
// older than what was noted last is not believed: a reading may be overtaken by an event.
func (m *model) workerSpell(r *row, at time.Duration, kind SpellKind) {
	if r.turned > at {
		return
	}
	lanes := m.lanes
	if m.plan.Pool.RunAs != launcher.Threads {
		lanes = m.lanes[r.Slot-1 : r.Slot]
	}
	for _, l := range lanes {
		if l.Number == r.Number && l.spells.now.Kind != kind {
			l.spells.turn(at.Seconds(), kind)
			r.turned = at
		}
	}
}

// stoppedBy takes in that somebody stopped a worker by hand, or had it go on.
func (m *model) stoppedBy(e launcher.Controlled) {
	r := m.byName[e.Worker]
	if r == nil {
		return
	}
	kind := NoSpell
	if e.Action == launcher.WorkerStopped {
		kind = StandsStill
	}
	m.workerSpell(r, e.At, kind)
	r.turned = e.At
}

// stillness is what the state of a process says of its lane.
func stillness(state string) SpellKind {
	if state == "stopped" {
		return StandsStill
	}
	return NoSpell
}
