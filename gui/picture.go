package gui

import (
	"math"
	"slices"
	"sort"
	"strconv"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// legendKeys is how many lines are named: more would take their room.
const legendKeys = 8

// picture returns what the chart shows of a snapshot between two instants.
func picture(s *run.Snapshot, scale cpuScale, from, to float64) chart.Data {
	data := chart.Data{
		From: from, To: to,
		Lanes: lanes(s, from), LanesTitle: "Tasks",
		Bands:  []chart.Band{cpuBand(s, scale, from), memoryBand(s, from)},
		Strips: strips(s, from), StripsTitle: "Cores", StripsNote: stripsNote(s),
		Legend: legend(s, from), Markers: markers(s),
	}
	if s.Observed != nil {
		data.LanesTitle = "Processes"
	}
	return data
}

// style returns the chart's style of a worker: the same in each band, the
// table and the legend, whatever slot it lives in. Where each task is a process of its
// own it is that of a slot.
func style(number int) int { return number - 1 }

func lanes(s *run.Snapshot, from float64) []chart.Lane {
	out := make([]chart.Lane, 0, len(s.Lanes))
	id := 0 // of the lane's first bar
	for _, l := range s.Lanes {
		lane := chart.Lane{Name: laneName(s, l), Style: laneStyle(s, l)}
		first := sort.Search(len(l.Bars), func(i int) bool { return l.Bars[i].To >= from })
		lane.Bars = make([]chart.Bar, 0, len(l.Bars)-first+1)
		for i, b := range l.Bars[first:] {
			lane.Bars = append(lane.Bars, chartBar(b, barStyle(s, l, b), id+first+i))
		}
		if l.Now != nil {
			lane.Bars = append(lane.Bars, chartBar(*l.Now, barStyle(s, l, *l.Now), id+len(l.Bars)))
		}
		id += idsOf(l)
		if len(lane.Bars) > 0 || !retired(s, l) {
			out = append(out, lane)
		}
	}
	return out
}

// retired tells that a lane is that of a slot which the pool no longer has.
func retired(s *run.Snapshot, l run.Lane) bool { return max(l.Slot, l.Thread) > s.Slots }

// markers returns what was done to the pool; the chart shows what its axis does.
func markers(s *run.Snapshot) []chart.Marker {
	out := make([]chart.Marker, len(s.Markers))
	for i, m := range s.Markers {
		out[i] = chart.Marker{At: m.At, Text: m.Text}
	}
	return out
}

func laneName(s *run.Snapshot, l run.Lane) string {
	switch {
	case s.Observed != nil:
		return observedLane(l)
	case s.Plan.Pool.RunAs == launcher.Threads:
		return "Thread " + strconv.Itoa(l.Thread)
	case l.Worker == "" || s.BySlot:
		return "Slot " + strconv.Itoa(l.Slot)
	}
	return l.Worker
}

// laneStyle is the style of a lane's name: the worker's, or the slot's where each task
// is a process of its own.
func laneStyle(s *run.Snapshot, l run.Lane) int {
	if s.BySlot {
		return style(l.Slot)
	}
	return style(l.Number)
}

// barStyle is laneStyle for a bar, whose worker may be an earlier one.
func barStyle(s *run.Snapshot, l run.Lane, b run.Bar) int {
	if s.BySlot {
		return style(l.Slot)
	}
	return style(b.Number)
}

func chartBar(b run.Bar, style, id int) chart.Bar {
	return chart.Bar{From: b.From, To: b.To, Style: style, Mark: mark(b.State), ID: id}
}

func mark(s launcher.State) chart.Mark {
	switch s {
	case launcher.Done:
		return chart.Plain
	case launcher.Failed:
		return chart.Failed
	case launcher.TimedOut, launcher.Killed, launcher.Cancelled, launcher.NotRun:
		return chart.Ended
	case launcher.Queued, launcher.Running:
		return chart.Open
	}
	return chart.Open
}

func cpuBand(s *run.Snapshot, scale cpuScale, from float64) chart.Band {
	factor := scale.factor(len(s.Cores))
	// All of a machine is 100 %: idle workers stay low.
	band := chart.Band{Title: "CPU", Unit: string(scale), Max: 100}
	highest := 0.0
	for _, l := range seenLines(s, from) {
		line := l.series(l.cpu, from)
		line.V = scaled(line.V, factor)
		highest = math.Max(highest, largest(line.V))
		band.Series = append(band.Series, line)
	}
	if scale == ofOneCore {
		// A reading is a share of a stretch of time that is only nearly known, so
		// a busy core can read a little more than 100: no reason for a new axis.
		band.Max = 100 * math.Max(1, math.Ceil(highest/100-0.1))
	}
	band.Total = cpuTotal(s, scale, from, len(band.Series))
	band.Note = noteOf(s, band.Series)
	return band
}

func memoryBand(s *run.Snapshot, from float64) chart.Band {
	band := chart.Band{Title: "Memory", Unit: "RSS", Bytes: true}
	for _, l := range seenLines(s, from) {
		band.Series = append(band.Series, l.series(l.rss, from))
	}
	band.Total = memoryTotal(s, from, len(band.Series))
	band.Note = noteOf(s, band.Series)
	return band
}

// tooShort says why a plot of a run is empty.
const tooShort = "over before there was a second sample"

// noteOf returns why there is no line, "" where there is one or may still come.
func noteOf(s *run.Snapshot, lines []chart.Series) string {
	if s.Phase != run.Ended {
		return ""
	}
	for _, line := range lines {
		if anyKnown(line.V) {
			return ""
		}
	}
	return tooShort
}

// stripsNote is noteOf for the cores.
func stripsNote(s *run.Snapshot) string {
	if s.Phase != run.Ended {
		return ""
	}
	for _, core := range s.Cores {
		if anyKnown(core.V) {
			return ""
		}
	}
	return tooShort
}

func anyKnown(v []float64) bool {
	return slices.ContainsFunc(v, func(x float64) bool { return !math.IsNaN(x) })
}

// since cuts a series to the points at and after from, and the one before, which
// the line comes from.
func since(s run.Series, from float64) run.Series {
	first := sort.SearchFloat64s(s.T, from)
	if first > 0 {
		first--
	}
	return run.Series{T: s.T[first:], V: s.V[first:]}
}

func scaled(v []float64, factor float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = x * factor
	}
	return out
}

