package run

import (
	"math"
	"slices"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// snapshot returns the run at an instant.
func (m *model) snapshot(now time.Duration) *Snapshot {
	if m.phase == Ended {
		now = m.over
		m.tasks.finish()
	}
	counts := m.counts.counts()
	s := &Snapshot{
		Plan: m.plan, Workers: m.workers, Chunk: m.chunk, Phase: m.phase, Stopped: m.stopped, Err: m.err,
		Elapsed: now, Counts: counts, ETA: -1, PoolCPU: m.usage.pool.seen(), Output: m.output.seen(),
		Failures: slices.Clip(m.failures), Started: m.started, Reaped: m.reaped,
		PeakRSS: m.peak.rss, PeakPSS: m.peak.pss(), Missed: m.missed, CPU: m.cpu, CPUVague: m.vague || m.late >= LateShown, SelfCPU: math.NaN(),
		Slots: m.slots, Paused: m.paused && m.phase != Ended, StopAsked: m.stopAsked, Grace: launcher.DefaultGrace, Markers: m.markers.seen(),
		BySlot: m.bySlot, Tasks: m.tasks.snapshot(), Closed: m.closed, Escaped: m.escaped,
	}
	m.seenDeath(s)
	s.Notices = m.seenNotices()
	s.Pacing = slices.Clip(m.pacing)
	s.Machine, s.Frequencies, s.Detail = m.machine.Machine, m.machine.Frequencies, m.seenDetail()
	if m.phase != Ended {
		s.Waiting = m.waiting
	}
	if m.phase == Going && !m.paused {
		s.ETA = m.eta.of(&m.pace, now, counts)
	}
	if m.usage.known {
		s.SelfCPU, s.SelfRSS = m.usage.self.CPU, m.usage.self.RSS
	}
	s.PoolMem, s.PoolKind = m.usage.memory.seen()
	s.Idle = m.idle.seen(now.Seconds())
	s.Queued, s.Running = m.queue.queued.seen(), m.queue.running.seen()
	m.fill(s, now.Seconds())
	return s
}

// seenNotices says what is seldom meant in the inputs that were read.
func (m *model) seenNotices() []string {
	if m.notices == nil {
		return nil
	}
	return m.notices.Texts()
}

// notePace keeps a sentence on how often samples are taken. Snapshots have the older
// ones, so that these are never changed in place.
func (m *model) notePace(notice string) {
	m.pacing = append(m.pacing, notice)
	m.pacing = m.pacing[max(0, len(m.pacing)-MaxNotices):]
}

// fill adds the rows, lanes, tracks and cores.
func (m *model) fill(s *Snapshot, at float64) {
	s.Rows = make([]Row, len(m.rows))
	for i, r := range m.rows {
		s.Rows[i] = r.seen()
	}
	s.Lanes = make([]Lane, len(m.lanes))
	for i, l := range m.lanes {
		l.trim(m.barsPerLane())
		s.Lanes[i] = l.seen(at)
	}
	for _, t := range m.tracks {
		s.Tracks = append(s.Tracks, Track{CPU: t.cpu.seen(), RSS: t.rss.seen()})
	}
	for i := range m.usage.cores {
		s.Cores = append(s.Cores, m.usage.cores[i].seen())
		s.CoreWho = append(s.CoreWho, m.usage.who[i].seen())
	}
}

// minBars is what every lane of the timeline keeps, however many there are.
const minBars = 64
