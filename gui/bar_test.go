package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// point returns where the middle of a bar of the first lane is.
func point(s *stage, i int) fyne.Position {
	d := newestPicture(s.w.drawn, s.w.scale)
	bar := d.Lanes[0].Bars[i]
	for x := float32(0); x < s.w.live.chart.Size().Width; x++ {
		at := fyne.NewPos(x, 30)
		s.w.live.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
		if strings.Contains(shownText(s.w.live.chart), s.w.live.describe(bar.ID)) {
			return at.AddXY(2, 0)
		}
	}
	s.t.Fatalf("no place on the chart tells of bar %d: %q", i, s.w.live.describe(bar.ID))
	return fyne.Position{}
}

func TestABarUnderTheMouseIsDescribed(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	snap := snapshot(4)
	snap.Plan.Inputs = plan.Inputs{Kind: plan.Range, Range: [3]float64{100, 300, 2}}
	s.send(snap)
	point(s, 2)
	if got, want := s.w.live.describe(2), "Task 2, input 104, 285 ms, done"; got != want {
		t.Errorf("bar 2 = %q, want %q", got, want)
	}
	second := len(snap.Lanes[0].Bars) + 1
	if bar, _ := barOf(snap, second); bar != snap.Lanes[1].Bars[0] {
		t.Errorf("bar %d = %+v, want the second lane's first", second, bar)
	}
	if bar, _ := barOf(snap, second-1); bar != *snap.Lanes[0].Now {
		t.Errorf("bar %d = %+v, want what the first lane runs now", second-1, bar)
	}
	for _, id := range []int{-1, 100000} {
		if _, ok := barOf(snap, id); ok {
			t.Errorf("there is a bar %d", id)
		}
	}
	s.end()
}

func TestABarsIDIsTheSameWhateverIsSeen(t *testing.T) {
	s := snapshot(50)
	for i, lane := range newestPicture(s, ofOneCore).Lanes {
		for _, bar := range lane.Bars {
			got, ok := barOf(s, bar.ID)
			if !ok || got.From != bar.From || got.Number != s.Lanes[i].Number {
				t.Fatalf("bar %d of lane %d = %+v, want that from %v", bar.ID, i, got, bar.From)
			}
		}
	}
}

func TestATappedBarSelectsItsWorkerEverywhere(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(4))
	s.w.live.chart.Tapped(&fyne.PointEvent{Position: point(s, 2)})
	if s.w.live.selected != 1 || s.w.live.table.selected != 1 {
		t.Fatalf("selected = %d, in the table %d, want 1", s.w.live.selected, s.w.live.table.selected)
	}
	cell := newCell()
	s.w.live.table.update(widget.TableCellID{Row: 0, Col: 1}, cell)
	if !cell.(*fyne.Container).Objects[textObject].(*canvas.Text).TextStyle.Bold {
		t.Error("the worker's row is not bold")
	}
	bold := false
	for _, part := range test.LaidOutObjects(s.w.live.chart) {
		if text, ok := part.(*canvas.Text); ok && text.Text == "Process-1" && text.TextStyle.Bold {
			bold = true
		}
	}
	if !bold {
		t.Error("the worker's lane is not bold")
	}
	s.w.live.table.chosen(widget.TableCellID{Row: 0, Col: 3})
	if s.w.live.selected != 0 {
		t.Error("choosing the row again did not take the selection back")
	}
	s.w.live.pick(2)
	s.end()
	s.w.runTapped()
	if s.w.live.selected != 0 || s.w.live.table.selected != 0 {
		t.Error("the worker of the run before is selected")
	}
	s.end()
}

func TestAVeryShortRunSaysWhyItsPlotsAreEmpty(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	snap := snapshot(0.031)
	snap.Rows, snap.Cores = nil, []run.Series{{}, {}}
	snap.CoreWho = nil
	s.send(snap)
	if got := shownText(s.w.live.chart); strings.Contains(got, tooShort()) {
		t.Errorf("chart of a run that goes on = %q", got)
	}
	over := *snap
	over.Phase = run.Ended
	s.send(&over)
	s.end()
	if got := strings.Count(shownText(s.w.live.chart), tooShort()); got != 3 {
		t.Errorf("chart says %d times why a plot is empty, want 3: CPU, memory, cores", got)
	}
	if got, want := s.w.bar.left.Text, "18 %, ended after 31 ms"; got != want {
		t.Errorf("progress = %q, want %q", got, want)
	}
}

func TestAfterTheEndTheStatusNamesTheRunThatIsShown(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(4))
	if got := s.w.status.self.Text; !strings.Contains(got, "Poolscope itself") {
		t.Errorf("during the run = %q, want what Poolscope costs", got)
	}
	last := snapshot(5)
	last.Phase = run.Ended
	s.send(last)
	s.end()
	if got, want := s.w.status.self.Text, "Run shown: Uneven tasks"; got != want {
		t.Errorf("after the run = %q, want %q", got, want)
	}
}

func TestTheOutputSaysThatThereIsNoneAndThatItIsPaused(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.w.tabs.SelectIndex(outputTab)
	snap := snapshot(3)
	snap.Output, snap.Plan.Pool.Method = run.Output{}, launcher.Map
	s.send(snap)
	if got := shownText(s.w.output.content); !strings.Contains(got, "Nothing printed yet") || !strings.Contains(got, "all tasks are done") {
		t.Errorf("output of a map that printed nothing = %q", got)
	}
	s.w.pauseTapped()
	if got := shownText(s.w.output.content); !strings.Contains(got, "PAUSED") {
		t.Errorf("output while paused = %q, want PAUSED in it", got)
	}
	s.w.pauseTapped()
	s.w.show(frame{snapshot: snapshot(6), texts: true})
	if got := shownText(s.w.output.content); strings.Contains(got, "PAUSED") || strings.Contains(got, "Nothing printed") {
		t.Errorf("output with lines = %q", got)
	}
	s.end()
}

func TestEveryColumnIsSeenAtTheDefaultSize(t *testing.T) {
	for _, c := range []struct {
		size fyne.Size
		last string
	}{{fyne.NewSize(1280, 800), "Threads"}, {small(), "CPU time"}} {
		s := newStage(t, c.size)
		s.w.runTapped()
		s.send(snapshot(4))
		end := float32(0)
		for _, column := range s.w.live.table.columns {
			end += column.width
			if column.title == c.last {
				break
			}
			end += s.w.app.Settings().Theme().Size("padding")
		}
		if got := s.w.live.table.Size().Width; end > got {
			t.Errorf("at %v: %s ends at %.0f, the table at %.0f", c.size, c.last, end, got)
		}
		s.end()
	}
}
