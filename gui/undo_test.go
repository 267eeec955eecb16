package gui

import (
	"errors"
	"reflect"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/internal/run"
)

// undo takes the way back that is offered.
func (s *stage) undo() {
	s.t.Helper()
	if !s.w.undo.content.Visible() || s.w.undoItem.Disabled {
		s.t.Fatalf("no way back is offered: line seen %v, item disabled %v", s.w.undo.content.Visible(), s.w.undoItem.Disabled)
	}
	s.item("Run", "Undo").Action()
	if s.w.undo.content.Visible() || !s.w.undoItem.Disabled {
		s.t.Error("the way back is offered twice")
	}
}

func TestWhatWasDoneByHandCanBeTakenBack(t *testing.T) {
	s := sharing(t, 2, "")
	s.item("Run", "Hold tasks").Action()
	s.expect("pause")
	s.undo()
	s.expect("continue")
	s.item("Worker", "Stop worker").Action()
	s.expect("stop Process-2")
	s.undo()
	s.expect("continue Process-2")
	s.w.setNice(s.w.newest.Rows[1], 1) // back from there needs no root
	s.expect("nice Process-2 1")
	s.undo()
	s.expect("nice Process-2 2")
	s.end()
}

func TestChangesOfSizeInARowHaveOneWayBack(t *testing.T) {
	s := running(t)
	s.item("Run", "One slot more").Action()
	s.expect("resize 5")
	s.item("Run", "One slot more").Action()
	s.expect("resize 6")
	if got, want := s.w.undo.label.Text, "The pool went from 4 slots to 6."; got != want {
		t.Errorf("line = %q, want %q", got, want)
	}
	s.resize(small())
	s.capture("undo")
	s.undo()
	s.expect("resize 4")
	s.item("Run", "One slot less").Action()
	s.expect("resize 3")
	s.item("Run", "One slot more").Action()
	s.expect("resize 4")
	if s.w.undo.content.Visible() {
		t.Error("the pool has its size again, and a way back is offered")
	}
	s.end()
}

func TestAKillHasNoWayBack(t *testing.T) {
	s := sharing(t, 0, "")
	s.item("Worker", "Kill worker").Action()
	s.expect("kill Process-2")
	if s.w.undo.content.Visible() || !s.w.undoItem.Disabled {
		t.Error("a way back from a kill is offered")
	}
	s.item("Run", "Undo").Action()
	s.end()
	if got := len(s.sessions[0].asked); got != 0 {
		t.Errorf("asked %d times more, want none", got)
	}
}

func TestTheWayBackIsOfferedForTenSecondsOfTheRun(t *testing.T) {
	s := running(t) // at 4 s
	s.item("Run", "Hold tasks").Action()
	s.expect("pause")
	for at, want := range map[float64]bool{13.9: true} {
		s.w.show(frame{snapshot: snapshot(at), texts: true})
		if got := s.w.undo.content.Visible(); got != want {
			t.Errorf("at %v s: offered %v, want %v", at, got, want)
		}
	}
	s.w.show(frame{snapshot: snapshot(14), texts: true})
	if s.w.undo.content.Visible() || !s.w.undoItem.Disabled {
		t.Error("at 14 s the way back is still offered")
	}
	s.end()
}

func TestTheWayBackEndsWithTheRun(t *testing.T) {
	s := running(t)
	s.item("Run", "Hold tasks").Action()
	s.expect("pause")
	stopping := snapshot(5)
	stopping.Phase = run.Stopping
	s.w.show(frame{snapshot: stopping, texts: true})
	if s.w.undo.content.Visible() {
		t.Error("a way back is offered while the run is being stopped")
	}
	s.end()
}

func TestWhatWasRefusedNeedsNoWayBack(t *testing.T) {
	s := newStage(t, small())
	s.refusal = errors.New("the pool is closed")
	s.w.runTapped()
	s.send(snapshot(4))
	s.item("Run", "Hold tasks").Action()
	s.expect("pause")
	s.play()
	if s.w.undo.content.Visible() || !s.w.undoItem.Disabled {
		t.Error("a way back from what was refused is offered")
	}
	s.end()
}

func TestAWayBackThatIsPutAwayIsGone(t *testing.T) {
	s := running(t)
	s.item("Run", "Hold tasks").Action()
	s.expect("pause")
	s.w.undo.forget()
	s.w.undoTapped()
	if len(s.sessions[0].asked) != 0 {
		t.Error("what was put away was done")
	}
	s.end()
}

// heldSession does not answer until it is let.
type heldSession struct {
	*fakeSession

	let chan struct{}
}

func (h heldSession) StopWorker(string) error {
	<-h.let
	return nil
}

func TestTheWindowAnswersWhileTenStopsWait(t *testing.T) {
	s := newStage(t, small())
	fake := &fakeSession{snapshots: make(chan *run.Snapshot, 1), asked: make(chan string, 16)}
	held := heldSession{fake, make(chan struct{})}
	s.sessions = append(s.sessions, fake)
	s.w.began(held, nil)
	s.send(snapshot(4))
	s.w.live.pick(2)
	for range 10 {
		s.item("Worker", "Stop worker").Action()
	}
	s.resize(small())
	before := s.w.win.Canvas().Capture()
	s.w.live.pick(1)
	s.w.pauseTapped()
	s.resize(small())
	if !s.w.paused || s.w.live.selected != 1 || reflect.DeepEqual(before, s.w.win.Canvas().Capture()) {
		t.Errorf("paused %v, selected %d, want a window that answers", s.w.paused, s.w.live.selected)
	}
	s.w.stopTapped()
	if got := fake.stops.Load(); got != 1 {
		t.Errorf("stop reached the run %d times, want once, before the pool has answered", got)
	}
	close(held.let)
	s.end()
}

func TestRunPressedFastAndEnterHeldDoOneThing(t *testing.T) {
	s := newStage(t, small())
	for range 30 {
		s.item("Run", "Run").Action()
		s.w.bar.run.OnTapped()
	}
	if len(s.started) != 1 {
		t.Errorf("runs started = %d, want 1", len(s.started))
	}
	s.send(snapshot(4))
	s.w.poolSizeTapped()
	sheetEntryOf(s).SetText("6")
	s.w.win.Canvas().Focus(findButton(s.w.win.Canvas().Overlays().Top(), "Resize to 6 slots"))
	for range 30 {
		if focused := s.w.win.Canvas().Focused(); focused != nil {
			focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		}
	}
	s.expect("resize 6")
	if got := len(s.sessions[0].asked); got != 0 {
		t.Errorf("asked %d times more, want one resize", got)
	}
	s.end()
}

func TestStopPressedTwentyTimesHarmsNothing(t *testing.T) {
	s := running(t)
	for range 20 {
		s.w.stopTapped()
		s.item("Run", "Stop").Action()
	}
	stopping := snapshot(5)
	stopping.Phase, stopping.StopAsked = run.Stopping, seconds(4.5)
	s.w.show(frame{snapshot: stopping, texts: true})
	if covered(s.w.win) || s.sessions[0].stops.Load() == 0 {
		t.Errorf("covered %v, %d stops, want no dialog and a run that was asked to end", covered(s.w.win), s.sessions[0].stops.Load())
	}
	ended := snapshot(6)
	ended.Phase = run.Ended
	s.send(ended)
	before := s.sessions[0].stops.Load()
	s.w.stopTapped()
	if s.sessions[0].stops.Load() != before {
		t.Error("a run that has ended was asked to end")
	}
	s.end()
}
