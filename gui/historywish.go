package gui

import (
	"strconv"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

const historyKey = "history.points"

// historyPoints are how many points of a line can be chosen to be kept. Many more would
// take long to draw where all of a run is shown.
func historyPoints() []int { return []int{run.MaxPoints, 2 * run.MaxPoints, 4 * run.MaxPoints} }

// pointBytes is what a point takes of memory: an instant and a value of eight bytes each,
// in the two lines that a worker has.
const pointBytes = 2 * 16

// historyName says how much is kept, and what that takes.
func historyName(points int) string {
	return tr.F("%s points, %s", countText(points), byteText(uint64(points*pointBytes)))
}

func historyNames() []string {
	var names []string
	for _, n := range historyPoints() {
		names = append(names, historyName(n))
	}
	return names
}

// HistoryPoints is how many points of each line a run is to keep (run.Options) by what a
// window remembers, one of those that can be chosen.
func HistoryPoints(m Memory) int { return preferences{m}.points() }

// points is how many points of each line are kept.
func (p preferences) points() int {
	for _, n := range historyPoints() {
		if strconv.Itoa(n) == p.store.String(historyKey) {
			return n
		}
	}
	return run.MaxPoints
}

// historyNamed remembers how much is kept, by its name, for the runs to come.
func (w *Window) historyNamed(name string) {
	for _, n := range historyPoints() {
		if historyName(n) == name {
			w.prefs.store.SetString(historyKey, strconv.Itoa(n))
		}
	}
}
