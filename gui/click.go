package gui

import (
	"time"

	"fyne.io/fyne/v2"
)

// click is one in the picture, on a worker and its task, or noTask.
type click struct {
	task, worker int
	at           time.Time
}

// doubled tells that a click is the second of a double click, which to most is one: it would
// take back what the first one showed. Fyne tells the two from two clicks only by keeping
// each single one waiting.
func (v *liveView) doubled(task, worker int) bool {
	last, now := v.clicked, v.now()
	v.clicked = click{task, worker, now}
	return last.task == task && last.worker == worker && now.Sub(last.at) < fyne.CurrentApp().Driver().DoubleTapDelay()
}
