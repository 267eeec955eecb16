package gui

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// threadState is the place of a thread's state among its cells.
const threadState = 2

// threadFacts lists the threads of a row, the busiest first.
func threadFacts(s *run.Snapshot, r run.Row, scale cpuScale) []fact {
	switch {
	case !r.Alive:
		return nil
	case s.Detail == nil || s.Detail.Number != r.Number:
		return append([]fact{{name: tr.T("Threads"), kind: headFact}}, remark(tr.T("They are read with the next sample."), detailColumns)...)
	case len(s.Detail.Threads) == 0:
		return append([]fact{{name: tr.T("Threads"), kind: headFact}}, remark(tr.T("n/a: they can't be listed here, or it has just ended."), detailColumns)...)
	}
	threads := slices.Clone(s.Detail.Threads)
	slices.SortStableFunc(threads, busierThread)
	facts := []fact{
		{name: tr.F("Threads: %s, the busiest first", countText(len(threads))), kind: headFact},
		{kind: columnFact, cells: [...]string{tr.T("Name"), "TID", tr.T("State"), tr.T("Core"), "CPU %", tr.T("Time s")}},
	}
	for _, one := range threads {
		facts = append(facts, fact{kind: threadFact, cells: threadTexts(one, scale, len(s.Cores))})
	}
	return facts
}

func busierThread(a, b metrics.Thread) int {
	// NaN is less than every number.
	if n := cmp.Compare(b.CPU, a.CPU); n != 0 {
		return n
	}
	if n := cmp.Compare(b.CPUTime, a.CPUTime); n != 0 {
		return n
	}
	return cmp.Compare(a.TID, b.TID)
}

func threadTexts(t metrics.Thread, scale cpuScale, cores int) [threadCells]string {
	cpu, time := "", strconv.FormatFloat(t.CPUTime.Seconds(), 'f', 2, 64)
	if !math.IsNaN(t.CPU) {
		cpu = strconv.FormatFloat(t.CPU*scale.factor(cores), 'f', 1, 64)
	}
	if t.CPUTime.Hours() >= 1 {
		time = strconv.FormatFloat(t.CPUTime.Seconds(), 'f', 0, 64)
	}
	return [...]string{threadName(t.Name), strconv.Itoa(t.TID), threadStateText(t.State), known(t.Core), cpu, time}
}

// threadStateText returns a thread's state in the words of the screen.
func threadStateText(state string) string {
	return wordFor(state, tr.Mark("running"), tr.Mark("sleeping"), tr.Mark("disk wait"), tr.Mark("stopped"), tr.Mark("zombie"), tr.Mark("idle"), tr.Mark("unknown"))
}

// threadName is a thread's name as wide as its column is.
func threadName(name string) string {
	text, room := visible(name), threadNameWidth()
	if text == "" {
		return tr.T("n/a")
	}
	letters := []rune(text)
	for n := len(letters); n > 0; n-- {
		if short := string(letters[:n]); n == len(letters) && captionWidth(short) <= room {
			return short
		} else if cut := short + "…"; n < len(letters) && captionWidth(cut) <= room {
			return cut
		}
	}
	return "…"
}

func captionWidth(text string) float32 {
	return fyne.MeasureText(text, theme.CaptionTextSize(), fyne.TextStyle{}).Width
}

// threadNameWidth is what the other columns leave for the name in the narrowest list.
func threadNameWidth() float32 {
	room := float32(detailWidth - 2*factSide - detailFrame)
	for _, width := range threadWidths() {
		room -= width
	}
	return room
}
