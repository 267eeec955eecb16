package gui

import (
	"sync/atomic"
	"time"
)

// pace is how often a run is drawn. Fyne's goroutine sets it, pumps read it.
type pace struct{ picture, text atomic.Int64 } // nanoseconds

// set takes over how many pictures and texts a second there may be.
func (p *pace) set(pictures int, texts float64) {
	p.picture.Store(int64(every(float64(pictures))))
	p.text.Store(int64(every(texts)))
}

// sampleSlack is how much before its turn a picture may be drawn: the sample that it is
// of may come a little early.
const sampleSlack = 20 * time.Millisecond

// every returns the interval for so many a second.
func every(rate float64) time.Duration { return time.Duration(float64(time.Second) / rate) }

// turn returns when the picture after one that is drawn now has its turn, by the turn that
// the one before had. Turns are an interval apart, however late each picture is drawn: else
// snapshots that come all the time would make more of them than were asked for, or fewer.
func (p *pace) turn(before, now time.Time) time.Time {
	if next := before.Add(p.pictures()); next.After(now) {
		return next
	}
	return now.Add(p.pictures())
}

// pictures returns how far apart pictures are at least.
func (p *pace) pictures() time.Duration { return time.Duration(p.picture.Load()) }

// texts returns how far apart texts and tables are at least.
func (p *pace) texts() time.Duration { return time.Duration(p.text.Load()) }

func newPace(pictures int, texts float64) *pace {
	p := &pace{}
	p.set(pictures, texts)
	return p
}
