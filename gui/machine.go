package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// machineSheet shows the machine: its cores and how they hang together, how busy they
// are, memory, load and pressure, and how many of the cores Poolscope may use.
type machineSheet struct {
	model, summary, may *widget.Label
	cores               *coreTable
	facts               *factList
	shown               run.MachineReading
	read                func()             // begins to read the machine, until end
	end                 context.CancelFunc // of all that reads for it
	alone               bool               // it reads by itself
}

// hardware is what does not change while the sheet is open.
type hardware struct {
	topology metrics.Topology
	account  cores.Account
}

func readHardware() hardware { return hardware{metrics.SystemTopology(), cores.Explain()} }

const (
	machineFactsWidth = 340
	machineColumns    = 58 // letters of small text in a line there
)

func newMachineSheet() *machineSheet {
	s := &machineSheet{model: shortLabel(), summary: shortLabel(), may: widget.NewLabel(""), cores: newCoreTable(), facts: newFactList()}
	s.model.TextStyle.Bold = true
	s.may.Wrapping = fyne.TextWrapWord
	s.model.SetText(tr.T("Reading …"))
	return s
}

// content lays the sheet out.
func (s *machineSheet) content() fyne.CanvasObject {
	top := container.NewVBox(s.model, s.summary, s.may, widget.NewSeparator())
	right := container.NewBorder(nil, nil, widget.NewSeparator(), nil, s.facts)
	return container.NewBorder(top, nil, nil, container.New(widthLayout(machineFactsWidth), right), s.cores)
}

// setHardware shows what the machine is.
func (s *machineSheet) setHardware(h hardware) {
	s.model.SetText(orUnknownModel(h.topology.Model))
	s.summary.SetText(topologyText(h.topology))
	s.may.SetText(mayUseText(h.account))
	s.cores.setTopology(h.topology)
}

// set shows a reading, unless it is the one that is shown.
func (s *machineSheet) set(r run.MachineReading) {
	if r.At.Equal(s.shown.At) {
		return
	}
	s.shown = r
	s.cores.set(r)
	s.facts.set(machineFacts(r))
}

// machineTapped shows the machine.
func (w *Window) machineTapped() {
	s := newMachineSheet()
	w.machine = s
	var ctx context.Context
	ctx, s.end = context.WithCancel(context.Background())
	s.read = func() {
		run.FollowMachine(ctx, func(r run.MachineReading) { w.deliver(ctx, func() { s.set(r) }) })
	}
	d := dialog.NewCustomWithoutButtons(tr.T("This machine"), s.content(), w.win)
	over := &sheet{dialog: d, safe: newSheetButton(tr.T("Close"), d.Hide, d.Hide)}
	d.SetButtons([]fyne.CanvasObject{container.NewCenter(over.safe)})
	d.SetOnClosed(func() {
		s.end()
		w.machine = nil
	})
	d.Resize(fit(fyne.NewSize(1000, 620), w.win))
	over.show(w.win)
	w.pumps.Go(func() {
		h := readHardware()
		w.deliver(ctx, func() { s.setHardware(h) })
	})
	w.machineState()
}

// machineState shows what the newest snapshot knows of the machine on its sheet. Where
// nothing goes on that reads it, the sheet does so itself.
func (w *Window) machineState() {
	s := w.machine
	if s == nil || s.alone {
		return
	}
	if w.session != nil && w.newest != nil && !w.newest.Machine.At.IsZero() {
		s.set(run.MachineReading{Machine: w.newest.Machine, Frequencies: w.newest.Frequencies})
		return
	}
	s.alone = true
	w.pumps.Go(s.read)
}

// deliver runs a function on Fyne's goroutine unless ctx is done by then. It returns when
// it has run or never will, so that no more than one of a reader's is ever under way.
func (w *Window) deliver(ctx context.Context, change func()) {
	done := make(chan struct{})
	w.post(func() {
		if ctx.Err() == nil {
			change()
		}
		close(done)
	})
	select {
	case <-done:
	case <-ctx.Done():
	case <-w.closed:
	}
}

// machineOff ends the sheet's readers with the window.
func (w *Window) machineOff() {
	if w.machine != nil {
		w.machine.end()
	}
}
