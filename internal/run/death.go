package run

import (
	"slices"

	"github.com/poolscope/poolscope/launcher"
)

// Fate is what became of the task that a worker died under.
type Fate string

// The fates of a task whose worker died.
const (
	NoTask    Fate = ""        // it ran none
	TaskEnded Fate = "ended"   // failed, or killed: it is among the failures
	TaskAgain Fate = "retried" // it is handed out once more
	TaskLost  Fate = "lost"    // forgotten, as launcher.DeathHangs does
)

// Death is a worker that ended while its run went on: not because it had done its
// share, nor because a task of its ran out of time.
type Death struct {
	At     float64
	Worker string
	Number int
	Slot   int
	Exit   string // "exit 3", "SIGKILL"
	Task   int    // that it ran, the first one with threads; -1 for none
	Tasks  int    // that it ran
	Fate   Fate   // of Task
	Heir   string // the worker that took its slot, "" as long as there is none
}

// fate is what a row knows of the tasks that its worker died under.
type fate struct {
	first int // task
	tasks int
	what  Fate
}

// fall takes in an attempt that ended with its worker.
func (r *row) fall(result launcher.Result, what Fate) {
	if result.ExitCode == nil && result.Signal == "" {
		return
	}
	if r.expired = r.expired || result.State == launcher.TimedOut; r.expired {
		return
	}
	if r.fate.tasks == 0 {
		r.fate = fate{first: result.Task, what: what}
	}
	r.fate.tasks++
}

// die notes the death of a worker whose process was reaped, where it was one.
func (m *model) die(r *row, e launcher.WorkerExited) {
	if e.Err != nil && r.fate.tasks == 0 { // it could not begin, or was given up with nothing lost
		m.output.warn(e.At, r.Worker+": "+e.Err.Error())
		return
	}
	if m.phase != Going || m.bySlot || r.expired || m.deaths > 0 && m.onDeath() == launcher.DeathBreaks {
		return // what a broken pool ends itself is no further death
	}
	f := r.fate
	if f.tasks == 0 {
		if e.Signal == "" && (e.ExitCode == nil || *e.ExitCode == 0) {
			return
		}
		f.first = -1
	}
	m.deaths++
	m.death = Death{
		At: e.At.Seconds(), Worker: r.Worker, Number: r.Number, Slot: r.Slot, Exit: exitText(e),
		Task: f.first, Tasks: f.tasks, Fate: f.what,
	}
}

// breakWith counts the tasks that fail because a worker's death broke the pool: the
// worker's own is the first.
func (m *model) breakWith(r launcher.Result) {
	if m.onDeath() != launcher.DeathBreaks || r.State != launcher.Failed && r.State != launcher.Killed {
		return
	}
	if m.broken > 0 || m.deaths > 0 || r.ExitCode != nil || r.Signal != "" {
		m.broken++
	}
}

// inherit notes who took the slot of the worker that died last.
func (m *model) inherit(e launcher.WorkerStarted) {
	if m.deaths > 0 && m.death.Slot == e.Slot && m.death.Heir == "" {
		m.death.Heir = e.Worker
	}
}

// onDeath is the policy that is in force.
func (m *model) onDeath() launcher.DeathPolicy {
	if p := m.plan.Pool.OnWorkerDeath; p != "" {
		return p
	}
	return launcher.DeathFails
}

// seenDeath fills in what is known of deaths.
func (m *model) seenDeath(s *Snapshot) {
	s.OnDeath, s.Deaths, s.Lost, s.Broken = m.onDeath(), m.deaths, slices.Clip(m.lost), m.broken
	if m.deaths > 0 {
		last := m.death
		s.LastDeath = &last
	}
}
