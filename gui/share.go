package gui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// shareControl changes the share that one worker of a session has of the cores; see
// poolControl. A name is never given to a second worker.
type shareControl interface {
	SetNice(name string, nice int) error
	SetAffinity(name string, list []int) error
}

// processShare is shareControl for a process that is observed, by the number of its row.
type processShare interface {
	NiceProcess(number, nice int) error
	PinProcess(number int, list []int) error
}

// share is the means to change what one worker or process has of the cores.
type share struct {
	nice func(nice int) error
	pin  func(list []int) error
}

// shareOf returns the means for a row, false where there are none now.
func (w *Window) shareOf(r run.Row) (share, bool) {
	if !r.Alive || !w.changeable() {
		return share{}, false
	}
	if hand, ok := w.session.(processShare); ok && w.observes() {
		return share{
			nice: func(n int) error { return hand.NiceProcess(r.Number, n) },
			pin:  func(list []int) error { return hand.PinProcess(r.Number, list) },
		}, true
	}
	hand, ok := w.session.(shareControl)
	if !ok {
		return share{}, false
	}
	return share{
		nice: func(n int) error { return hand.SetNice(r.Worker, n) },
		pin:  func(list []int) error { return hand.SetAffinity(r.Worker, list) },
	}, true
}

// shareItems are the items of a row's menu that change its share.
func (w *Window) shareItems(r run.Row) []*fyne.MenuItem {
	nice := fyne.NewMenuItem(tr.T("Nice …"), func() { w.niceTapped(r) })
	pin := fyne.NewMenuItem(tr.T("Pin to cores …"), func() { w.pinTapped(r) })
	_, can := w.shareOf(r)
	nice.Disabled, pin.Disabled = !can, !can
	return []*fyne.MenuItem{nice, pin}
}

// nameOf is what a row is called in a sentence: a worker's name, or a process and its PID.
func (w *Window) nameOf(r run.Row) string {
	if w.observes() {
		return tr.F("Process %s", strconv.Itoa(r.PID))
	}
	return r.Worker
}

// giveShare hands on a change of what a worker or process has of the cores: after a
// question where Poolscope did not start it.
func (w *Window) giveShare(r run.Row, verb, effect string, o order, way *wayBack) {
	if w.observes() && len(w.target.Command) == 0 {
		w.askOf(r, verb, effect, func() { w.giveWithBack(o, way) })
		return
	}
	w.giveWithBack(o, way)
}

// setNice sets how nice a worker or process is.
func (w *Window) setNice(r run.Row, nice int) {
	to, ok := w.shareOf(r)
	name := w.nameOf(r)
	o := order{refused: tr.F("%s is as nice as it was", name)}
	if !ok {
		w.refuse(o, tr.T("It has ended, or is about to."))
		return
	}
	o.act = func() error { return to.nice(nice) }
	var way *wayBack
	if was := r.Usage.Nice; mayBeNice(was, nice) {
		way = &wayBack{
			done:  tr.F("%s was set from niceness %s to %s.", name, strconv.Itoa(was), strconv.Itoa(nice)),
			order: order{refused: tr.F("%s keeps its niceness", name), act: func() error { return to.nice(was) }},
		}
	}
	w.giveShare(r, tr.T("Set niceness of"), niceEffect(r.Usage.Nice, nice), o, way)
}

// mayBeNice tells that who has a niceness may be set to another one: anybody may make
// what is theirs nicer.
func mayBeNice(want, now int) bool {
	return want != metrics.UnknownNice && (want >= now || want >= launcher.LowestNice())
}

// niceEffect says what a niceness does for who had another one.
func niceEffect(was, nice int) string {
	if was != metrics.UnknownNice && nice < was {
		return tr.T("It gets more of a core that others want as well.")
	}
	return tr.T("It gets less of a core that others want as well, and all of one that nobody else wants.")
}

// setCores lets a worker or process use some cores alone.
func (w *Window) setCores(r run.Row, list cores.List) {
	to, ok := w.shareOf(r)
	name := w.nameOf(r)
	o := order{refused: tr.F("%s was not pinned", name)}
	if !ok {
		w.refuse(o, tr.T("It has ended, or is about to."))
		return
	}
	o.act = func() error { return to.pin(list) }
	var way *wayBack
	if was, known := cores.ParseList(r.Usage.Affinity.List); known && len(was) > 0 {
		way = &wayBack{
			done:  tr.F("%s was pinned to %s.", name, coresNamed(list)),
			order: order{refused: tr.F("%s stays where it is", name), act: func() error { return to.pin(was) }},
		}
	}
	w.giveShare(r, tr.T("Pin"), tr.F("It runs on %s alone from then on.", coresNamed(list)), o, way)
}

// coresNamed names some cores: "core 3", "cores 0-1,3".
func coresNamed(list cores.List) string {
	if len(list) == 1 {
		return tr.F("core %s", list.String())
	}
	return tr.F("cores %s", list.String())
}
