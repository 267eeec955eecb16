package gui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestEveryStateOfTheRowsIsDrawn goes through the states of the table of workers in both
// themes and two sizes. POOLSCOPE_CAPTURES=folder keeps the pictures.
func TestEveryStateOfTheRowsIsDrawn(t *testing.T) {
	for _, look := range []appearance{alwaysLight, alwaysDark} {
		for _, size := range []fyne.Size{small(), fyne.NewSize(1280, 800)} {
			name := fmt.Sprintf("rows-%s-%.0f-", look, size.Width)
			t.Run(name, func(t *testing.T) { rowStates(t, look, size, name) })
		}
	}
}

func rowStates(t *testing.T, look appearance, size fyne.Size, name string) {
	t.Helper()
	s := newStage(t, size)
	s.w.lookChosen(look)
	test.Tap(s.w.bar.run)
	marked := snapshot(8)
	marked.Rows[1].Started, marked.Rows[2].Ended = seconds(7.5), seconds(7.2)
	s.send(marked)
	s.w.live.selectWorker(1)
	s.resize(size)
	s.capture(name + "0-four")
	s.w.live.split.SetOffset(0.5)
	s.w.live.selectWorker(0)
	s.w.show(frame{snapshot: many(64, 3), texts: true})
	test.Tap(head(t, s.w.live.table, "CPU"))
	s.capture(name + "1-sorted")
	s.w.filterTapped()
	s.w.live.filter.entry.SetText("process-6")
	s.capture(name + "2-filtered")
	s.w.live.filter.close()
	s.w.show(frame{snapshot: processTree(8, 12), texts: true})
	test.Tap(head(t, s.w.live.table, "CPU"))
	test.Tap(head(t, s.w.live.table, "CPU"))
	s.capture(name + "3-observed")
	s.end()
}
