package gui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/run"
)

// toolbar is the row at the top: what can be done with the run, and how far it is.
type toolbar struct {
	run, pause, stop *widget.Button
	failed, info     *widget.Button
	count, left      *widget.Label
	meter            *meter
	tally            *widget.Label     // in the place of the progress: what is observed
	reason           *widget.Label     // why the plan can't be run then
	wrong            *widget.Hyperlink // in the place of the progress: what stands in the way of a run
	metered, counted *fyne.Container   // the progress of a run, and tally with its reason
	track, alarm     *fyne.Container   // one of these, and wrong with its sign
	content          fyne.CanvasObject
}

// actions is what the toolbar and the menu ask of the window.
type actions struct {
	run, stop, pause, failures, meaning, wrong func()
}

func newToolbar(do actions) *toolbar {
	start := newTipButton("Run", theme.MediaPlayIcon(), "Run the plan on the left (Ctrl+R).", do.run)
	pause := newTipButton("Pause", theme.MediaPauseIcon(), "Freeze the picture, or let it go on (Ctrl+P). The run goes on either way.", do.pause)
	stop := newTipButton("Stop", theme.MediaStopIcon(), "End the run (Ctrl+.): its workers are asked to end, and killed if they do not.", do.stop)
	failed := newTipButton("", theme.ErrorIcon(), "Show the tasks that did not end well, and why.", do.failures)
	info := newTipButton("", theme.QuestionIcon(), "What the numbers mean, and where they come from.", do.meaning)
	b := &toolbar{
		run: &start.Button, pause: &pause.Button, stop: &stop.Button, failed: &failed.Button, info: &info.Button,
		count: shortLabel(), left: shortLabel(), meter: newMeter(), tally: shortLabel(), reason: shortLabel(),
	}
	b.run.Importance = widget.HighImportance
	b.failed.Importance = widget.DangerImportance
	b.failed.Hide()
	buttons := container.NewHBox(start, pause, stop)
	b.metered = container.NewBorder(nil, nil, fixedWidth(150, b.count), fixedWidth(290, b.left), b.meter)
	b.wrong = newTextLink(do.wrong)
	sign := widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon()))
	b.alarm = container.NewBorder(nil, nil, sign, nil, b.wrong)
	b.alarm.Hide()
	b.reason.Alignment = fyne.TextAlignTrailing
	b.counted = container.NewBorder(nil, nil, nil, fixedWidth(reasonWidth, b.reason), b.tally)
	b.counted.Hide()
	b.track = container.NewStack(b.metered, b.counted)
	progress := container.NewStack(b.track, b.alarm)
	b.content = container.NewBorder(nil, nil, buttons, container.NewHBox(failed, info), progress)
	return b
}

// shortLabel returns a label whose text never widens the window.
func shortLabel() *widget.Label {
	l := widget.NewLabel("")
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// fixedWidth gives an object a width that its text does not change.
func fixedWidth(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(widthLayout(width), o)
}

type widthLayout float32

func (w widthLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(float32(w), height)
}

func (w widthLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

// progress shows how far a run is.
func (b *toolbar) progress(s *run.Snapshot) {
	if s.Observed != nil {
		b.observed(s)
		return
	}
	b.tells(b.metered)
	b.count.SetText(countOf(s.Counts))
	b.left.SetText(leftOf(s))
	if total := float64(s.Counts.Total); total > 0 && !s.Counts.Partial {
		b.meter.set(float64(s.Counts.Done+s.Counts.Before-s.Counts.Spoilt)/total, float64(s.Counts.Unsuccessful()+s.Counts.Spoilt)/total)
	} else {
		b.meter.set(0, 0)
	}
	b.failures(s.Counts)
}

// reasonWidth holds the reason that observed says.
const reasonWidth = 300

// observed shows how many processes are observed, and why the plan can't be run.
func (b *toolbar) observed(s *run.Snapshot) {
	b.tells(b.counted)
	b.tally.SetText(tallyText(s))
	reason := ""
	if s.Phase != run.Ended {
		reason = "The plan can be run once this has ended."
	}
	b.reason.SetText(reason)
	b.failures(s.Counts)
}

// tells shows the progress of a run, or what is observed.
func (b *toolbar) tells(o *fyne.Container) {
	show(b.metered, o == b.metered)
	show(b.counted, o == b.counted)
}

func (b *toolbar) failures(c run.Counts) {
	text := failedText(c)
	if text == b.failed.Text && b.failed.Visible() == (text != "") {
		return
	}
	b.failed.SetText(text)
	show(b.failed, text != "")
	b.content.Refresh()
}

// complaint shows what stands in the way of a run, in the place of the progress;
// "" shows the progress again.
func (b *toolbar) complaint(text string) {
	if b.wrong.Text != text {
		b.wrong.SetText(text)
	}
	show(b.alarm, text != "")
	show(b.track, text == "")
}

// message shows a sentence in the place of the progress.
func (b *toolbar) message(text string) {
	b.tells(b.metered)
	b.count.SetText("")
	b.left.SetText(text)
	b.meter.set(0, 0)
}

// failedText counts what did not end well, each state apart.
func failedText(c run.Counts) string {
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{{c.Failed, "failed"}, {c.TimedOut, "timed out"}, {c.Killed, "killed"}} {
		if part.n > 0 {
			parts = append(parts, countText(part.n)+" "+part.what)
		}
	}
	return strings.Join(parts, ", ")
}

// worked returns the number of tasks that were worked to an end. Those that
// were cancelled or never ran are no progress, those of an earlier run are.
func worked(c run.Counts) int { return c.Done + c.Unsuccessful() + c.Before }

const mostNamed = 9999 // tasks; the numbers of more need the room of the word

func countOf(c run.Counts) string {
	if c.Total < 0 || c.Partial {
		return plural(worked(c), "task") + " so far"
	}
	if c.Total > mostNamed {
		return countText(worked(c)) + "/" + countText(c.Total)
	}
	return countText(worked(c)) + "/" + plural(c.Total, "task")
}

// leftOf says how much is done and what is left to wait for.
func leftOf(s *run.Snapshot) string {
	var parts []string
	if s.Counts.Partial {
		parts = append(parts, "inputs not read to the end")
	} else if s.Counts.Total > 0 {
		parts = append(parts, shareText(worked(s.Counts), s.Counts.Total))
	}
	switch {
	case s.Phase == run.Stopping:
		parts = append(parts, stoppingText(s))
	case s.Phase == run.Ended && s.Stopped:
		parts = append(parts, "stopped after "+secondsText(s.Elapsed))
	case endedEarly(s):
		parts = append(parts, "ended early after "+secondsText(s.Elapsed))
	case halted(s):
		parts = append(parts, "halted after "+secondsText(s.Elapsed))
	case s.Phase == run.Ended:
		parts = append(parts, "ended after "+secondsText(s.Elapsed))
	case s.Waiting != "":
		parts = append(parts, "waiting")
	case s.Paused:
		parts = append(parts, "tasks held")
	case s.ETA >= 0 && s.Elapsed > time.Second:
		parts = append(parts, leftText(s.ETA))
	}
	return strings.Join(parts, ", ")
}

// shareText rounds down: 100 % is said of everything and nothing less.
func shareText(n, total int) string {
	return countText(n*100/total) + " %"
}
