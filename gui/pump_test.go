package gui

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/poolscope/poolscope/internal/run"
)

func TestThePumpDrawsTheNewestAtItsOwnPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const sent = 100 // in 10 s
		snapshots, closed := make(chan *run.Snapshot, 1), make(chan struct{})
		var frames []frame
		p := pump{
			snapshots: snapshots, closed: closed, pace: newPace(usualPictures, usualTexts),
			post: func(f func()) { go f() },
			show: func(f frame) { frames = append(frames, f) },
		}
		done := make(chan struct{})
		go func() { p.run(); close(done) }()
		for i := range sent {
			select {
			case <-snapshots:
			default:
			}
			snapshots <- &run.Snapshot{Started: i + 1, Phase: run.Going}
			<-time.After(100 * time.Millisecond)
		}
		<-time.After(every(usualPictures))
		snapshots <- &run.Snapshot{Started: sent + 1, Phase: run.Ended}
		close(snapshots)
		<-done
		checkFrames(t, frames, sent)
	})
}

func checkFrames(t *testing.T, frames []frame, sent int) {
	t.Helper()
	texts := 0
	for i, f := range frames {
		if f.texts {
			texts++
		}
		if i > 0 && f.snapshot.Started < frames[i-1].snapshot.Started {
			t.Errorf("frame %d shows snapshot %d after %d", i, f.snapshot.Started, frames[i-1].snapshot.Started)
		}
	}
	if n := len(frames); n < 30 || n > 50 {
		t.Errorf("pictures in 10 s = %d, want 4 to 5 a second", n)
	}
	if texts < 10 || texts > 20 {
		t.Errorf("texts in 10 s = %d, want 1 to 2 a second", texts)
	}
	last := frames[len(frames)-1]
	if !last.last || !last.texts || last.snapshot.Started != sent+1 {
		t.Errorf("last frame = %+v, want the run's end with its texts", last)
	}
}

func TestNewsAtAnyTimeMakesNoMorePicturesThanWereAskedFor(t *testing.T) {
	for _, apart := range []time.Duration{time.Millisecond, 7 * time.Millisecond, 90 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			const pictures, seconds = 5, 20
			snapshots, shown := make(chan *run.Snapshot), 0
			p := pump{
				snapshots: snapshots, closed: make(chan struct{}), pace: newPace(pictures, usualTexts),
				post: func(f func()) { go f() },
				show: func(frame) { shown++ },
			}
			done := make(chan struct{})
			go func() { p.run(); close(done) }()
			for began := time.Now(); time.Since(began) < seconds*time.Second; <-time.After(apart) {
				select {
				case snapshots <- &run.Snapshot{}:
				default:
				}
			}
			close(snapshots)
			<-done
			if shown > pictures*seconds+2 || shown < pictures*seconds-10 {
				t.Errorf("pictures in %d s with news every %v = %d, want %d a second", seconds, apart, shown, pictures)
			}
		})
	}
}

func TestThePumpHasOnePictureInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		snapshots, closed := make(chan *run.Snapshot, 1), make(chan struct{})
		posted := make(chan func(), 100)
		p := pump{snapshots: snapshots, closed: closed, pace: newPace(usualPictures, usualTexts), post: func(f func()) { posted <- f }, show: func(frame) {}}
		done := make(chan struct{})
		go func() { p.run(); close(done) }()
		for range 20 {
			select {
			case snapshots <- &run.Snapshot{}:
			default:
			}
			<-time.After(every(usualPictures))
		}
		if got := len(posted); got != 1 {
			t.Errorf("pictures in flight = %d, want 1", got)
		}
		close(closed)
		close(snapshots)
		<-done
	})
}
