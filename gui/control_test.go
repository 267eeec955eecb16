package gui

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

func (s *fakeSession) note(what string) error {
	s.asked <- what
	return s.refusal
}

func (s *fakeSession) Resize(n int) error               { return s.note("resize " + countText(n)) }
func (s *fakeSession) Pause() error                     { return s.note("pause") }
func (s *fakeSession) Continue() error                  { return s.note("continue") }
func (s *fakeSession) KillWorker(name string) error     { return s.note("kill " + name) }
func (s *fakeSession) StopWorker(name string) error     { return s.note("stop " + name) }
func (s *fakeSession) ContinueWorker(name string) error { return s.note("continue " + name) }
func (s *fakeSession) KillTask(index int) error         { return s.note("kill task " + countText(index)) }

func (s *fakeSession) AddInputs(inputs []json.RawMessage) error {
	var all []string
	for _, in := range inputs {
		all = append(all, string(in))
	}
	return s.note("add " + strings.Join(all, " "))
}

// bareSession is a run that can't be changed.
type bareSession struct{ session *fakeSession }

func (s bareSession) Snapshots() <-chan *run.Snapshot { return s.session.snapshots }

func (s bareSession) Stop() { s.session.Stop() }

// expect waits for what is asked of the newest session.
func (s *stage) expect(want string) {
	s.t.Helper()
	select {
	case got := <-s.sessions[len(s.sessions)-1].asked:
		if got != want {
			s.t.Errorf("asked = %q, want %q", got, want)
		}
	case <-time.After(5 * time.Second):
		s.t.Fatalf("nothing was asked in 5 s, want %q", want)
	}
}

// running returns a stage whose run goes on.
func running(t *testing.T) *stage {
	t.Helper()
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(4))
	return s
}

// item returns an item of the main menu.
func (s *stage) item(menu, label string) *fyne.MenuItem {
	s.t.Helper()
	for _, m := range s.w.menu.Items {
		for _, item := range m.Items {
			if m.Label == menu && item.Label == label {
				return item
			}
		}
	}
	s.t.Fatalf("no item %q in the menu %q", label, menu)
	return nil
}

func TestTheRunMenuChangesThePool(t *testing.T) {
	s := running(t)
	s.item("Run", "Hold tasks").Action()
	s.expect("pause")
	s.item("Run", "One slot more").Action()
	s.expect("resize 5")
	s.item("Run", "One slot less").Action()
	s.expect("resize 4")
	s.end()
}

// Keys are pressed faster than snapshots come.
func TestEachPressChangesTheSizeThatWasAskedForLast(t *testing.T) {
	s := running(t)
	for _, want := range []string{"resize 5", "resize 6", "resize 7"} {
		s.item("Run", "One slot more").Action()
		s.expect(want)
	}
	s.w.show(frame{snapshot: snapshot(5), texts: true})
	s.item("Run", "One slot less").Action()
	s.expect("resize 6")
	s.end()
	s.w.runTapped()
	s.send(snapshot(4))
	s.item("Run", "One slot more").Action()
	s.expect("resize 5")
	s.end()
}

func TestAfterARefusalThePoolHasTheSizeThatIsSeen(t *testing.T) {
	s := newStage(t, small())
	s.refusal = errors.New("the pool is closed")
	s.w.runTapped()
	s.send(snapshot(4))
	s.item("Run", "One slot more").Action()
	s.expect("resize 5")
	s.play()
	s.w.win.Canvas().Overlays().Remove(s.w.win.Canvas().Overlays().Top())
	s.item("Run", "One slot less").Action()
	s.expect("resize 3")
	s.play()
	s.end()
}

func TestAPoolThatIsHeldSaysSoAndOffersToHandOut(t *testing.T) {
	s := running(t)
	held := snapshot(5)
	held.Paused, held.ETA = true, -1
	s.w.show(frame{snapshot: held, texts: true})
	if got, want := s.w.bar.left.Text, "18 %, tasks held"; got != want {
		t.Errorf("progress = %q, want %q", got, want)
	}
	s.item("Run", "Hand out tasks").Action()
	s.expect("continue")
	if got := s.w.bar.pause.Text; got != "Pause" {
		t.Errorf("the picture's button = %q, want Pause: the picture goes on", got)
	}
	s.end()
}

func TestThreadsOfAProcessStayAsManyAsTheyAre(t *testing.T) {
	s := running(t)
	threads := snapshot(5)
	threads.Plan.Pool.RunAs = launcher.Threads
	s.w.newest = nil // another run's first snapshot
	s.w.show(frame{snapshot: threads, texts: true})
	for _, item := range s.w.sizeItems {
		if !item.Disabled {
			t.Errorf("%q is offered", item.Label)
		}
		item.Action()
	}
	if s.w.holdItem.Disabled || len(s.sessions[0].asked) != 0 {
		t.Errorf("hold disabled %v, asked %d times, want hold alone offered", s.w.holdItem.Disabled, len(s.sessions[0].asked))
	}
	s.end()
}

func TestAPoolKeepsOneSlot(t *testing.T) {
	s := running(t)
	one := snapshot(5)
	one.Slots = 1
	s.w.show(frame{snapshot: one, texts: true})
	s.item("Run", "One slot less").Action()
	s.item("Run", "One slot more").Action()
	s.expect("resize 2")
	s.end()
}

func TestWhatThePoolRefusesIsSaid(t *testing.T) {
	s := newStage(t, small())
	s.refusal = errors.New("resize the pool to 5: the pool is closed")
	s.w.runTapped()
	s.send(snapshot(4))
	s.item("Run", "One slot more").Action()
	s.expect("resize 5")
	s.play()
	if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "The pool keeps its size") || !strings.Contains(text, "the pool is closed") {
		t.Errorf("dialog = %q, want what was refused and why", text)
	}
	s.end()
}

