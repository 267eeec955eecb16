package run

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// observed is what is known of an observation. Its loop owns it; it has no clock and no
// goroutine of its own.
type observed struct {
	told      Observed
	phase     Phase
	stopped   bool
	stopAsked time.Duration // -1 when it was not
	over      time.Duration // when it ended

	found   int             // processes so far
	rows    []*member       // in the order of discovery, by Number
	alive   map[int]*member // by PID
	ended   []*member       // of rows, in the order of their end
	lanes   []*lane
	usage   usage
	output  output
	markers markers
	machine MachineReading
	looked  int // number of a row, 0 for none
	detail  *Detail
}

func newObserved(o ObserveOptions) *observed {
	return &observed{
		told: Observed{Title: titleOf(o), Command: slices.Clone(o.Command), Every: o.Every}, phase: Going, stopAsked: -1,
		alive: map[int]*member{}, usage: usage{gap: gapAfter(o.Every), most: o.Points}, output: output{all: o.Transcript},
	}
}

// titleOf names what is observed.
func titleOf(o ObserveOptions) string {
	const most = 80 // bytes of a command
	switch {
	case len(o.Command) > 0:
		return metrics.Member{Command: strings.Join(o.Command, "\x00") + "\x00"}.Line(most)
	case len(o.PIDs) == 1:
		return fmt.Sprintf("PID %d", o.PIDs[0])
	default:
		return "PIDs " + strings.Trim(fmt.Sprint(o.PIDs), "[]")
	}
}

// take takes in a reading. Who went makes room in the lanes for who came.
func (o *observed) take(g *Glance) {
	at := g.At.Seconds()
	o.pace(g)
	for i := range g.Went {
		o.leave(&g.Went[i], at)
	}
	for _, p := range g.Came {
		o.come(p, g)
	}
	together, who := memory{}, make([]int, len(g.Sample.Cores))
	for _, p := range g.Now {
		m := o.alive[p.PID]
		m.take(p, at)
		m.parent = o.alive[p.Parent]
		if m.parent == m {
			m.parent = nil
		}
		if u := m.Usage; p.Usage != nil {
			together.add(u)
			if u.Core >= 0 && u.Core < len(who) && u.CPU > busyEnough {
				who[u.Core] = m.Number
			}
		}
	}
	o.usage.take(at, g.Total.CPU, g.Sample, who)
	o.usage.memory.add(at, together)
	o.told.Total = g.Total
	o.see(g)
}

// pace takes in how far apart readings are now: only what is longer is a gap.
func (o *observed) pace(g *Glance) {
	o.told.Missed = g.Missed
	if g.Every <= 0 || g.Every == o.told.Every {
		return
	}
	o.told.Every = g.Every
	gap, u := gapAfter(g.Every), &o.usage
	u.gap, u.pool.gap, u.memory.rss.gap, u.memory.pss.gap = gap, gap, gap, gap
	for i := range u.cores {
		u.cores[i].gap = gap
	}
	for _, m := range o.rows {
		m.cpu.gap, m.rss.gap = gap, gap
	}
}

// come takes in a process that is new. It has the lowest lane that is free.
func (o *observed) come(p *Watched, g *Glance) {
	o.found++
	m := newMember(p, o.found, o.usage.line())
	m.Started = p.Started.Sub(g.Time) + g.At
	n := slices.IndexFunc(o.lanes, func(l *lane) bool { return l.now == nil })
	if n < 0 {
		n = len(o.lanes)
		o.lanes = append(o.lanes, &lane{Lane: Lane{Slot: n + 1, Thread: 1}, mixed: true})
	}
	m.lane, m.Slot = o.lanes[n], n+1
	m.lane.start(launcher.TaskStarted{At: g.At, Task: p.PID, Worker: p.Name}, m.Number)
	o.alive[p.PID] = m
	o.rows = append(o.rows, m)
	o.dropOld()
}

// leave takes in that a process is gone.
func (o *observed) leave(p *Watched, at float64) {
	m := o.alive[p.PID]
	delete(o.alive, p.PID)
	m.leave(p, at)
	o.ended = append(o.ended, m)
	if n := len(o.ended) - MaxSeriesRows; n > 0 {
		o.ended[n-1].cpu.Series, o.ended[n-1].rss.Series = Series{}, Series{}
	}
}

// dropOld bounds the rows: those that ended first give way.
func (o *observed) dropOld() {
	for len(o.rows) > MaxRows && len(o.ended) > 0 {
		oldest := o.ended[0]
		o.ended = o.ended[1:]
		oldest.dropped, oldest.parent = true, nil
		if n, ok := o.index(oldest.Number); ok {
			o.rows = slices.Delete(o.rows, n, n+1)
		}
	}
}

