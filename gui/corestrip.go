package gui

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// strips are the cores, those that hang together side by side: by kind, package and
// physical core.
func strips(s *run.Snapshot, v sight) []chart.Strip {
	order := coreOrder(len(s.Cores), v.places)
	grouped := severalGroups(order)
	out := make([]chart.Strip, len(order))
	came := arrivals(s.CoreWho, v.from, v.to)
	for i, place := range order {
		n := place.Core
		core := since(s.Cores[n], v.from)
		out[i] = chart.Strip{Name: tr.F("Core %s", strconv.Itoa(n)), Number: n, T: core.T, V: core.V}
		if n < len(s.CoreWho) {
			out[i].Who, out[i].Arrivals = whoAt(s.CoreWho[n], core.T), came[n]
		}
		out[i].Twin = i > 0 && firstSibling(place) == firstSibling(order[i-1])
		if grouped {
			out[i].Group = coreGroup(place)
		}
		if place.Kind != "" {
			out[i].Name = tr.F("%s-core %s", kindLetter(place.Kind), strconv.Itoa(n))
		}
	}
	return out
}

// coreOrder returns the places of n cores in the order in which they are shown. Of cores
// that nothing is known of only the number is.
func coreOrder(n int, places []metrics.CorePlace) []metrics.CorePlace {
	order := make([]metrics.CorePlace, n)
	for i := range order {
		order[i] = metrics.CorePlace{Core: i, Package: metrics.Unknown, CoreID: metrics.Unknown}
	}
	for _, p := range places {
		if p.Core >= 0 && p.Core < n {
			order[p.Core] = p
		}
	}
	slices.SortStableFunc(order, func(a, b metrics.CorePlace) int {
		return cmp.Or(cmp.Compare(b.Kind, a.Kind), cmp.Compare(a.Package, b.Package), cmp.Compare(firstSibling(a), firstSibling(b)))
	})
	return order
}

// firstSibling is the least number of a physical core: numbers of such cores of their
// own may be given twice.
func firstSibling(p metrics.CorePlace) int {
	if len(p.Siblings) > 0 {
		return p.Siblings[0]
	}
	return p.Core
}

// coreGroup names what a core belongs to.
func coreGroup(p metrics.CorePlace) string {
	switch {
	case p.Kind != "":
		return tr.F("%s-cores", kindLetter(p.Kind))
	case p.Package >= 0:
		return tr.F("Socket %s", strconv.Itoa(p.Package))
	}
	return tr.T("Cores")
}

// kindLetter is what a kind of core is called for short.
func kindLetter(k metrics.CoreKind) string {
	if k == metrics.Performance {
		return "P"
	}
	return "E"
}

func severalGroups(order []metrics.CorePlace) bool {
	return slices.ContainsFunc(order, func(p metrics.CorePlace) bool { return coreGroup(p) != coreGroup(order[0]) })
}

// whoAt returns the style of whoever a core ran at each of the times, which increase,
// -1 for none of ours. As a reading does, it speaks of the time up to its own.
func whoAt(who run.WhoSeries, times []float64) []int {
	styles := make([]int, len(times))
	at := 0
	if len(times) > 0 {
		at, _ = slices.BinarySearch(who.T, times[0])
	}
	for i, t := range times {
		for at < len(who.T) && who.T[at] < t {
			at++
		}
		styles[i] = nobody
		if at < len(who.T) && who.Who[at] > 0 {
			styles[i] = style(who.Who[at])
		}
	}
	return styles
}
