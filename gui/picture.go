package gui

import (
	"math"
	"slices"
	"sort"
	"strconv"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// legendKeys is how many lines are named: more would take their room.
const legendKeys = 8

// picture returns what the chart shows of a snapshot.
func picture(s *run.Snapshot, v sight) chart.Data {
	lines := seenLines(s, v.from, v.to)
	data := chart.Data{
		From: v.from, To: v.to,
		Lanes: lanes(s, v), LanesTitle: tr.T("Tasks"),
		Strips: strips(s, v), StripsTitle: tr.T("Cores"), StripsNote: stripsNote(s), StripsHint: ticksText(s),
		Legend: legend(lines), Markers: markers(s),
	}
	data.Bands = slices.Concat(queueBands(s, v),
		[]chart.Band{cpuBand(s, v, lines)}, poolCPUBand(s, v, len(lines)),
		[]chart.Band{memoryBand(s, v, lines)}, poolMemoryBand(s, v, len(lines)))
	if len(lines) > mostLines {
		data.Legend = nil // of lines that all look alike
	}
	data.Legend = append(spellKeys(s), data.Legend...) // shapes first: nothing else says what they are
	if v.colours == byState {
		data.Legend = append(stateKeys(), data.Legend...)
	}
	if s.Observed != nil {
		data.LanesTitle = tr.T("Processes")
	}
	embolden(&data, v.selected)
	focus(&data, s, v.selected)
	return data
}

// style returns the chart's style of a worker: the same in each band, the
// table and the legend, whatever slot it lives in. Where each task is a process of its
// own it is that of a slot.
func style(number int) int { return number - 1 }

func lanes(s *run.Snapshot, v sight) []chart.Lane {
	out := make([]chart.Lane, 0, len(s.Lanes))
	id := 0 // of the lane's first bar
	idle := spellsSince(s.Idle, v.from)
	for _, l := range s.Lanes {
		lane := chart.Lane{Name: laneName(s, l), Style: laneStyle(s, l), Spells: spellsSince(l.Spells, v.from)}
		if !retired(s, l) {
			lane.Idle = idle
		}
		first := sort.Search(len(l.Bars), func(i int) bool { return l.Bars[i].To >= v.from })
		lane.Bars = make([]chart.Bar, 0, len(l.Bars)-first+1)
		for i, b := range l.Bars[first:] {
			lane.Bars = append(lane.Bars, chartBar(b, barStyle(s, l, b, v), id+first+i))
		}
		if l.Now != nil {
			lane.Bars = append(lane.Bars, chartBar(*l.Now, barStyle(s, l, *l.Now, v), id+len(l.Bars)))
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
		out[i] = chart.Marker{At: m.At, Text: markerText(m.Text)}
	}
	return out
}

func laneName(s *run.Snapshot, l run.Lane) string {
	switch {
	case s.Observed != nil:
		return observedLane(l)
	case s.Plan.Pool.RunAs == launcher.Threads:
		return tr.F("Thread %s", strconv.Itoa(l.Thread))
	case l.Worker == "" || s.BySlot:
		return tr.F("Slot %s", strconv.Itoa(l.Slot))
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

// barStyle is laneStyle for a bar, whose worker may be an earlier one, or its state's. Of
// more lanes than colours help to tell apart only the selected one has its own.
func barStyle(s *run.Snapshot, l run.Lane, b run.Bar, v sight) int {
	if v.colours == byState {
		return stateStyle(b.State)
	}
	own := style(b.Number)
	if s.BySlot {
		own = style(l.Slot)
	}
	if len(s.Lanes) > mostLines && own != style(v.selected) {
		return chart.Crowd
	}
	return own
}

func chartBar(b run.Bar, style, id int) chart.Bar {
	return chart.Bar{From: b.From, To: b.To, Style: style, Mark: mark(b.State), ID: id, Tasks: b.Tasks}
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

func cpuBand(s *run.Snapshot, v sight, lines []line) chart.Band {
	factor := v.scale.factor(len(s.Cores))
	// All of a machine is 100 %: idle workers stay low.
	band := chart.Band{Title: tr.T("CPU"), Unit: v.scale.String(), Max: 100}
	highest := 0.0
	for _, l := range lines {
		line := l.series(l.cpu, v.from)
		line.V = scaled(line.V, factor)
		highest = math.Max(highest, largest(line.V))
		band.Series = append(band.Series, line)
	}
	if v.scale == ofOneCore {
		// A reading is a share of a stretch of time that is only nearly known, so
		// a busy core can read a little more than 100: no reason for a new axis.
		band.Max = 100 * math.Max(1, math.Ceil(highest/100-0.1))
	}
	band.Total = cpuTotal(s, v.scale, v.from, len(band.Series))
	band.Note = noteOf(s, band.Series)
	return band
}

func memoryBand(s *run.Snapshot, v sight, lines []line) chart.Band {
	band := chart.Band{Title: tr.T("Memory"), Unit: "RSS", Bytes: true, Limits: v.limits}
	for _, l := range lines {
		band.Series = append(band.Series, l.series(l.rss, v.from))
	}
	band.Total = memoryTotal(s, v.from, len(band.Series))
	band.Note = noteOf(s, band.Series)
	return band
}

// tooShort says why a plot of a run is empty.
func tooShort() string { return tr.T("over before there was a second sample") }

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
	return tooShort()
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
	return tooShort()
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

// legend names the lines that are seen, those that go on first.
func legend(lines []line) []chart.Key {
	lines = slices.Clone(lines)
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