func largest(v []float64) float64 {
	high := 0.0
	for _, x := range v {
		if x > high { // false for NaN
			high = x
		}
	}
	return high
}

func strips(s *run.Snapshot, from float64) []chart.Strip {
	out := make([]chart.Strip, len(s.Cores))
	for i, core := range s.Cores {
		core = since(core, from)
		out[i] = chart.Strip{Name: "Core " + strconv.Itoa(i), T: core.T, V: core.V}
		if i < len(s.CoreWho) {
			out[i].Who = whoAt(s.CoreWho[i], core.T)
		}
	}
	return out
}

// whoAt returns the style of whoever a core ran at each of the times, -1 for
// none of ours. As a reading does, it speaks of the time up to its own.
func whoAt(who run.WhoSeries, times []float64) []int {
	styles := make([]int, len(times))
	for i, t := range times {
		styles[i] = -1
		if at, _ := slices.BinarySearch(who.T, t); at < len(who.T) && who.Who[at] > 0 {
			styles[i] = style(who.Who[at])
		}
	}
	return styles
}

// legend names the lines that are seen, those that go on first.
func legend(s *run.Snapshot, from float64) []chart.Key {
	lines := seenLines(s, from)
	slices.SortStableFunc(lines, func(a, b line) int { return b.goesOn - a.goesOn })
	if len(lines) > legendKeys {
		lines = lines[:legendKeys]
	}
	slices.SortStableFunc(lines, func(a, b line) int { return a.number - b.number })
	keys := make([]chart.Key, len(lines))
	for i, l := range lines {
		keys[i] = chart.Key{Style: style(l.number), Name: l.name}
	}
	return keys
}

func alive(r run.Row) int {
	if r.Alive {
		return 1
	}
	return 0
}
