package metrics

import "time"

// aspect is a part of a process that is read at a slower pace than its CPU time.
type aspect int

const (
	footprint aspect = iota
	activity
	scheduling
)

// aspects is their number.
const aspects = int(scheduling) + 1

// purse is CPU time that may be spent: a share of the time that passes, saved
// up to a limit. Who is in debt waits.
type purse struct {
	share float64 // of a core
	limit time.Duration
	saved time.Duration
	at    time.Time
}

func (p *purse) fill(now time.Time) {
	if p.at.IsZero() {
		p.saved = p.limit
	} else if passed := now.Sub(p.at); passed > 0 {
		p.saved = min(p.limit, p.saved+time.Duration(p.share*float64(passed)))
	}
	p.at = now
}

// line is a queue of readings. Its array is used again.
type line struct {
	all  []*reading
	head int
}

func (l *line) len() int { return len(l.all) - l.head }

func (l *line) push(r *reading) {
	if len(l.all) == cap(l.all) && l.head > len(l.all)/2 {
		n := copy(l.all, l.all[l.head:])
		clear(l.all[n:])
		l.all, l.head = l.all[:n], 0
	}
	l.all = append(l.all, r)
}

func (l *line) pop() *reading {
	r := l.all[l.head]
	l.all[l.head] = nil
	if l.head++; l.head == len(l.all) {
		l.all, l.head = l.all[:0], 0
	}
	return r
}

// turn is when an aspect of a process was read last.
type turn struct {
	last  time.Time
	times int
	cpu   time.Duration // that the process had used by then
	ahead bool          // it stands in the line of those that are read at once
}

// pace says whose turn it is to have an aspect read: first those that need it
// at once, then everybody in a round, the one that was read longest ago first.
// Each of the two has a purse, so that neither starves the other.
type pace struct {
	aspect  aspect
	every   time.Duration // not sooner again, in the round
	rested  time.Duration // nor that, of a process that did not run since: what others can change
	urgent  purse
	routine purse
	ahead   line
	round   line
}

// paces returns the paces of all aspects. Their shares add up to 1 % of a core,
// half of it for the round. A hundred small processes take most of that half;
// where processes are more or larger, each is read less often.
func paces() [aspects]pace {
	return [aspects]pace{
		footprint:  {aspect: footprint, every: 3 * time.Second, rested: 15 * time.Second, urgent: newPurse(0.003, 20), routine: newPurse(0.002, 5)},
		activity:   {aspect: activity, every: 2 * time.Second, rested: 20 * time.Second, urgent: newPurse(0.001, 10), routine: newPurse(0.0015, 5)},
		scheduling: {aspect: scheduling, every: time.Second, rested: time.Minute, urgent: newPurse(0.001, 10), routine: newPurse(0.0015, 5)},
	}
}

func newPurse(share float64, milliseconds int) purse {
	return purse{share: share, limit: time.Duration(milliseconds) * time.Millisecond}
}

// add lets a new process take part.
func (p *pace) add(r *reading) { p.round.push(r) }

// hurry puts a process ahead of the round.
func (p *pace) hurry(r *reading) {
	if t := &r.turns[p.aspect]; !t.ahead {
		t.ahead = true
		p.ahead.push(r)
	}
}

// run reads the aspect of those whose turn it is. Who was not wanted in this
// round of the Sampler leaves the lines.
func (p *pace) run(now time.Time, s *Sampler) {
	p.urgent.fill(now)
	for n := p.ahead.len(); n > 0 && p.urgent.saved > 0; n-- {
		r := p.ahead.pop()
		r.turns[p.aspect].ahead = false
		if r.present && r.round == s.round {
			p.urgent.saved -= s.inspect(now, r, p.aspect)
		}
	}
	p.routine.fill(now)
	for n := p.round.len(); n > 0 && p.routine.saved > 0; n-- {
		r := p.round.pop()
		if r.gone || r.round != s.round {
			continue
		}
		p.round.push(r)
		if r.present && p.isDue(now, r) {
			p.routine.saved -= s.inspect(now, r, p.aspect)
		}
	}
}

// isDue tells whether the round reads the aspect of a process.
func (p *pace) isDue(now time.Time, r *reading) bool {
	age := now.Sub(r.turns[p.aspect].last)
	if age >= 0 && age < p.every {
		return false
	}
	if age < 0 || age >= p.rested || !r.hasRestedSince(p.aspect) {
		return true
	}
	if p.aspect == scheduling {
		r.takeRest()
	}
	return false
}
