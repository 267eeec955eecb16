package gui

import (
	"math"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// live is a reading of a process that lives. After its end the last one is no news: its
// totals stand in columns of their own.
func live(of func(*metrics.Usage) float64) func(*run.Row) (float64, bool) {
	return func(r *run.Row) (float64, bool) {
		if !r.Alive || unread(&r.Usage) {
			return 0, false
		}
		return of(&r.Usage), true
	}
}

func liveInt(of func(*metrics.Usage) int) func(*run.Row) (float64, bool) {
	return live(func(u *metrics.Usage) float64 { return told(int64(of(u))) })
}

// ownInt is a number that is known of every row.
func ownInt(of func(*run.Row) int) func(*run.Row) (float64, bool) {
	return func(r *run.Row) (float64, bool) { return float64(of(r)), true }
}

// unread tells a reading that was not made yet (metrics.Unread): a process that was
// read has threads, memory or a state.
func unread(u *metrics.Usage) bool {
	return u.Threads == 0 && u.RSS == 0 && u.State == metrics.Unread(0).State
}

// told returns NaN for metrics.Unknown.
func told(v int64) float64 {
	if v < 0 {
		return math.NaN()
	}
	return float64(v)
}

func niceOf(u *metrics.Usage) float64 {
	if u.Nice == metrics.UnknownNice {
		return math.NaN()
	}
	return float64(u.Nice)
}

func cpuTimeOf(r *run.Row) (float64, bool) {
	return r.CPUTime.Seconds(), r.CPUTime != 0 || r.Exact
}

func peakOf(r *run.Row) (float64, bool) { return float64(r.PeakRSS), r.PeakRSS != 0 }

// startOf is when a process was made. One that is observed may be older than that.
func startOf(r *run.Row) (float64, bool) { return r.Started.Seconds(), true }

func digits(v float64, _ *run.Row, _ rowAbout) string { return strconv.Itoa(int(v)) }

func counted(v float64, _ *run.Row, _ rowAbout) string { return countText(int(math.Round(v))) }

func bytesOf(v float64, _ *run.Row, _ rowAbout) string { return byteText(uint64(v)) }

func percentOf(v float64, _ *run.Row, a rowAbout) string { return a.scale.percent(v, a.cores) }

// known is the number of a core, "" where there is none.
func known(core int) string {
	if core < 0 {
		return ""
	}
	return strconv.Itoa(core)
}

func memoryText(n uint64) string {
	if n == 0 {
		return ""
	}
	return byteText(n)
}

func cpuTimeText(r run.Row) string {
	v, there := cpuTimeOf(&r)
	if !there {
		return ""
	}
	return sampled(r.Exact) + strconv.FormatFloat(v, 'f', 2, 64) + " s"
}

func peakText(r run.Row) string {
	if r.PeakRSS == 0 {
		return ""
	}
	return sampled(r.PeakExact) + byteText(r.PeakRSS)
}

func startedText(v float64, _ *run.Row, _ rowAbout) string {
	if v < 0 {
		return tr.T("before")
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + " s"
}

// sampled returns the mark of a total that is not the kernel's.
func sampled(exact bool) string { //nolint:revive // the text of a fact, not a switch
	if exact {
		return ""
	}
	return "~ "
}

func workerName(r *run.Row, _ rowAbout) string { return r.Worker }

func byNumber(r *run.Row) sortKey { return sortKey{number: float64(r.Number)} }

func byExit(r *run.Row) sortKey {
	key := exitKey(r.Exit)
	key.missing = r.Exit == ""
	return key
}

// mostDepth is how far a row is indented: below it names would be out of sight.
const mostDepth = 5

// branchName is the kernel's name of a process, under its parent's where the rows
// stand in the order of a tree.
func branchName(r *run.Row, a rowAbout) string {
	name := visible(r.Worker)
	if !a.tree || r.Depth <= 0 || !r.Alive {
		return name
	}
	return strings.Repeat("   ", min(r.Depth, mostDepth)-1) + "└ " + name
}

// commandLineOf is how a process was started, in one line; a process without arguments
// is its name in brackets, as monitors have it.
func commandLineOf(r *run.Row, _ rowAbout) string {
	words := strings.TrimRight(r.Command, "\x00")
	if words == "" {
		return "[" + visible(r.Worker) + "]"
	}
	return visible(clipped(strings.ReplaceAll(words, "\x00", " "), mostCommand))
}

const mostCommand = 4000 // bytes of a command that are filtered and copied

// stateWords is the state of a process, and whether its main thread has ended while
// others live on.
func stateWords(r *run.Row, _ rowAbout) string {
	switch {
	case r.Alive && r.Usage.MainEnded:
		return tr.Mark("main ended")
	case r.State == metrics.Unread(0).State:
		return notTold
	}
	return r.State
}
