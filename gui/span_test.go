package gui

import (
	"math"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
)

// newestPicture returns what the chart shows of a snapshot where nobody moved its axis.
func newestPicture(s *run.Snapshot, scale cpuScale) chart.Data {
	v := newSpan(nil)
	v.take(s, false)
	from, to := v.window()
	return picture(s, sight{scale: scale, from: from, to: to})
}

// at takes in a run that goes on, at a second of it.
func (v *span) at(second float64) *span {
	v.take(&run.Snapshot{Phase: run.Going, Elapsed: seconds(second)}, false)
	return v
}

func (v *span) shows(t *testing.T, what string, from, to float64) {
	t.Helper()
	if gotFrom, gotTo := v.window(); math.Abs(gotFrom-from) > 1e-9 || math.Abs(gotTo-to) > 1e-9 {
		t.Errorf("%s: %v..%v is shown, want %v..%v", what, gotFrom, gotTo, from, to)
	}
}

func TestAChosenLengthIsRemembered(t *testing.T) {
	for wish, want := range map[float64]float64{minute: minute, wholeRun: wholeRun, unchosen: halfMinute, 17: halfMinute} {
		v := newSpan(nil)
		v.restore(wish)
		if v.length != want || v.chosen != (wish == want) {
			t.Errorf("length after the wish %v = %v, chosen %v; want %v", wish, v.length, v.chosen, want)
		}
	}
	v := newSpan(nil)
	if v.wish() != unchosen {
		t.Errorf("wish of who never chose = %v", v.wish())
	}
	v.choose(fiveMinutes)
	if v.wish() != fiveMinutes {
		t.Errorf("wish = %v, want five minutes", v.wish())
	}
}

func TestTheAxisFollowsTheRunAndShowsAllOfItAtTheEnd(t *testing.T) {
	v := newSpan(nil)
	v.at(0.5).shows(t, "at the start", 0, shortest)
	v.at(50).shows(t, "while it runs", 20, 50)
	v.take(&run.Snapshot{Phase: run.Ended, Elapsed: seconds(50)}, false)
	v.shows(t, "after its end", 0, 50)
	v.forget()
	v.at(40).shows(t, "in the next run", 10, 40)
}

func TestALengthThatWasChosenStaysAfterTheEnd(t *testing.T) {
	v := newSpan(nil)
	v.at(100)
	v.choose(minute)
	v.shows(t, "one minute", 40, 100)
	v.take(&run.Snapshot{Phase: run.Ended, Elapsed: seconds(120)}, false)
	v.shows(t, "after the end", 60, 120)
	v.choose(wholeRun)
	v.shows(t, "all", 0, 120)
	if got := v.shown(); got != wholeRun {
		t.Errorf("length that is shown = %v, want all", got)
	}
}

func TestScrollingBackStandsStillUntilTheNewestInstantIsReached(t *testing.T) {
	v := newSpan(nil)
	v.at(100)
	v.Scroll(-20)
	v.shows(t, "20 s back", 50, 80)
	v.at(110).shows(t, "10 s later", 50, 80)
	if got, want := v.behind(), 30*time.Second; got != want {
		t.Errorf("behind = %v, want %v", got, want)
	}
	v.Scroll(-1000)
	v.shows(t, "before the beginning", 0, 30)
	v.Scroll(75)
	v.shows(t, "forward", 75, 105)
	v.Scroll(75)
	v.shows(t, "to the end", 80, 110)
	v.at(111).shows(t, "a second later", 81, 111)
	v.ScrollToStart()
	v.shows(t, "Home", 0, 30)
	v.ScrollToEnd()
	v.shows(t, "End", 81, 111)
}

func TestTheInstantUnderTheMouseStaysInItsPlace(t *testing.T) {
	v := newSpan(nil)
	v.at(100)
	v.Scroll(-20)
	v.Zoom(0.5, 65) // the middle of 50..80
	v.shows(t, "twice as large", 57.5, 72.5)
	v.Zoom(2, 65)
	v.shows(t, "and back", 50, 80)
	v.Zoom(1000, 65)
	v.shows(t, "all", 0, 100)
}

func TestAPictureThatFollowsZoomsAtItsRightEnd(t *testing.T) {
	v := newSpan(nil)
	v.at(100)
	v.Zoom(0.5, 75)
	v.shows(t, "while it follows", 85, 100)
	v.at(101).shows(t, "a second later", 86, 101)
	v.take(&run.Snapshot{Phase: run.Going, Elapsed: seconds(101)}, true)
	v.Zoom(0.5, 90)
	v.shows(t, "while it is paused", 88, 95.5)
}

func TestNoZoomIsTooClose(t *testing.T) {
	v := newSpan(nil)
	v.at(100)
	for range 200 {
		v.Zoom(0.5, math.NaN())
	}
	v.shows(t, "very close", 100-briefest, 100)
	v.Zoom(math.Inf(1), math.NaN())
	v.shows(t, "very far", 0, 100)
}

func TestTheChartSaysHowFarBackItStands(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(50))
	s.w.live.span.Scroll(-12.5)
	if got, want := s.w.live.badge(), "12.5 s ago"; got != want {
		t.Errorf("badge = %q, want %q", got, want)
	}
	s.w.pauseTapped()
	if got := s.w.live.badge(); !strings.HasPrefix(got, "PAUSED, ") {
		t.Errorf("badge of a picture that is paused = %q", got)
	}
	s.end()
}

func TestAClickOnALengthShowsIt(t *testing.T) {
	s := newStage(t, small())
	s.w.runTapped()
	s.send(snapshot(90))
	bar := s.w.live.lengths
	for i, want := range []struct{ from, to float64 }{{60, 90}, {30, 90}, {0, 90}, {0, 90}} {
		test.TapAt(bar, bar.names[i].Position().Add(fyne.NewPos(3, 3)))
		s.w.live.span.shows(t, bar.names[i].Text, want.from, want.to)
		if bar.chosen != i {
			t.Errorf("after a click on %q, %d is marked, want %d", bar.names[i].Text, bar.chosen, i)
		}
	}
	s.end()
}
