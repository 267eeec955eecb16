package gui

import (
	"image"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/poolscope/poolscope/internal/run"
)

// magnifiable is a stage on a screen of 1600x900, and what it was told how large all is.
func magnifiable(t *testing.T, m Memory) (*stage, *[]float64) {
	t.Helper()
	var told []float64
	s := newStageWith(t, small(), func(o *Options) {
		o.Scale, o.Room = func(times float64) { told = append(told, times) }, image.Pt(1600, 900)
		if m != nil {
			o.Memory = m
		}
	})
	return s, &told
}

func TestTheSizeIsSetAtOnceAndAtTheNextStart(t *testing.T) {
	s, told := magnifiable(t, nil)
	sheet := newPreferenceSheet(s.w)
	sheet.size.SetSelected("120 %")
	sheet.size.SetSelected("80 %")
	if want := []float64{1.2, 0.8}; !slices.Equal(*told, want) {
		t.Errorf("told %v, want %v", *told, want)
	}
	_, next := magnifiable(t, s.w.prefs.store)
	if want := []float64{0.8}; !slices.Equal(*next, want) {
		t.Errorf("the next window is told %v, want %v before it is made", *next, want)
	}
	sheet.defaultsTapped()
	if got := s.w.prefs.magnified(); got != 1 || (*told)[len(*told)-1] != 1 || sheet.size.Selected != "100 %" {
		t.Errorf("after Defaults %v, told %v, shown %q, want 100 %%", got, *told, sheet.size.Selected)
	}
}

func TestOnlySizesThatTheScreenHasRoomForAreOffered(t *testing.T) {
	m := magnifier{screen: image.Pt(1604, 940)} // 1600x900 for the window
	least := fyne.NewSize(800, 450)
	if got := m.fitting(least, 1, 1); got[len(got)-1] != "200 %" {
		t.Errorf("offered %v, want up to 200 %%", got)
	}
	if got := m.fitting(least, 1, 2); got[len(got)-1] != "100 %" {
		t.Errorf("offered %v where the desktop doubles all, want up to 100 %%", got)
	}
	if got := m.fitting(fyne.NewSize(5000, 5000), 1.5, 1.5); !slices.Contains(got, "150 %") || slices.Contains(got, "170 %") {
		t.Errorf("offered %v, want the one of now and smaller ones", got)
	}
	if got := (magnifier{}).fitting(least, 1, 1); len(got) != len(sizes()) {
		t.Errorf("offered %v of a screen that is not known, want all", got)
	}
}

func TestTheWindowIsNoLargerThanTheScreen(t *testing.T) {
	s, _ := magnifiable(t, nil)
	s.w.magnifier.screen = image.Pt(1004, 740)
	s.w.ApplyTheme()
	if got := s.w.win.Canvas().Size(); got.Width > 1000 || got.Height > 700 {
		t.Errorf("size = %v, want at most 1000x700", got)
	}
}

func TestTheSizeIsNotForChoiceWhereTheEnvironmentSaysIt(t *testing.T) {
	s := newStage(t, small())
	sheet := newPreferenceSheet(s.w)
	if sheet.size != nil {
		t.Error("a size can be chosen that would not be taken")
	}
	if text := shownText(container.NewStack(sheet.magnified().box)); text == "" {
		t.Error("nothing says why")
	}
}

func TestTheHistoryIsRememberedForTheRunsToCome(t *testing.T) {
	s := newStage(t, small())
	if got := HistoryPoints(s.w.prefs.store); got != run.MaxPoints {
		t.Errorf("at first %d points, want %d", got, run.MaxPoints)
	}
	sheet := newPreferenceSheet(s.w)
	if got, want := sheet.history.Selected, "2,048 points, 64.0 KiB"; got != want {
		t.Errorf("shown %q, want %q", got, want)
	}
	sheet.history.SetSelectedIndex(2)
	if got := HistoryPoints(s.w.prefs.store); got != 4*run.MaxPoints {
		t.Errorf("chosen %q: %d points, want %d", sheet.history.Selected, got, 4*run.MaxPoints)
	}
	s.w.prefs.store.SetString(historyKey, "7")
	if got := HistoryPoints(s.w.prefs.store); got != run.MaxPoints {
		t.Errorf("by a file that says 7: %d points, want %d", got, run.MaxPoints)
	}
}
