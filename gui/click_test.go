package gui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// later has the live view take the next click for one that comes a while after the last.
func (s *stage) later() {
	at := s.w.live.clicked.at.Add(time.Minute)
	s.w.live.now = func() time.Time { return at }
}

func TestADoubleClickOnABarLeavesItsCardOpen(t *testing.T) {
	s, id := carded(t)
	for range 3 { // some click more often
		s.w.live.barTapped(id)
		if s.w.live.detail.content.Hidden || s.w.live.selected != 2 {
			t.Fatalf("card hidden %v, selected %d, want the card, and worker 2", s.w.live.detail.content.Hidden, s.w.live.selected)
		}
	}
	at := s.w.live.clicked.at.Add(fyne.CurrentApp().Driver().DoubleTapDelay())
	s.w.live.now = func() time.Time { return at }
	if s.w.live.barTapped(id); !s.w.live.detail.content.Hidden || s.w.live.selected != 0 {
		t.Errorf("after a later click: card hidden %v, selected %d, want neither", s.w.live.detail.content.Hidden, s.w.live.selected)
	}
	s.end()
}

func TestADoubleClickOnALineLeavesItsWorkerSelected(t *testing.T) {
	s, _ := carded(t)
	s.w.live.linePicked(style(2))
	s.w.live.linePicked(style(2))
	if s.w.live.selected != 2 {
		t.Errorf("selected = %d, want 2", s.w.live.selected)
	}
	s.w.live.linePicked(style(1))
	if s.w.live.selected != 1 {
		t.Errorf("after a click on another line at once: selected = %d, want 1", s.w.live.selected)
	}
	s.end()
}

func TestADoubleClickOnAProcessLeavesItSelected(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	snap := observedTree([]int{4711}, nil, 8, 12)
	s.send(snap)
	id := idOf(snap, snap.Lanes[4].Now.Task, snap.Lanes[4].Now.Number)
	s.w.live.barTapped(id)
	s.w.live.barTapped(id)
	if got, want := s.w.live.selected, snap.Lanes[4].Now.Number; got != want {
		t.Errorf("selected = %d, want %d", got, want)
	}
	s.end()
}
