package run

import (
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// pace is how fast tasks are done, for the time that is left.
type pace struct {
	running  map[int]time.Duration // start of each running task
	first    time.Duration         // start of the first task
	begun    bool
	finished int
	work     time.Duration // wall time of the tasks that are done together
	lost     time.Duration // wall time of the attempts that came to nothing
}

func (p *pace) start(task int, at time.Duration) {
	if !p.begun {
		p.begun, p.first, p.running = true, at, map[int]time.Duration{}
	}
	p.running[task] = at
}

// lose takes in an attempt that came to nothing: it says how busy the pool is, but
// not how long a task takes.
func (p *pace) lose(task int, wall time.Duration) {
	delete(p.running, task)
	p.lost += wall
}

func (p *pace) finish(r launcher.Result) {
	if r.State != launcher.Done {
		p.lose(r.Task, r.Wall)
		return
	}
	delete(p.running, r.Task)
	p.finished++
	p.work += r.Wall
}

// farAway is a time that nobody waits for, in nanoseconds.
const farAway = float64(100 * 365 * 24 * time.Hour)

// left estimates the time until all tasks are done; -1 while there is nothing
// to go by: no task is done, or the total is not known. The work done so far,
// that of running tasks included, was done at some parallelism; the work that
// is left, at the mean length of a task, is taken to go on at the same.
func (p *pace) left(now time.Duration, c Counts) time.Duration {
	remaining := c.Queued + c.Running
	if c.Total < 0 || p.finished == 0 || remaining == 0 || now <= p.first {
		return -1
	}
	done, mean := p.work+p.lost, p.work/time.Duration(p.finished)
	ahead := time.Duration(c.Queued) * mean
	for _, at := range p.running {
		done += now - at
		ahead += max(mean-(now-at), mean/4) // one that is late will end some time
	}
	parallel := float64(done) / float64(now-p.first)
	left := float64(ahead) / parallel
	if !(left < farAway) {
		return -1
	}
	return time.Duration(left)
}
