package gui

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
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

// TestEveryStateOfControlIsDrawn goes through what can be done to a run.
func TestEveryStateOfControlIsDrawn(t *testing.T) {
	for _, look := range []appearance{alwaysLight, alwaysDark} {
		name := string(look) + "-control-"
		t.Run(name, func(t *testing.T) { controlStates(t, look, name) })
	}
}

func controlStates(t *testing.T, look appearance, name string) {
	t.Helper()
	s := newStage(t, small())
	s.w.lookChosen(look)
	test.Tap(s.w.bar.run)
	s.send(controlled())
	s.resize(small())
	s.capture(name + "0-held")
	s.w.live.chart.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(424, 120)}})
	s.capture(name + "1-readout")
	s.w.live.chart.MouseOut()
	s.w.rowMenu(s.w.newest.Rows[0], fyne.NewPos(400, 520))
	s.capture(name + "2-menu")
	s.w.win.Canvas().Overlays().Top().Hide()
	s.w.poolSizeTapped()
	sheetEntryOf(s).SetText("6")
	s.capture(name + "3-size")
	s.answer("Keep 4 slots")
	s.w.addInputsTapped()
	sheetEntryOf(s).SetText("10, 20, 30")
	s.capture(name + "4-inputs")
	s.answer("Add nothing")
	s.w.failuresTapped()
	s.capture(name + "5-stack")
	test.Tap(s.w.win.Canvas().Focused().(*sheetButton))
	stopping := controlled()
	stopping.Phase, stopping.StopAsked, stopping.Paused = run.Stopping, seconds(7.5), false
	s.w.show(frame{snapshot: stopping, texts: true})
	s.capture(name + "6-stopping")
	s.end()
}

// controlled is a run to which much was done.
func controlled() *run.Snapshot {
	snap := snapshot(8.4)
	snap.Paused, snap.ETA = true, -1
	snap.Rows[0].State, snap.Rows[0].Current = "stopped", 41
	snap.Markers = []run.Marker{
		{At: 1.5, Text: "Process-1 stopped"},
		{At: 3.6, Text: "2 to 4 slots"},
		{At: 3.7, Text: "tasks held"},
		{At: 3.9, Text: "tasks handed out"},
		{At: 5.9, Text: "Process-3 killed"},
		{At: 8.2, Text: "tasks held"},
	}
	snap.Deaths = 1
	snap.LastDeath = &run.Death{Worker: "Process-3", Slot: 3, Exit: "SIGKILL", Task: 12, Tasks: 1, Fate: run.TaskEnded, Heir: "Process-4"}
	snap.Failures[0].ErrType, snap.Failures[0].Err = "tasks.BadPicture", "bad \x1b[31minput\nin two lines"
	snap.Failures[0].Stack = "Traceback (most recent call last):\n  File \"/home/somebody/pictures/tasks.py\", line 12, in worker_task\n" +
		"    return convert(name)\n  File \"/home/somebody/pictures/convert/with/a/long/path/to/convert.py\", line 345, in convert\n    raise BadPicture(name)\n"
	return snap
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
	s.w.tabs.SelectIndex(tasksTab)
	s.capture(name + "4-tasks")
	s.w.tabs.SelectIndex(outputTab)
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
