package run

import (
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// runMany takes in tasks that a worker did one after another. Of the first it was
// told before that it runs.
func (m *model) runMany(e launcher.TasksRan) {
	n := len(e.Tasks)
	end := e.Tasks[n-1].End
	e.MaxRSS = m.peakOr(e.Worker, e.MaxRSS)
	m.counts.Running--
	m.counts.Done += n
	m.pace.finishMany(e.First, n, end-e.Start)
	if len(m.output.open) > 0 {
		for i := range e.Tasks {
			m.output.flush(e.First+i, e.Worker)
		}
	}
	m.tasks.many(e)
	row := m.byName[e.Worker]
	if row == nil {
		return
	}
	row.endTask(e.Result(0), m.bySlot)
	row.Tasks += n - 1
	m.lane(row.Slot, e.Lane).endMany(e, row.Number)
}

// hand takes in results in the order of their method.
func (m *model) hand(e launcher.ResultsReady) { m.output.results(e, m.number) }

// lose takes in a task that nobody will ever tell the end of. It counts as running.
func (m *model) lose(r launcher.Result) {
	m.pace.lose(r.Task, r.Wall)
	m.lost = append(m.lost, r.Task)
	m.endAttempt(r, TaskLost)
	m.output.note(r, m.number(r.Worker), "lost")
}

// finishMany is finish for n tasks that are done, the first of which runs.
func (p *pace) finishMany(first, n int, wall time.Duration) {
	delete(p.running, first)
	p.finished += n
	p.work += wall
}

// shortBar is the length in seconds that bars of tasks that ran one after another
// are drawn together up to: less than a picture can show.
const shortBar = 0.002

// endMany closes the bar of the first of several tasks and adds those of the others.
func (l *lane) endMany(e launcher.TasksRan, number int) {
	bar := Bar{From: e.Start.Seconds(), Task: e.First, State: launcher.Done, Worker: e.Worker, Number: number}
	for i, t := range e.Tasks {
		bar.To = t.End.Seconds()
		bar.Tasks++
		if last := i == len(e.Tasks)-1; last || bar.To-bar.From >= shortBar {
			l.Bars = append(l.Bars, bar)
			bar.From, bar.Task, bar.Tasks = bar.To, e.First+i+1, 0
		}
	}
	l.now = nil
	l.handOver(e.Tasks[len(e.Tasks)-1].End, e.Heard)
}
