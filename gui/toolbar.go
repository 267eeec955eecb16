package gui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
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
	explain                                    func(topic)
}

func newToolbar(do actions) *toolbar {
	start := newTipButton(tr.In("button", "Run"), theme.MediaPlayIcon(), tr.T("Run the plan on the left (Ctrl+R)."), do.run)
	pause := newTipButton(tr.T("Pause"), theme.MediaPauseIcon(), tr.T("Freeze the picture, or let it go on (Ctrl+P). The run goes on either way."), do.pause)
	stop := newTipButton(tr.In("button", "Stop"), theme.MediaStopIcon(), tr.T("End the run (Ctrl+.): its workers are asked to end, and killed if they do not."), do.stop)
	failed := newTipButton("", theme.ErrorIcon(), tr.T("Show the tasks that did not end well, and why."), do.failures)
	info := newTipButton("", theme.QuestionIcon(), tr.T("What the numbers mean, and where they come from."), do.meaning)
	b := &toolbar{
		run: &start.Button, pause: &pause.Button, stop: &stop.Button, failed: &failed.Button, info: &info.Button,
		count: shortLabel(), left: shortLabel(), meter: newMeter(), tally: shortLabel(), reason: shortLabel(),
	}
	b.run.Importance = widget.HighImportance
	b.failed.Importance = widget.DangerImportance
	b.failed.Hide()
	buttons := container.NewHBox(start, pause, stop)
	b.metered = container.New(trackLayout{b.count, b.left}, progressNote(b.count, do.explain), b.meter, progressNote(b.left, do.explain))
	b.wrong = newTextLink(do.wrong)
	sign := widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon()))
	b.alarm = container.NewBorder(nil, nil, sign, nil, b.wrong)
	b.alarm.Hide()
	b.reason.Alignment = fyne.TextAlignTrailing
	b.counted = container.New(tallyLayout{b.reason}, b.tally, b.reason)
	b.counted.Hide()
	b.track = container.NewStack(b.metered, b.counted)
	progress := container.NewStack(b.track, b.alarm)
	b.content = container.NewBorder(nil, nil, buttons, container.NewHBox(failed, info), progress)
	return b
}

// progressNote gives a label that says how far a run is a tip, and on a click the sheet
// that says more.
func progressNote(l *widget.Label, explain func(topic)) fyne.CanvasObject {
	note := columnNote{tr.T("Tasks that have ended, of all of them, and about how long the others take."), aboutLeft}
	return newTapArea(l, func(float32) string {
		if l.Text == "" {
			return ""
		}
		return note.statusTip()
	}, func(float32) { explain(note.topic) })
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
	return fyne.NewSize(float32(w), highest(objects))
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
	said(b.metered, b.count, countOf(s.Counts))
	said(b.metered, b.left, leftOf(s))
	if total := float64(s.Counts.Total); total > 0 && !s.Counts.Partial {
		b.meter.set(float64(s.Counts.Done+s.Counts.Before-s.Counts.Spoilt)/total, float64(s.Counts.Unsuccessful()+s.Counts.Spoilt)/total)
	} else {
		b.meter.set(0, 0)
	}
	b.failures(s.Counts)
}

// observed shows how many processes are observed, and why the plan can't be run.
func (b *toolbar) observed(s *run.Snapshot) {
	b.tells(b.counted)
	b.tally.SetText(tallyText(s))
	reason := ""
	if s.Phase != run.Ended {
		reason = tr.T("The plan can be run once this has ended.")
	}
	said(b.counted, b.reason, reason)
	b.failures(s.Counts)
}

// tells shows the progress of a run, or what is observed.
func (b *toolbar) tells(o *fyne.Container) {
	show(b.metered, o == b.metered)
	show(b.counted, o == b.counted)
}

// mostFailed is the width of the text on the button that shows what did not end well: it has
// a say in how narrow the window can be.
const mostFailed = 240

// failures counts on a button what did not end well, all together where there is no room for
// each state apart.
func (b *toolbar) failures(c run.Counts) {
	text := failedText(c)
	if fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{Bold: true}).Width > mostFailed {
		text = tr.F("%s not well", countText(c.Unsuccessful()))
	}
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
	said(b.metered, b.left, text)
	b.meter.set(0, 0)
}

// failedText counts what did not end well, each state apart.
func failedText(c run.Counts) string {
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{{c.Failed, tr.Mark("%s failed")}, {c.TimedOut, tr.Mark("%s timed out")}, {c.Killed, tr.Mark("%s killed")}} {
		if part.n > 0 {
			parts = append(parts, tr.F(part.what, countText(part.n)))
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
		return tr.F("%s so far", plural(worked(c), "task"))
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
		parts = append(parts, tr.T("inputs not read to the end"))
	} else if s.Counts.Total > 0 {
		parts = append(parts, shareText(worked(s.Counts), s.Counts.Total))
	}
	switch {
	case s.Phase == run.Stopping:
		parts = append(parts, stoppingText(s))
	case s.Phase == run.Ended && s.Stopped:
		parts = append(parts, tr.F("stopped after %s", secondsText(s.Elapsed)))
	case endedEarly(s):
		parts = append(parts, tr.F("ended early after %s", secondsText(s.Elapsed)))
	case halted(s):
		parts = append(parts, tr.F("halted after %s", secondsText(s.Elapsed)))
	case s.Phase == run.Ended:
		parts = append(parts, tr.F("ended after %s", secondsText(s.Elapsed)))
	case s.Waiting != "":
		parts = append(parts, tr.T("waiting"))
	case s.Paused:
		parts = append(parts, tr.T("tasks held"))
	case s.ETA >= 0 && s.Elapsed > time.Second:
		parts = append(parts, leftText(s.ETA))
	}
	return strings.Join(parts, ", ")
}

// shareText rounds down: 100 % is said of everything and nothing less.
func shareText(n, total int) string {
	return countText(n*100/total) + " %"
}
