package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// carded is a run in which task 7 of the second lane failed, and what is known of the tasks
// before it is in the record.
func carded(t *testing.T) (s *stage, id int) {
	t.Helper()
	s = newStage(t, small())
	s.w.runTapped()
	snap := snapshot(8)
	for i := range snap.Lanes[1].Bars {
		snap.Lanes[1].Bars[i].Task += 1000 // the lanes of this snapshot share some
	}
	snap.Lanes[1].Bars[4].Task, snap.Lanes[1].Bars[4].State = 12, launcher.Failed
	s.send(snap)
	return s, idsOf(snap.Lanes[0]) + 4
}

func (s *stage) detailText() string { return shownText(s.w.live.detail.content) }

func TestATappedBarOfAFailedTaskShowsItsCardBesideTheTable(t *testing.T) {
	s, id := carded(t)
	s.w.live.barTapped(id)
	if top := s.w.win.Canvas().Overlays().Top(); top != nil {
		t.Errorf("a dialog is open: %q", shownText(top))
	}
	text := s.detailText()
	for _, want := range []string{"Task 12", "killed by SIGKILL", "300000"} {
		if !strings.Contains(text, want) {
			t.Errorf("card = %q, want %q in it", text, want)
		}
	}
	if s.w.live.selected != 2 || s.w.live.table.selected != 2 {
		t.Errorf("selected = %d, in the table %d, want the bar's worker, 2", s.w.live.selected, s.w.live.table.selected)
	}
	s.w.live.detail.all.OnTapped()
	if text := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(text, "Task 7") || !strings.Contains(text, "killed by SIGKILL") {
		t.Errorf("dialog = %q, want task 12 among all that failed", text)
	}
	s.end()
}

func TestACardIsClosedByEscapeByItsSignAndByASecondClick(t *testing.T) {
	for name, away := range map[string]func(*stage, int){
		"Escape":      func(s *stage, _ int) { s.w.live.chart.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) },
		"in the list": func(s *stage, _ int) { s.w.live.detail.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) },
		"sign":        func(s *stage, _ int) { s.w.live.detail.closing.OnTapped() },
		"click":       func(s *stage, id int) { s.later(); s.w.live.barTapped(id) },
	} {
		s, id := carded(t)
		s.w.live.barTapped(id)
		if s.w.live.detail.content.Hidden {
			t.Fatalf("%s: no card", name)
		}
		away(s, id)
		if !s.w.live.detail.content.Hidden || s.w.prefs.detail() {
			t.Errorf("%s: hidden = %v, remembered = %v; want the pane as it was before", name, s.w.live.detail.content.Hidden, s.w.prefs.detail())
		}
		if want := map[bool]int{true: 0, false: 2}[name == "click"]; s.w.live.selected != want {
			t.Errorf("%s: selected = %d, want %d", name, s.w.live.selected, want)
		}
		s.end()
	}
}

func TestACardGivesWayToTheDetailsThatWereThere(t *testing.T) {
	s, id := carded(t)
	s.w.detailTapped()
	s.w.live.barTapped(id)
	if text := s.detailText(); !strings.Contains(text, "Task 12") {
		t.Fatalf("details = %q, want the card", text)
	}
	s.w.live.chart.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if text := s.detailText(); !strings.Contains(text, "Process-2") || strings.Contains(text, "Task 12") {
		t.Errorf("details = %q, want those of Process-2", text)
	}
	s.w.live.barTapped(id)
	s.w.detailTapped()
	if text := s.detailText(); s.w.live.detail.content.Hidden || !strings.Contains(text, "Process-2") || strings.Contains(text, "Task 12") {
		t.Errorf("after Ctrl+D over a card the details are %q, want those of Process-2", text)
	}
	s.end()
}