func TestOnlyARunThatGoesOnCanBeChanged(t *testing.T) {
	s := newStage(t, small())
	disabled := func() bool {
		return !slices.ContainsFunc(s.w.poolItems, func(i *fyne.MenuItem) bool { return !i.Disabled })
	}
	if !disabled() {
		t.Error("the pool of no run can be changed")
	}
	s.w.runTapped()
	s.send(snapshot(4))
	if disabled() {
		t.Error("the pool of a run that goes on can't be changed")
	}
	stopping := snapshot(5)
	stopping.Phase = run.Stopping
	s.w.show(frame{snapshot: stopping, texts: true})
	if !disabled() {
		t.Error("the pool of a run that is being stopped can be changed")
	}
	s.w.holdTapped()
	s.w.resize(3)
	s.end()
	if got := len(s.sessions[0].asked); got != 0 || !disabled() {
		t.Errorf("asked %d times, disabled %v, want nothing asked and nothing offered", got, disabled())
	}
}

func TestASessionWithoutControlsOffersNone(t *testing.T) {
	s := newStage(t, small())
	session := &fakeSession{snapshots: make(chan *run.Snapshot, 1)}
	s.sessions = append(s.sessions, session)
	s.w.began(bareSession{session}, nil)
	s.send(snapshot(4))
	s.w.live.pick(1)
	if !s.w.holdItem.Disabled || !s.w.worker.kill.Disabled || s.w.worker.output.Disabled {
		t.Errorf("disabled: hold %v, kill %v, output %v, want the first two alone",
			s.w.holdItem.Disabled, s.w.worker.kill.Disabled, s.w.worker.output.Disabled)
	}
	s.end()
}

func TestTheWorkerMenuActsOnTheSelectedWorker(t *testing.T) {
	s := running(t)
	if !s.w.worker.kill.Disabled {
		t.Error("Kill is offered with no worker selected")
	}
	s.w.live.pick(2)
	s.item("Worker", "Stop worker").Action()
	s.expect("stop Process-2")
	s.item("Worker", "Kill its task").Action()
	s.expect("kill task 32")
	s.item("Worker", "Kill worker").Action()
	s.expect("kill Process-2")
	s.w.live.pick(3)
	if !s.w.worker.kill.Disabled || !s.w.worker.task.Disabled {
		t.Error("a worker that has ended can be killed")
	}
	s.end()
}

func TestAStoppedWorkerCanBeContinued(t *testing.T) {
	s := running(t)
	s.w.live.pick(1)
	stopped := snapshot(5)
	stopped.Rows[0].State = "stopped"
	s.w.show(frame{snapshot: stopped, texts: true})
	if got := s.w.live.table.text(0, 4); got != "stopped" {
		t.Errorf("state in the table = %q, want stopped", got)
	}
	if got := s.w.status.pool.Text; !strings.HasSuffix(got, "3 workers in 4 slots, 1 stopped") {
		t.Errorf("status = %q, want how many workers are stopped", got)
	}
	s.item("Worker", "Continue worker").Action()
	s.expect("continue Process-1")
	s.end()
}

func TestAKillHitsTheWorkerThatWasMeantWhereverItsRowIs(t *testing.T) {
	s := running(t)
	s.w.rowMenu(s.w.newest.Rows[1], fyne.NewPos(300, 300))
	moved := snapshot(5)
	moved.Rows = moved.Rows[1:]
	s.w.show(frame{snapshot: moved, texts: true})
	tapItem(t, s, "Kill Process-2")
	s.expect("kill Process-2")
	s.w.live.pick(4)
	s.w.show(frame{snapshot: moved, texts: true})
	s.item("Worker", "Kill worker").Action()
	s.expect("kill Process-4")
	s.end()
}

// tapItem chooses an item of the menu that is open.
func tapItem(t *testing.T, s *stage, label string) {
	t.Helper()
	top := s.w.win.Canvas().Overlays().Top()
	if top == nil {
		t.Fatal("no menu is open")
	}
	for _, o := range test.LaidOutObjects(top) {
		if item, ok := o.(fyne.Tappable); ok && shownText(o) == label {
			item.Tapped(&fyne.PointEvent{})
			return
		}
	}
	t.Fatalf("menu = %q, want %q in it", shownText(top), label)
}

func TestARowsMenuComesBySecondButtonColumnAndKey(t *testing.T) {
	s := running(t)
	table := s.w.live.table
	second := fyne.NewPos(100, 2.6*(cellHeight+s.w.app.Settings().Theme().Size("padding")))
	for way, open := range map[string]func(){
		"second button": func() { test.TapSecondaryAt(table, second) },
		"column":        func() { table.chosen(widget.TableCellID{Row: 1, Col: menuColumn}) },
		"key": func() {
			s.w.live.selectWorker(2)
			table.TypedKey(&fyne.KeyEvent{Name: desktop.KeyMenu})
		},
	} {
		s.w.live.selectWorker(0)
		open()
		if s.w.live.selected != 2 {
			t.Errorf("%s: selected = %d, want 2", way, s.w.live.selected)
		}
		tapItem(t, s, "Kill task 32")
		s.expect("kill task 32")
		if top := s.w.win.Canvas().Overlays().Top(); top != nil && top.Visible() {
			t.Errorf("%s: the menu is still open", way)
		}
	}
	s.w.live.selectWorker(0)
	table.TypedKey(&fyne.KeyEvent{Name: desktop.KeyMenu})
	if top := s.w.win.Canvas().Overlays().Top(); top != nil && top.Visible() {
		t.Error("a menu of no worker is open")
	}
	s.end()
}
