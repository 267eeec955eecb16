package gui

import (
	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// sight is how the user wants a snapshot to be drawn.
type sight struct {
	scale    cpuScale
	colours  barColours
	from, to float64             // seconds since the run began that the axis shows
	selected int                 // number of the line that stands out, see lineOf; 0 for none
	places   []metrics.CorePlace // how the machine's cores hang together; may be empty
	limits   []chart.Limit       // of memory, for all processes together
}

// barColours says what the colour of a bar tells.
type barColours string

// By worker a bar has the colour of its line; by state it tells how its task stands.
const (
	byWorker barColours = "worker"
	byState  barColours = "state"
)

// stateStyle is the style of bars by the state of their tasks.
func stateStyle(s launcher.State) int {
	switch s {
	case launcher.Done:
		return chart.DoneBars
	case launcher.Failed:
		return chart.FailedBars
	case launcher.TimedOut, launcher.Killed, launcher.Cancelled, launcher.NotRun:
		return chart.EndedBars
	case launcher.Queued, launcher.Running:
	}
	return chart.OpenBars
}

// stateKeys names the colours of states.
func stateKeys() []chart.Key {
	return []chart.Key{
		{Style: chart.OpenBars, Name: tr.T("running")},
		{Style: chart.DoneBars, Name: tr.T("done")},
		{Style: chart.FailedBars, Name: tr.T("failed")},
		{Style: chart.EndedBars, Name: tr.T("killed, timed out or cancelled")},
	}
}
