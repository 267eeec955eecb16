package gui

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/internal/run"
)

func writePNG(path string, picture image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	if err := png.Encode(f, picture); err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	return f.Close()
}

// TestEveryStateIsDrawn goes through the window's states in both themes and two
// sizes. POOLSCOPE_CAPTURES=folder keeps the pictures.
func TestEveryStateIsDrawn(t *testing.T) {
	for _, look := range []appearance{alwaysLight, alwaysDark} {
		for _, size := range []fyne.Size{fyne.NewSize(1024, 700), fyne.NewSize(1440, 900)} {
			name := fmt.Sprintf("%s-%.0f-", look, size.Width)
			t.Run(name, func(t *testing.T) { everyState(t, look, size, name) })
		}
	}
}

func everyState(t *testing.T, look appearance, size fyne.Size, name string) {
	t.Helper()
	s := newStage(t, size)
	s.w.lookChosen(look)
	s.capture(name + "0-empty")
	s.w.form.workers.entry.SetText("1.5")
	s.resize(size)
	s.capture(name + "1-wrong")
	s.w.form.workers.entry.SetText("4")
	s.resize(size)
	test.Tap(s.w.bar.run)
	s.send(snapshot(8.4))
	s.capture(name + "2-running")
	s.w.pauseTapped()
	s.capture(name + "3-paused")
	s.w.pauseTapped()
	s.w.tabs.SelectIndex(1)
	s.capture(name + "4-output")
	s.w.failuresTapped()
	s.capture(name + "5-failures")
	test.Tap(s.w.win.Canvas().Focused().(*sheetButton))
	s.w.closeTapped()
	s.capture(name + "6-quit")
	test.Tap(s.w.win.Canvas().Focused().(*sheetButton))
	s.w.tabs.SelectIndex(0)
	last := snapshot(12)
	last.Phase, last.Stopped, last.Reaped = run.Ended, true, 4
	last.Counts = run.Counts{Total: 200, Done: 35, Failed: 1, Killed: 1, Cancelled: 4, NotRun: 159}
	s.send(last)
	s.end()
	s.capture(name + "7-stopped")
	s.w.meaningTapped()
	s.capture(name + "8-meaning")
	test.Tap(s.w.win.Canvas().Focused().(*sheetButton))
	s.w.keysTapped()
	s.capture(name + "9-keys")
}
