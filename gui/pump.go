package gui

import (
	"time"

	"github.com/poolscope/poolscope/internal/run"
)

// frame is a snapshot on its way to the screen.
type frame struct {
	snapshot *run.Snapshot
	texts    bool // texts and tables are due too
	last     bool // the run's snapshots are closed: every process was reaped
}

// pump hands the newest snapshot of a run to the window. It is the only
// goroutine that does, and has at most one picture in flight: the queue behind
// post has no bound.
type pump struct {
	snapshots <-chan *run.Snapshot
	pace      *pace
	post      func(func())    // runs a function on Fyne's goroutine
	show      func(frame)     // called on Fyne's goroutine
	closed    <-chan struct{} // closed when post no longer runs what it is given
}

// run returns when the snapshots are closed and the last frame was shown.
func (p pump) run() {
	var newest *run.Snapshot
	var texts, turn time.Time
	var phase run.Phase
	for s := range p.snapshots {
		newest = s
		now := time.Now()
		due := now.Sub(texts) >= p.pace.texts()-sampleSlack || s.Phase != phase
		if due {
			texts, phase = now, s.Phase
		}
		turn = p.pace.turn(turn, now)
		pause := time.After(turn.Sub(now) - sampleSlack)
		p.hand(frame{snapshot: s, texts: due})
		select {
		case <-pause:
		case <-p.closed:
		}
	}
	p.hand(frame{snapshot: newest, texts: true, last: true})
}

// hand returns when the frame was shown, or never will be.
func (p pump) hand(f frame) {
	select {
	case <-p.closed:
		return
	default:
	}
	shown := make(chan struct{})
	p.post(func() {
		p.show(f)
		close(shown)
	})
	select {
	case <-shown:
	case <-p.closed:
	}
}
