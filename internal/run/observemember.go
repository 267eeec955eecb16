package run

import (
	"fmt"
	"math"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// member is a process of an observed tree: a row, and a bar in a lane of the timeline.
type member struct {
	Row
	identity metrics.Member
	parent   *member // nil for none that is in the tree
	lane     *lane
	dropped  bool // it has no row any more
	cpu, rss history

	children []*member // those placed behind it; see order
	placed   bool
}

func newMember(p *Watched, number int, empty history) *member {
	return &member{
		Row: Row{Number: number, PID: p.PID, Alive: true, Current: -1, Voluntary: -1, Involuntary: -1},
		cpu: empty, rss: empty,
	}
}

// take takes in what a reading knows of it. A process without memory has ended and only
// waits to be reaped: that is no reading.
func (m *member) take(p *Watched, at float64) {
	m.identity = p.Member
	m.Worker, m.Command = p.Name, p.Command
	m.Usage = metrics.Unread(p.PID)
	if p.Usage != nil {
		m.Usage = *p.Usage
	}
	m.State, m.CPUTime, m.PeakRSS = m.Usage.State, p.CPU, p.PeakRSS
	m.endAs(p.Exit)
	if now := m.lane.now; now != nil {
		m.lane.Worker, now.Worker = p.Name, p.Name
	}
	if m.Usage.RSS > 0 {
		m.cpu.add(at, m.Usage.CPU)
		m.rss.add(at, float64(m.Usage.RSS))
	}
}

// endAs takes in how it ended, as far as that is known.
func (m *member) endAs(e *WatchedExit) {
	if e == nil {
		return
	}
	m.Exit, m.Exact = e.Signal, true
	m.Voluntary, m.Involuntary = e.Voluntary, e.Involuntary
	if e.Signal == "" {
		m.Exit = fmt.Sprintf("exit %d", e.Code)
	}
	m.PeakExact = e.PeakRSS > 0 && e.PeakRSS == m.PeakRSS
}

// leave takes in that it is gone.
func (m *member) leave(p *Watched, at float64) {
	m.Alive, m.State, m.Usage = false, "ended", metrics.Unread(m.PID)
	m.identity, m.Command = p.Member, p.Command // no more of the command than is kept
	m.Ended, m.CPUTime, m.PeakRSS = p.Last, p.CPU, p.PeakRSS
	m.endAs(p.Exit)
	m.cpu.add(at, math.NaN())
	m.rss.add(at, math.NaN())
	m.lane.end(launcher.Result{At: p.Last, Task: m.PID, Worker: m.Worker, State: endState(p.Exit)}, m.Number)
}

// endState is how the bar of a process ends: done where nothing else is known.
func endState(e *WatchedExit) launcher.State {
	switch {
	case e != nil && e.Signal != "":
		return launcher.Killed
	case e != nil && e.Code != 0:
		return launcher.Failed
	default:
		return launcher.Done
	}
}

// seenAt returns the row as it is now.
func (m *member) seenAt(depth int) Row {
	row := m.Row
	row.Depth = depth
	if m.parent != nil {
		row.Parent = m.parent.PID
	}
	row.CPUSeries, row.RSSSeries = m.cpu.seen(), m.rss.seen()
	return row
}

// visibleName is the name of a process as a screen may show it.
func (m *member) visibleName() string {
	const most = 64 // bytes
	return metrics.Member{Command: m.Worker}.Line(most)
}
