package gui

import (
	"testing"

	"fyne.io/fyne/v2/widget"
)

// openBar has the focus as an item of the menu bar has while its menu is open.
type openBar struct{ widget.Button }

func (*openBar) Child() *widget.Menu { return nil }

func TestMenusAreMadeAnewOnceNoneIsOpen(t *testing.T) {
	s := newStage(t, small())
	bar := &openBar{}
	bar.ExtendBaseWidget(bar)
	s.w.win.Canvas().Overlays().Add(bar)
	s.w.win.Canvas().Focus(bar)
	s.w.refreshMenu()
	if !s.w.menuStale {
		t.Fatal("the menus were made anew while one was open, want that later")
	}
	(<-s.posts)()
	if !s.w.menuStale {
		t.Fatal("the menus were made anew while one was still open, want that later")
	}
	s.w.win.Canvas().Overlays().Remove(bar)
	(<-s.posts)()
	if s.w.menuStale {
		t.Error("the menus still wait to be made anew, and none is open")
	}
}

func TestAWarningOfAnotherGoroutineIsShownAndKept(t *testing.T) {
	s := newStage(t, small())
	go s.w.Warn(diskError{})
	(<-s.posts)()
	if got, want := s.w.notice.label.Text, "No space left."; got != want || !s.w.notice.content.Visible() {
		t.Errorf("notice = %q, visible %v, want %q", got, s.w.notice.content.Visible(), want)
	}
	if n := len(s.w.warnings.all); n != 1 {
		t.Errorf("warnings = %d, want 1", n)
	}
}

type diskError struct{}

func (diskError) Error() string { return "no space left" }
