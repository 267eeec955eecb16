package gui

import (
	"encoding/json"

	"fyne.io/fyne/v2"
)

// preferences is what the window remembers from one start to the next.
type preferences struct{ store Memory }

const (
	endKey    = "end"
	planKey   = "plan.path"
	lookKey   = "theme"
	scaleKey  = "cpu"
	colourKey = "tasks.colour"
	detailKey = "details"
)

// ending is how the window stood when it was closed.
type ending struct {
	Width, Height float64
	Form, Chart   float64 // how much of its room the first half of a split takes
	Card          float64 // likewise of the tasks over the card of one
	Tab           int     // number of the view
	Length        float64 // in seconds, that the time axis shows; negative where none was chosen
	TaskSort      int     // column of the table of tasks
	TaskDown      bool    // it is sorted with the largest first
	WorkerSort    string  // key of the column that the table of workers is sorted by, "" for none
	WorkerDown    bool    // with the largest first
	Draft         *storedDraft
}

// storedDraft is a plan with edits that were not saved.
type storedDraft struct{ Text, Path, Dir string }

func (p preferences) ending() ending {
	first := ending{Width: 1280, Height: 800, Form: 0.27, Chart: 0.7, Card: 0.66, Length: unchosen}
	e := first
	if json.Unmarshal([]byte(p.store.String(endKey)), &e) != nil {
		return first // what somebody else wrote there
	}
	e.Width, e.Height = min(8000, max(640, e.Width)), min(8000, max(400, e.Height))
	for _, split := range []*float64{&e.Form, &e.Chart, &e.Card} {
		*split = min(0.95, max(0.05, *split))
	}
	return e
}

func (p preferences) setEnding(e ending) {
	text, err := json.Marshal(e)
	if err == nil { // numbers that are none can't be written, and are nothing to come back to
		p.store.SetString(endKey, string(text))
	}
}

// size returns the window's size, within what is usable.
func (p preferences) size() fyne.Size {
	e := p.ending()
	return fyne.NewSize(float32(e.Width), float32(e.Height))
}

func (p preferences) planPath() string { return p.store.String(planKey) }

func (p preferences) setPlanPath(path string) { p.store.SetString(planKey, path) }

func (p preferences) look() appearance {
	switch look := appearance(p.store.String(lookKey)); look {
	case alwaysLight, alwaysDark, contrasted:
		return look
	case asDesktop:
	}
	return asDesktop
}

func (p preferences) setLook(look appearance) { p.store.SetString(lookKey, string(look)) }

// Where the columns of the two kinds of rows are kept.
const (
	workerColumnsKey  = "columns.workers"
	processColumnsKey = "columns.processes"
)

// columns takes over which columns were chosen.
func (p preferences) columns(choice *columnChoice) {
	choice.restore(ofWorkers, p.store.String(workerColumnsKey))
	choice.restore(ofProcesses, p.store.String(processColumnsKey))
}

func (p preferences) setColumns(choice *columnChoice) {
	p.store.SetString(workerColumnsKey, choice.text(ofWorkers))
	p.store.SetString(processColumnsKey, choice.text(ofProcesses))
}

func (p preferences) scale() cpuScale {
	if cpuScale(p.store.String(scaleKey)) == ofMachine {
		return ofMachine
	}
	return ofOneCore
}

// colours returns what the colours of bars tell: what somebody else wrote there is by
// worker.
func (p preferences) colours() barColours {
	if barColours(p.store.String(colourKey)) == byState {
		return byState
	}
	return byWorker
}

func (p preferences) setColours(c barColours) { p.store.SetString(colourKey, string(c)) }

func (p preferences) setScale(s cpuScale) { p.store.SetString(scaleKey, string(s)) }

// detail tells whether the details are shown.
func (p preferences) detail() bool { return p.store.String(detailKey) == "shown" }

func (p preferences) setDetail(shown bool) { //nolint:revive // the boolean is the value that is set
	text := ""
	if shown {
		text = "shown"
	}
	p.store.SetString(detailKey, text)
}
