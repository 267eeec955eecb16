package run

import (
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// used returns the CPU time of a worker that has ended, and whether it is not all that
// it and its descendants have had. The kernel tells no time of a child that its parent
// never waited for, as one does that ignores SIGCHLD (getrusage(2), Notes); what the
// samples saw of such children is then all that is known.
func (m *model) used(worker string, told time.Duration, vague bool) (cpu time.Duration, isVague bool) {
	r := m.byName[worker]
	if r == nil || r.CPUTime <= told+tick {
		return told, vague
	}
	return r.CPUTime, true
}

// taskTime returns the CPU time of an attempt. Only one that had its worker for itself
// can have what the samples saw of that.
func (m *model) taskTime(r launcher.Result) time.Duration {
	if !m.bySlot || r.Worker == "" {
		return r.CPU
	}
	cpu, _ := m.used(r.Worker, r.CPU, false)
	return cpu
}

// total takes in what is known of the time of all workers at the end. What tasks have
// left behind stands in late, and may be in what the samples saw of their workers too.
func (m *model) total(e launcher.PoolFinished) {
	told := m.told + e.Late
	m.late = e.Late
	m.vague = e.CPULost && m.plan.Task.Kind != plan.Builtin || told+tick < m.cpu
	m.cpu = max(m.cpu, told)
}
