package gui

import (
	"sync/atomic"
	"testing"
	"testing/synctest"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/internal/run"
)

func TestClosingAnIdleWindowAsksNothing(t *testing.T) {
	s := newStage(t, small())
	s.w.closeTapped()
	if !s.closed {
		t.Error("the window is open")
	}
}

func TestTheQuestionBeforeClosingGoesWithTheRun(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(4))
	s.w.closeTapped()
	s.end()
	if got := len(s.w.win.Canvas().Overlays().List()); got != 0 || s.closed {
		t.Errorf("questions = %d, closed = %v once the run has ended, want none, and the window with what it shows", got, s.closed)
	}
	s.w.closeTapped()
	if !s.closed {
		t.Error("the window is open after it was closed again")
	}
}

func TestClosingDuringARunAsksWithTheSafeAnswerFocused(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(4))
	s.w.closeTapped()
	s.w.closeTapped()
	if got := len(s.w.win.Canvas().Overlays().List()); got != 1 {
		t.Errorf("questions = %d, want 1", got)
	}
	safe, ok := s.w.win.Canvas().Focused().(*sheetButton)
	if !ok || safe.Text != "Keep running" {
		t.Fatalf("focus = %v, want the button Keep running", s.w.win.Canvas().Focused())
	}
	safe.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s.closed || s.sessions[0].stops.Load() != 0 {
		t.Errorf("closed = %v, stops = %d after Keep running, want false, 0", s.closed, s.sessions[0].stops.Load())
	}
	s.end()
}

func TestQuittingStopsTheRunAndClosesWhenAllIsReaped(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(4))
	s.w.closeTapped()
	button := findButton(s.w.win.Canvas().Overlays().Top(), "Stop 3 workers and quit")
	if button == nil {
		t.Fatalf("buttons = %q, want Stop 3 workers and quit", shownText(s.w.win.Canvas().Overlays().Top()))
	}
	test.Tap(button)
	if s.closed || s.sessions[0].stops.Load() != 1 {
		t.Errorf("closed = %v, stops = %d while workers live, want false, 1", s.closed, s.sessions[0].stops.Load())
	}
	s.end()
	if !s.closed {
		t.Error("the window is open after the last worker was reaped")
	}
}

func TestEscapeClosesADialog(t *testing.T) {
	s := newStage(t, small())
	s.w.meaningTapped()
	s.w.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if top := s.w.win.Canvas().Overlays().Top(); top != nil && top.Visible() {
		t.Error("the dialog is open after Escape")
	}
}

func TestASignalEndsTheRunWithoutAQuestion(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.w.Interrupt()
	s.play()
	if s.sessions[0].stops.Load() != 1 || s.closed {
		t.Errorf("stops = %d, closed = %v, want 1, false", s.sessions[0].stops.Load(), s.closed)
	}
	s.end()
	if !s.closed {
		t.Error("the window is open after the run's end")
	}
}

func TestWaitReapsARunThatTheEventLoopLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		session := &fakeSession{snapshots: make(chan *run.Snapshot, 1)}
		w := &Window{session: session, form: &form{}, closed: make(chan struct{})}
		// Nothing that is posted runs: the event loop has ended.
		w.pumps.Go(pump{snapshots: session.snapshots, pace: newPace(usualPictures, usualTexts), post: func(func()) {}, show: w.show, closed: w.closed}.run)
		var waited atomic.Bool
		go func() {
			w.Wait()
			waited.Store(true)
		}()
		session.snapshots <- snapshot(1)
		synctest.Wait()
		if waited.Load() || session.stops.Load() != 1 {
			t.Errorf("Wait returned = %v, stops = %d while the run ends, want false, 1", waited.Load(), session.stops.Load())
		}
		close(session.snapshots)
		synctest.Wait()
		if !waited.Load() {
			t.Error("Wait did not return after the run's end")
		}
	})
}

func TestTheWindowRemembersItsSizeAndUnit(t *testing.T) {
	s := newStage(t, fyne.NewSize(1100, 720))
	s.w.scaleChosen(ofMachine)
	s.w.closeTapped()
	again := New(s.w.app, Options{Start: s.start, Post: func(f func()) { s.posts <- f }})
	if got, want := again.prefs.size(), fyne.NewSize(1100, 720); got != want {
		t.Errorf("size = %v, want %v", got, want)
	}
	if again.scale != ofMachine {
		t.Errorf("unit = %q, want %q", again.scale, ofMachine)
	}
}
