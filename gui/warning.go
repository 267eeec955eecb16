package gui

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// mostWarnings is how many warnings are kept; older ones give way.
const mostWarnings = 500

// warning is something that was said in passing.
type warning struct {
	at   time.Time
	text string
	seen bool // was on the screen in full already, or read in the list
}

// warningLog keeps what was said in passing. Only Fyne's goroutine uses it.
type warningLog struct {
	all     []warning
	dropped int
	now     func() time.Time
	changed func()          // called after each change
	said    map[string]bool // of the session: what its snapshots repeat
}

func newWarningLog(changed func()) *warningLog {
	return &warningLog{now: time.Now, changed: changed, said: map[string]bool{}}
}

// add keeps a sentence that has not been read yet.
func (l *warningLog) add(text string) { l.keep(warning{at: l.now(), text: text}) }

// noted keeps a sentence that stands on the screen until somebody puts it away.
func (l *warningLog) noted(text string) { l.keep(warning{at: l.now(), text: text, seen: true}) }

func (l *warningLog) keep(w warning) {
	w.text = clipped(visibleLines(w.text), mostComplaint)
	l.all = append(l.all, w)
	if more := len(l.all) - mostWarnings; more > 0 {
		l.all = slices.Delete(l.all, 0, more)
		l.dropped += more
	}
	l.changed()
}

// once adds a sentence of the session that goes on, unless it was added before.
func (l *warningLog) once(text string) {
	if text != "" && !l.said[text] {
		l.said[text] = true
		l.add(text)
	}
}

// begin forgets what was said of the session before, and nothing of the list.
func (l *warningLog) begin() { clear(l.said) }

// unread counts the sentences that nobody has read.
func (l *warningLog) unread() int {
	n := 0
	for _, w := range l.all {
		if !w.seen {
			n++
		}
	}
	return n
}

// read marks all as read.
func (l *warningLog) read() {
	for i := range l.all {
		l.all[i].seen = true
	}
	l.changed()
}

// take adds what a snapshot says that is a warning.
func (l *warningLog) take(s *run.Snapshot) {
	sentences := slices.Concat(s.Notices, s.Pacing)
	if s.Observed != nil {
		sentences = append(sentences, s.Observed.Notices...)
	}
	for _, text := range sentences {
		l.once(foreign(text))
	}
	if s.Output.Dropped > 0 {
		l.once(tr.T("More was printed than the view Output keeps: older lines were dropped. A record or a folder of results has all of it."))
	}
	if s.LastDeath != nil {
		l.once(deathText(s))
	}
	if endedEarly(s) {
		l.once(earlyText(s))
	}
}

// text is the list, the newest first.
func (l *warningLog) text() string {
	if len(l.all) == 0 {
		return tr.T("Nothing so far. What is said in passing is kept here until the window is closed: about the sampling, workers that died, output that was dropped, settings that could not be read or written.")
	}
	var lines []string
	for _, w := range slices.Backward(l.all) {
		lines = append(lines, w.at.Format("15:04:05")+"  "+w.text)
	}
	if l.dropped > 0 {
		lines = append(lines, tr.F("%s dropped", plural(l.dropped, "older warning")))
	}
	return strings.Join(lines, "\n\n")
}

// warningsTapped shows all warnings, and takes them for read.
func (w *Window) warningsTapped() {
	text := w.warnings.text()
	label := widget.NewLabel(folded(text, warningColumns))
	label.Selectable = true
	copying := widget.NewButton(tr.T("Copy"), func() { w.app.Clipboard().SetContent(text) })
	content := container.NewBorder(nil, container.NewHBox(copying), nil, nil, container.NewScroll(label))
	tell(w.win, tr.T("Warnings"), content, fyne.NewSize(760, 460))
	w.warnings.read()
}

const warningColumns = 100 // letters in a line of their sheet
