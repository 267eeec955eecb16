package gui

import (
	"fmt"
	"math"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// statusLine is the row at the bottom: the pool as a whole, and what Poolscope
// itself costs; after the end whose run is shown, as the form may have another plan.
type statusLine struct {
	pool, self *widget.Label
	texts      *fyne.Container // both
	sign       *tipButton      // there while warnings are unread
	content    *fyne.Container
}

// newStatusLine returns a line whose numbers lead to what they mean; warnings is called
// where somebody wants to read those.
func newStatusLine(meaning func(topic), warnings func()) *statusLine {
	l := &statusLine{pool: shortLabel(), self: shortLabel()}
	l.self.Alignment = fyne.TextAlignTrailing
	l.pool.SetText(tr.T("No run yet"))
	l.texts = container.New(&statusLayout{l}, explained(l.pool, meaning), explained(l.self, meaning))
	l.sign = newTipButton("", theme.NewWarningThemedResource(theme.WarningIcon()), tr.T("Warnings that nobody has read yet: click to read them."), warnings)
	l.sign.Importance = widget.LowImportance
	l.sign.Hide()
	l.content = container.NewBorder(nil, nil, l.sign, nil, l.texts)
	return l
}

// warn shows how many warnings are unread, and no sign where all were read.
func (l *statusLine) warn(unread int) {
	if unread > 0 {
		l.sign.SetText(countText(unread))
	}
	if l.sign.Visible() != (unread > 0) {
		show(l.sign, unread > 0)
		l.content.Refresh()
	}
}

// mostSelf is the width that the right one of the texts may have where there is no room
// for both: the left one is the longer of the two and should not be cut.
const mostSelf = 280

// statusLayout gives the text on the right the room that it needs, and the other
// one the rest.
type statusLayout struct{ line *statusLine }

func (l *statusLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(mostSelf, l.line.pool.MinSize().Height)
}

func (l *statusLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	room := max(mostSelf, size.Width-widthOf(l.line.pool))
	width := min(room, size.Width, widthOf(l.line.self))
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(fyne.NewSize(size.Width-width, size.Height))
	objects[1].Move(fyne.NewPos(size.Width-width, 0))
	objects[1].Resize(fyne.NewSize(width, size.Height))
}

// widthOf is what a label needs to show its text uncut.
func widthOf(l *widget.Label) float32 {
	return fyne.MeasureText(l.Text, theme.TextSize(), l.TextStyle).Width + 2*theme.InnerPadding() + 1
}

// set shows a snapshot's totals.
func (l *statusLine) set(s *run.Snapshot) {
	l.pool.SetText(poolText(s))
	text := selfText(s)
	switch {
	case s.Phase == run.Ended:
		text = shownRun(s)
	case s.Observed != nil:
		text = observedSelf(s)
	}
	if text != l.self.Text {
		l.self.SetText(text)
		l.texts.Refresh()
	}
}

// How the line begins that says what is shown.
func observedWord() string { return tr.T("Observed:") + " " }

func shownWord() string { return tr.T("Run shown:") + " " }

func shownRun(s *run.Snapshot) string {
	if s.Observed != nil {
		return observedWord() + clipped(observedTitle(s.Observed), mostTarget)
	}
	if s.Plan.Title == "" {
		return ""
	}
	return shownWord() + visible(s.Plan.Title)
}

func poolText(s *run.Snapshot) string {
	if s.Observed != nil {
		return observedText(s)
	}
	if s.Phase == run.Ended {
		return endText(s)
	}
	if s.Phase == run.Stopping {
		return stagesText(s)
	}
	if s.Waiting != "" {
		return secondsText(s.Elapsed) + partGap + markerText("waiting: "+visible(s.Waiting)) + partGap + workersText(s)
	}
	if len(s.Cores) == 0 {
		return secondsText(s.Elapsed) + partGap + tr.T("starting the pool") // no sample yet
	}
	return secondsText(s.Elapsed) + partGap + tr.F("pool CPU %s", coresText(lastValue(s.PoolCPU), len(s.Cores))) +
		partGap + tr.F("pool memory %s", poolMemoryText(s)) + partGap + workersText(s) + frozenText(s) + closedText(s)
}

// workersText counts the workers, and the slots of a pool that has not one in each.
func workersText(s *run.Snapshot) string {
	workers := plural(aliveWorkers(s), "worker")
	if s.Plan.Pool.RunAs == launcher.Threads || s.Slots == aliveWorkers(s) {
		return workers
	}
	return fmt.Sprintf(tr.N(s.Slots, "%s in %s slot", "%s in %s slots"), workers, countText(s.Slots))
}

// frozenText counts the workers that are stopped: their tasks wait for somebody.
func frozenText(s *run.Snapshot) string {
	n := 0
	for _, r := range s.Rows {
		if frozen(r) {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return ", " + tr.F("%s stopped", countText(n))
}

// lostText counts the tasks that a run which ended early left undone.
func lostText(c run.Counts) string {
	text := ""
	if c.Cancelled > 0 {
		text += partGap + tr.F("%s cancelled", countText(c.Cancelled))
	}
	if c.NotRun > 0 {
		text += partGap + tr.F("%s not run", countText(c.NotRun))
	}
	return text
}

// beforeText counts the tasks that ended in an earlier run.
func beforeText(c run.Counts) string {
	if c.Before == 0 {
		return ""
	}
	if c.Spoilt > 0 {
		return tr.F("%s ended in an earlier run, %s of them not well", countText(c.Before), countText(c.Spoilt)) + partGap
	}
	return tr.F("%s ended in an earlier run", countText(c.Before)) + partGap
}

// exactText says whether the processor time of a run is all of it, in its tasks' records.
func exactText(s *run.Snapshot) string {
	if s.CPUVague {
		return tr.F("CPU %s, not exact", shortText(s.CPU))
	}
	return tr.F("CPU %s exact", shortText(s.CPU))
}

// endText is the summary of a run, with the line that can be trusted. The times
// are the kernel's, taken when each worker was reaped.
func endText(s *run.Snapshot) string {
	workers := tr.F("workers started %s, reaped %s, left over %s",
		strconv.Itoa(s.Started), strconv.Itoa(s.Reaped), strconv.Itoa(s.Started-s.Reaped))
	return beforeText(s.Counts) + workers + survivors(s) + lostText(s.Counts) + partGap + exactText(s) + peakOfPool(s)
}

// peakOfPool is the largest memory of the pool, "" where no sample met a worker.
func peakOfPool(s *run.Snapshot) string { return peakSum(s.PeakPSS, s.PeakRSS) }

// peakSum names the largest sum of memory over several processes: by PSS where every one
// of them told it, else by RSS, which counts a page that they share in each.
func peakSum(pss, rss uint64) string {
	switch {
	case pss > 0:
		return partGap + tr.F("peak %s PSS sampled", byteText(pss))
	case rss > 0:
		return partGap + tr.F("peak %s RSS sampled", byteText(rss))
	}
	return ""
}

// poolMemoryText is the memory of the pool, a dash where the last sample met no worker.
func poolMemoryText(s *run.Snapshot) string {
	bytes, kind := s.PoolMemory()
	if bytes == 0 {
		return "–"
	}
	return byteText(bytes) + " " + kind
}

func coresText(v float64, cores int) string {
	busy := "–"
	if !math.IsNaN(v) {
		busy = strconv.FormatFloat(v, 'f', 2, 64)
	}
	return fmt.Sprintf(tr.N(cores, "%s of %s core", "%s of %s cores"), busy, countText(cores))
}

func selfText(s *run.Snapshot) string {
	if s.SelfRSS == 0 {
		return "" // no sample yet
	}
	if math.IsNaN(s.SelfCPU) {
		return tr.F("Poolscope itself: %s", byteText(s.SelfRSS)) + missedText(s)
	}
	return tr.F("Poolscope itself: %s %% of a core, %s", strconv.FormatFloat(s.SelfCPU*100, 'f', 1, 64), byteText(s.SelfRSS)) + missedText(s)
}

// missedText counts the samples that were due and not taken.
func missedText(s *run.Snapshot) string {
	if s.Missed == 0 {
		return ""
	}
	return ", " + fmt.Sprintf(tr.N(s.Missed, "%s sample missed", "%s samples missed"), countText(s.Missed))
}

func lastValue(s run.Series) float64 {
	if len(s.V) == 0 {
		return math.NaN()
	}
	return s.V[len(s.V)-1]
}

func aliveWorkers(s *run.Snapshot) int {
	n := 0
	for _, r := range s.Rows {
		n += alive(r)
	}
	return n
}