func TestTheCardOfATaskThatIsDoneSaysAllThatIsKnown(t *testing.T) {
	s, _ := carded(t)
	snap := *s.w.drawn
	snap.Tasks = run.TasksOf(
		launcher.TaskStarted{Task: 3, Worker: "Process-1", PID: 4711, Lane: 1, Attempt: 1, At: seconds(2), Input: []byte(`"plums"`)},
		launcher.TaskFinished{Result: launcher.Result{
			Task: 3, Worker: "Process-1", PID: 4711, Lane: 1, Attempt: 1, State: launcher.Done, At: seconds(2.5), Wall: seconds(0.5), CPU: seconds(0.25), MaxRSS: 9 << 20, Input: []byte(`"plums"`),
		}})
	snap.Output.Lines = append(snap.Output.Lines, run.OutputLine{Task: 3, Worker: "Process-1", Kind: run.FromStdout, Text: "counted 31"})
	facts := taskFacts(&snap, 3, exactPeaks{})
	for name, want := range map[string]string{
		"State": "done", "Input": "plums", "Ran for": "0.500 s", "CPU time": "0.250 s", "Peak memory": "~ 9.0 MiB",
		"Worker": "Process-1, PID 4711", "Began": "2.000 s after the start", "Attempt": "1",
	} {
		if got := valueOf(t, facts, name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if text := factText(facts); !strings.Contains(text, "counted 31") {
		t.Errorf("card = %q, want the end of its output", text)
	}
	if text := factText(taskFacts(&snap, 999, exactPeaks{})); !strings.Contains(text, "no longer kept") {
		t.Errorf("card of one that is gone = %q", text)
	}
	s.end()
}

func TestArrowKeysGoThroughTheTasksOfTheCardsWorker(t *testing.T) {
	s, _ := carded(t)
	snap := *s.w.drawn
	var events []launcher.Event
	for i, worker := range []string{"Process-1", "Process-2", "Process-1", "Process-2", "Process-1"} {
		events = append(events, launcher.TaskStarted{Task: i, Worker: worker, PID: 1, Lane: 1, Attempt: 1, At: seconds(float64(i))})
	}
	snap.Tasks = run.TasksOf(events...)
	s.send(&snap)
	s.w.live.openCard(2, 1)
	for _, step := range []struct {
		key  fyne.KeyName
		want int
	}{{fyne.KeyRight, 4}, {fyne.KeyRight, 4}, {fyne.KeyLeft, 2}, {fyne.KeyLeft, 0}, {fyne.KeyLeft, 0}} {
		s.w.live.chart.TypedKey(&fyne.KeyEvent{Name: step.key})
		if got := s.w.live.detail.task; got != step.want || s.w.live.selected != 1 {
			t.Fatalf("after %s the card is of task %d, and worker %d is selected; want %d and 1", step.key, got, s.w.live.selected, step.want)
		}
	}
	s.w.live.openCard(1, 2)
	s.w.live.detail.later.OnTapped()
	if got := s.w.live.detail.task; got != 3 {
		t.Errorf("after the button the card is of task %d, want 3", got)
	}
	s.end()
}

func TestWhereEachTaskHasAWorkerTheCardGoesAlongTheSlot(t *testing.T) {
	snap := &run.Snapshot{BySlot: true, Lanes: []run.Lane{{Bars: []run.Bar{{Task: 4}, {Task: 9}}, Now: &run.Bar{Task: 11}}, {Bars: []run.Bar{{Task: 5}}}}}
	for _, c := range []struct{ from, step, want int }{{9, 1, 11}, {9, -1, 4}, {4, -1, noTask}, {5, 1, noTask}} {
		if got, _ := taskBeside(snap, c.from, c.step); got != c.want {
			t.Errorf("beside task %d by %d is %d, want %d", c.from, c.step, got, c.want)
		}
	}
}

func TestALineARowOrANameSelectsItsWorkerAndAgainNone(t *testing.T) {
	s, _ := carded(t)
	s.w.live.linePicked(style(2))
	if s.w.live.selected != 2 || s.w.live.table.selected != 2 {
		t.Errorf("selected = %d, in the table %d, want 2", s.w.live.selected, s.w.live.table.selected)
	}
	s.later()
	s.w.live.linePicked(style(2))
	if s.w.live.selected != 0 {
		t.Errorf("selected = %d after a second click, want none", s.w.live.selected)
	}
	s.end()
}

func TestALineOfASlotSelectsTheWorkerThatLivesThere(t *testing.T) {
	s, _ := carded(t)
	snap := *s.w.drawn
	snap.BySlot = true
	snap.Tracks = []run.Track{{}, {}}
	snap.Rows = []run.Row{{Number: 1, Slot: 1, Worker: "Process-1"}, {Number: 2, Slot: 2, Worker: "Process-2"}, {Number: 3, Slot: 1, Worker: "Process-3", Alive: true}}
	s.send(&snap)
	s.w.live.linePicked(0)
	if s.w.live.selected != 3 {
		t.Errorf("selected = %d, want 3, the newest in slot 1", s.w.live.selected)
	}
	s.later()
	s.w.live.linePicked(0)
	if s.w.live.selected != 0 {
		t.Errorf("selected = %d after a second click, want none", s.w.live.selected)
	}
	s.end()
}

func TestACardIsOfOneRunAlone(t *testing.T) {
	s, id := carded(t)
	s.w.live.barTapped(id)
	s.end()
	s.w.runTapped()
	if !s.w.live.detail.content.Hidden {
		t.Errorf("details = %q, want no card of the run before", s.detailText())
	}
	s.end()
}

func TestTheBarOfTheCardHasAFrameAndIsInSight(t *testing.T) {
	s, id := carded(t)
	s.w.live.barTapped(id)
	framed := func() []int {
		d := newestPicture(s.w.drawn, ofOneCore)
		choose(&d, idOf(s.w.drawn, s.w.live.detail.task, s.w.live.selected))
		var ids []int
		for _, l := range d.Lanes {
			for _, b := range l.Bars {
				if b.Chosen {
					ids = append(ids, b.ID)
				}
			}
		}
		return ids
	}
	if got := framed(); len(got) != 1 || got[0] != id {
		t.Errorf("bars with a frame = %v, want %d alone", got, id)
	}
	s.w.live.span.Show(0, 0.5)
	s.w.live.reveal(s.w.live.detail.task, 2)
	bar, _ := barOf(s.w.drawn, id)
	if from, to := s.w.live.span.window(); bar.To < from || bar.From > to || to-from < 0.49 || to-from > 0.51 {
		t.Errorf("seen is %.2f to %.2f s, want half a second with the bar of %.2f to %.2f", from, to, bar.From, bar.To)
	}
	s.w.live.closeCard()
	if got := framed(); len(got) != 0 {
		t.Errorf("bars with a frame = %v after the card was closed, want none", got)
	}
	s.end()
}

func TestACardGivesWayToTheRowThatIsChosen(t *testing.T) {
	s, id := carded(t)
	s.w.live.barTapped(id)
	s.w.live.table.picked(1)
	if s.w.live.detail.task != noTask || !s.w.live.detail.content.Hidden || s.w.live.selected != 1 {
		t.Errorf("card of task %d, hidden %v, selected %d; want no card of the other worker's task, and 1", s.w.live.detail.task, s.w.live.detail.content.Hidden, s.w.live.selected)
	}
	s.w.detailTapped()
	s.w.live.barTapped(id)
	s.w.live.linePicked(style(1))
	if text := s.detailText(); !strings.Contains(text, "Process-1") || strings.Contains(text, "Task 12") {
		t.Errorf("details = %q, want those of Process-1", text)
	}
	s.end()
}

func TestWhatIsClickedInThePictureIsScrolledToInTheTable(t *testing.T) {
	s := running(t)
	snap := many(64, 0)
	snap.Lanes[3].Bars = []run.Bar{{Task: 9000, From: 1, To: 2, Number: 64}}
	s.w.show(frame{snapshot: snap, texts: true})
	v := s.w.live
	for _, c := range []struct {
		what   string
		worker int
		click  func()
	}{
		{"a name", 60, func() { v.linePicked(style(60)) }},
		{"a bar", 2, func() { v.openCard(1, 2) }},
		{"a dense stretch", 64, func() { v.crowdTapped(barOfWorker(t, v.drawn, 64)) }},
	} {
		if v.table.inSight(c.worker) {
			t.Fatalf("%s: the row of %d is in sight before", c.what, c.worker)
		}
		c.click()
		if v.selected != c.worker || !v.table.inSight(c.worker) {
			t.Errorf("%s: selected %d, in sight %v; want the row of %d", c.what, v.selected, v.table.inSight(c.worker), c.worker)
		}
	}
	s.end()
}

// barOfWorker returns the ID of a bar of a worker.
func barOfWorker(t *testing.T, s *run.Snapshot, worker int) int {
	t.Helper()
	id := 0
	for _, l := range s.Lanes {
		for range idsOf(l) {
			if bar, ok := barOf(s, id); ok && bar.Number == worker {
				return id
			}
			id++
		}
	}
	t.Fatalf("worker %d has no bar", worker)
	return -1
}

func TestEnterOpensTheCardOfTheSelectedWorkersNewestTask(t *testing.T) {
	s, _ := carded(t)
	enter := func() { s.w.live.chart.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) }
	enter()
	if s.w.live.detail.task != noTask {
		t.Errorf("card of task %d with no worker selected, want none", s.w.live.detail.task)
	}
	s.w.live.pick(2)
	lane := s.w.drawn.Lanes[1]
	want := lane.Bars[len(lane.Bars)-1]
	if lane.Now != nil {
		want = *lane.Now
	}
	enter()
	if got := s.w.live.detail.task; got != want.Task || s.w.live.selected != 2 {
		t.Errorf("card of task %d, selected %d; want task %d of worker 2", got, s.w.live.selected, want.Task)
	}
	s.end()
}
