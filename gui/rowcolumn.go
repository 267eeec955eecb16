package gui

import (
	"math"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// rowKinds is what the rows of a table are.
type rowKinds uint8

// What rows can be. A column may be made for both.
const (
	ofWorkers   rowKinds = 1 << iota // of a pool
	ofProcesses                      // that are observed
	ofBoth      = ofWorkers | ofProcesses
)

// rowAbout is what the text of a row needs besides it.
type rowAbout struct {
	now   time.Duration // of the snapshot
	scale cpuScale
	cores int  // of the machine
	tree  bool // rows stand below their parents
}

// rowColumn is a column of the table of workers, or of the processes that are observed.
// It has either words or a value. Its text is bounded, so that a fixed width holds it.
type rowColumn struct {
	key    string // by which it is remembered; "" for one that is always there and says nothing
	title  string
	name   string // in menus, where its title does not say enough
	unit   string // of its value where the table is copied
	width  float32
	align  fyne.TextAlign
	of     rowKinds // that have it
	usual  rowKinds // of these, who have it unless others were chosen
	large  bool     // the first tap sorts the largest first
	words  func(r *run.Row, a rowAbout) string
	order  func(r *run.Row) sortKey                           // nil is that of the words or the value
	value  func(r *run.Row) (v float64, there bool)           // NaN where it is not known
	format func(v float64, r *run.Row, about rowAbout) string // of a value that is known
}

// notTold stands for what the system does not tell, or not to this user.
const notTold = "n/a"

// patience is for how long a reading of a process may be due. Rates need two readings,
// and what is costly comes at a slower pace (metrics.Usage).
const patience = 5 * time.Second

// text returns what a cell says: blank is what is not read yet, or no longer.
func (c rowColumn) text(r *run.Row, a rowAbout) string {
	if c.key == stateKey {
		return tr.T(c.words(r, a))
	}
	if c.words != nil {
		return c.words(r, a)
	}
	v, there := c.known(r, a)
	switch {
	case !there:
		return ""
	case math.IsNaN(v):
		return tr.T("n/a")
	}
	return c.format(v, r, a)
}

// known is the value, and whether there is one to be shown; NaN is one that is not told.
func (c rowColumn) known(r *run.Row, a rowAbout) (v float64, there bool) {
	if c.value == nil {
		return 0, false
	}
	v, there = c.value(r)
	if math.IsNaN(v) && a.now-max(0, r.Started) < patience {
		return 0, false
	}
	return v, there
}

// plain returns the same for another program: a number in full, in the column's unit.
func (c rowColumn) plain(r *run.Row, a rowAbout) string {
	if c.words != nil {
		a.tree = false
		return c.words(r, a)
	}
	v, there := c.known(r, a)
	switch {
	case !there:
		return ""
	case math.IsNaN(v):
		return notTold
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// sortKey is what the column sorts a row by.
func (c rowColumn) sortKey(r *run.Row) sortKey {
	if c.order != nil {
		return c.order(r)
	}
	if c.words != nil {
		text := c.words(r, rowAbout{})
		return sortKey{missing: text == "", text: []byte(strings.ToLower(text))}
	}
	v, there := c.value(r)
	if !there || math.IsNaN(v) {
		return sortKey{missing: true}
	}
	return sortKey{number: v}
}

// menuName is how a menu calls the column.
func (c rowColumn) menuName() string {
	if c.name != "" {
		return tr.T(c.name)
	}
	return tr.T(c.title)
}

// Numbers of the columns that always stand first: the swatch, the name, and the one
// that opens a row's menu.
const (
	swatchColumn = iota
	nameColumn
	menuColumn
)

// commandKey is the column that takes the width which the others leave.
const commandKey = "command"

// stateKey is the column of a process's state.
const stateKey = "state"

// rowColumns returns all columns, those first that a narrow window has to show.
func rowColumns() []rowColumn {
	const left, right = fyne.TextAlignLeading, fyne.TextAlignTrailing
	nothing := func(*run.Row, rowAbout) string { return "" }
	menu := func(*run.Row, rowAbout) string { return "…" }
	first := []rowColumn{
		{width: 20, of: ofBoth, usual: ofBoth, words: nothing},
		{key: "worker", title: tr.Mark("Worker"), width: 89, align: left, of: ofWorkers, usual: ofWorkers, words: workerName, order: byNumber},
		{key: "process", title: tr.Mark("Process"), width: 138, align: left, of: ofProcesses, usual: ofProcesses, words: branchName},
		{width: 19, align: fyne.TextAlignCenter, of: ofBoth, usual: ofBoth, words: menu},
		{key: "pid", title: "PID", width: 61, align: right, of: ofBoth, usual: ofBoth, value: ownInt(func(r *run.Row) int { return r.PID }), format: digits},
		{key: stateKey, title: tr.Mark("State"), width: 81, align: left, of: ofBoth, usual: ofBoth, words: stateWords},
		{key: "core", title: tr.Mark("Core"), width: 38, align: right, of: ofBoth, usual: ofBoth, value: liveInt(func(u *metrics.Usage) int { return u.Core }), format: digits},
		{key: "cpu", title: "CPU", unit: "cores", width: 63, align: right, of: ofBoth, usual: ofBoth, large: true, value: live(func(u *metrics.Usage) float64 { return u.CPU }), format: percentOf},
		{key: "rss", title: tr.Mark("Memory"), name: tr.Mark("Memory (RSS: all of its pages)"), unit: "RSS, bytes", width: 76, align: right, of: ofBoth, usual: ofBoth, large: true, value: live(func(u *metrics.Usage) float64 { return float64(u.RSS) }), format: bytesOf},
		bytesColumn("pss", "PSS", tr.Mark("PSS (shared pages in equal parts)"), ofBoth, func(u *metrics.Usage) int64 { return u.PSS }),
		{key: "tasks", title: tr.Mark("Tasks"), width: 68, align: right, of: ofWorkers, usual: ofWorkers, large: true, value: ownInt(func(r *run.Row) int { return r.Tasks }), format: counted},
		{key: "cputime", title: tr.Mark("CPU time"), unit: "s", width: 84, align: right, of: ofBoth, usual: ofBoth, large: true, value: cpuTimeOf, format: func(_ float64, r *run.Row, _ rowAbout) string { return cpuTimeText(*r) }},
	}
	return append(append(first, endColumns()...), moreColumns()...)
}

// endColumns returns those of a worker's totals and end.
func endColumns() []rowColumn {
	const left, right = fyne.TextAlignLeading, fyne.TextAlignTrailing
	return []rowColumn{
		{key: "peak", title: tr.Mark("Peak RSS"), unit: "bytes", width: 87, align: right, of: ofBoth, usual: ofWorkers, large: true, value: peakOf, format: func(_ float64, r *run.Row, _ rowAbout) string { return peakText(*r) }},
		{key: "exit", title: tr.Mark("Exit"), width: 64, align: left, of: ofBoth, usual: ofBoth, words: func(r *run.Row, _ rowAbout) string { return r.Exit }, order: byExit},
		{key: "threads", title: tr.Mark("Threads"), width: 60, align: right, of: ofBoth, usual: ofWorkers, large: true, value: liveInt(func(u *metrics.Usage) int { return u.Threads }), format: counted},
		rateColumn("switches", tr.Mark("Switches/s"), tr.Mark("Switches/s (of both kinds)"), 78, func(u *metrics.Usage) float64 { return u.Voluntary + u.Involuntary }),
	}
}

// moreColumns returns those that are shown only where they are asked for, and last the
// one that takes what room is left.
func moreColumns() []rowColumn {
	const left, right = fyne.TextAlignLeading, fyne.TextAlignTrailing
	return []rowColumn{
		bytesColumn("uss", "USS", tr.Mark("USS (pages that nobody shares)"), 0, func(u *metrics.Usage) int64 { return u.USS }),
		{key: "processes", title: tr.Mark("Processes"), width: 74, align: right, of: ofWorkers, large: true, value: liveInt(func(u *metrics.Usage) int { return u.Processes }), format: counted},
		rateColumn("voluntary", tr.Mark("Voluntary/s"), tr.Mark("Voluntary/s (it waited)"), 86, func(u *metrics.Usage) float64 { return u.Voluntary }),
		rateColumn("involuntary", tr.Mark("Involuntary/s"), tr.Mark("Involuntary/s (its core was taken)"), 98, func(u *metrics.Usage) float64 { return u.Involuntary }),
		rateColumn("migrations", tr.Mark("Migrations/s"), tr.Mark("Migrations/s (to another core)"), 92, func(u *metrics.Usage) float64 { return u.Migrations }),
		bytesColumn("read", tr.Mark("Read"), tr.Mark("Read (by system calls)"), 0, func(u *metrics.Usage) int64 { return u.ReadBytes }),
		bytesColumn("written", tr.Mark("Written"), tr.Mark("Written (by system calls)"), 0, func(u *metrics.Usage) int64 { return u.WriteBytes }),
		bytesColumn("diskread", tr.Mark("Disk read"), tr.Mark("Disk read (what storage delivered)"), 0, func(u *metrics.Usage) int64 { return u.StorageRead }),
		bytesColumn("diskwritten", tr.Mark("Disk written"), tr.Mark("Disk written (what storage took)"), 0, func(u *metrics.Usage) int64 { return u.StorageWritten }),
		{key: "descriptors", title: tr.Mark("Descriptors"), width: 84, align: right, of: ofBoth, large: true, value: liveInt(func(u *metrics.Usage) int { return u.Descriptors }), format: counted},
		{key: "nice", title: tr.Mark("Nice"), width: 40, align: right, of: ofBoth, value: live(niceOf), format: digits},
		{key: "allowed", title: tr.Mark("Cores allowed"), width: 100, align: right, of: ofBoth, value: liveInt(func(u *metrics.Usage) int { return u.Affinity.Cores }), format: digits},
		{key: "slot", title: tr.Mark("Slot"), width: 44, align: right, of: ofWorkers, value: ownInt(func(r *run.Row) int { return r.Slot }), format: digits},
		{key: "started", title: tr.Mark("Started"), unit: "s", width: 76, align: right, of: ofBoth, value: startOf, format: startedText},
		{key: commandKey, title: tr.Mark("Command"), width: 160, align: left, of: ofProcesses, usual: ofProcesses, words: commandLineOf},
	}
}

func bytesColumn(key, title, name string, usual rowKinds, of func(*metrics.Usage) int64) rowColumn {
	width := float32(76)
	if key == "diskwritten" {
		width = 90
	}
	return rowColumn{
		key: key, title: title, name: name, unit: "bytes", width: width, align: fyne.TextAlignTrailing, of: ofBoth, usual: usual, large: true,
		value: live(func(u *metrics.Usage) float64 { return told(of(u)) }), format: bytesOf,
	}
}

func rateColumn(key, title, name string, width float32, of func(*metrics.Usage) float64) rowColumn {
	return rowColumn{key: key, title: title, name: name, width: width, align: fyne.TextAlignTrailing, of: ofBoth, large: true, value: live(of), format: counted}
}