// index finds a row by its number.
func (o *observed) index(number int) (int, bool) {
	return slices.BinarySearchFunc(o.rows, number, func(m *member, number int) int { return m.Number - number })
}

// find returns the row with a number, nil where there is none.
func (o *observed) find(number int) *member {
	if n, ok := o.index(number); ok {
		return o.rows[n]
	}
	return nil
}

// look has the threads of a row read.
func (o *observed) look(number int) { o.looked, o.detail = number, nil }

// lookedAt returns the row whose threads are read, nil for none that lives.
func (o *observed) lookedAt() *member {
	if m := o.find(o.looked); m != nil && m.Alive {
		return m
	}
	return nil
}

// see takes in the threads of the row that is looked at.
func (o *observed) see(g *Glance) {
	m := o.lookedAt()
	if m == nil {
		o.detail = nil
		return
	}
	if len(g.Sample.Threads) > 0 && g.Sample.Threads[0].PID == m.PID {
		o.detail = &Detail{Number: m.Number, PID: m.PID, Threads: slices.Clone(g.Sample.Threads)}
	}
}

// note adds a sentence for the user; the oldest give way.
func (o *observed) note(text string) {
	notices := append(slices.Clone(o.told.Notices), text)
	o.told.Notices = notices[max(0, len(notices)-MaxNotices):]
}

// stop takes in that it was asked to end.
func (o *observed) stop(at time.Duration) {
	if o.stopAsked >= 0 {
		return
	}
	o.phase, o.stopped, o.stopAsked = Stopping, true, at
	if len(o.told.Command) > 0 {
		o.markers.add(Marker{At: at.Seconds(), Text: "stop asked", Kind: OnRun})
	}
}

// end takes in that nothing is read any more.
func (o *observed) end(last *Glance) {
	o.phase, o.over, o.detail = Ended, last.At, nil
	o.output.flushAll()
}

// snapshot returns the observation at an instant.
func (o *observed) snapshot(now time.Duration) *Snapshot {
	if o.phase == Ended {
		now = o.over
	}
	told, total := o.told, o.told.Total
	s := &Snapshot{
		Phase: o.phase, Stopped: o.stopped, Elapsed: now, ETA: -1, StopAsked: o.stopAsked, Grace: launcher.DefaultGrace,
		Slots: len(o.lanes), Rows: o.ordered(), PoolCPU: o.usage.pool.seen(), Output: o.output.seen(), Markers: o.markers.seen(),
		Observed: &told, Machine: o.machine.Machine, Frequencies: o.machine.Frequencies, Detail: o.detail, SelfCPU: math.NaN(),
		Started: total.Ever, Reaped: total.Ever - total.Processes, PeakRSS: total.PeakRSS, PeakPSS: total.PeakPSS, Missed: told.Missed, CPU: total.CPUTime,
	}
	if o.usage.known {
		s.SelfCPU, s.SelfRSS = o.usage.self.CPU, o.usage.self.RSS
	}
	s.PoolMem, s.PoolKind = o.usage.memory.seen()
	most := max(minBars, MaxBars/max(1, len(o.lanes)))
	for _, l := range o.lanes {
		l.trim(most)
		s.Lanes = append(s.Lanes, l.seen(now.Seconds()))
	}
	for i := range o.usage.cores {
		s.Cores = append(s.Cores, o.usage.cores[i].seen())
		s.CoreWho = append(s.CoreWho, o.usage.who[i].seen())
	}
	return s
}

// ordered returns the rows so that children follow their parents, each in the order of
// discovery. Whose parent has no row begins a tree.
func (o *observed) ordered() []Row {
	for _, m := range o.rows {
		m.children, m.placed = m.children[:0], false
	}
	var roots []*member
	for _, m := range o.rows {
		if m.parent != nil && m.parent.dropped {
			m.parent = nil
		}
		if m.parent == nil {
			roots = append(roots, m)
		} else {
			m.parent.children = append(m.parent.children, m)
		}
	}
	rows := make([]Row, 0, len(o.rows))
	for _, m := range roots {
		rows = m.place(rows, 0)
	}
	for _, m := range o.rows { // those that were read while PIDs changed hands may be each other's parents
		if !m.placed {
			rows = m.place(rows, 0)
		}
	}
	return rows
}

// place appends a row and those below it.
func (m *member) place(rows []Row, depth int) []Row {
	if m.placed {
		return rows
	}
	m.placed = true
	rows = append(rows, m.seenAt(depth))
	for _, child := range m.children {
		rows = child.place(rows, depth+1)
	}
	return rows
}
