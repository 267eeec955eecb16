package gui

import (
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// liveView shows what each worker does: tasks, processor, memory and cores on
// one time axis, above a table with a row for each.
type liveView struct {
	chart    *chart.Chart
	span     *span
	lengths  *spanBar
	table    *workerTable
	filter   *rowFilter
	caption  *rowCaption
	detail   *detailPane
	below    *fyne.Container // the table, and the details at its side
	split    *container.Split
	content  fyne.CanvasObject
	drawn    *run.Snapshot
	scale    cpuScale
	colours  barColours
	hardware func() metrics.Topology        // read once: it does not change
	limit    func() (bytes uint64, ok bool) // of memory; read once
	paused   bool
	redraw   func() // draws all of the drawn snapshot again
	selected int    // number of the worker that is shown bold, 0 for none
	now      func() time.Time
	clicked  click // the last one
}

// newLiveView returns the view of a run. failed shows a task beside all that did not end well,
// closeDetail hides the details.
func newLiveView(redraw func(), failed func(task int), menu func(run.Row, fyne.Position), closeDetail func()) *liveView {
	v := &liveView{
		chart: chart.New(), redraw: redraw, colours: byWorker, now: time.Now,
		hardware: sync.OnceValue(metrics.SystemTopology), limit: sync.OnceValues(cores.MemoryLimit),
	}
	v.table = newWorkerTable(v.pick, menu)
	v.chart.Describe, v.chart.OnTapped, v.chart.OnCrowd = v.describe, v.barTapped, v.crowdTapped
	v.chart.OnPicked, v.chart.OnKey, v.chart.Moved = v.linePicked, v.cardKey, v.moved
	v.chart.OnTitleHovered, v.chart.OnTitleTapped = v.plotHovered, v.plotTapped
	v.span = newSpan(v.drawAgain)
	v.chart.Navigate, v.lengths = v.span, newSpanBar(v.span.choose)
	v.detail = newDetailPane(func() {
		if !v.closeCard() {
			closeDetail()
		}
	}, v.stepCard, failed)
	v.detail.list.keys = v.cardKey
	v.filter, v.caption = newRowFilter(v.filtered, v.focusTable), newRowCaption()
	v.below = container.NewBorder(v.filter.content, v.caption.content, nil, v.detail.content, v.table)
	v.filter.resized, v.caption.resized = v.below.Refresh, v.below.Refresh
	v.split = container.NewVSplit(container.New(cornerLayout{}, v.chart, v.lengths), v.below)
	v.split.Offset = 0.7
	v.content = v.split
	return v
}

// drawPicture shows a snapshot in the chart.
func (v *liveView) drawPicture(s *run.Snapshot, scale cpuScale, paused bool) {
	v.drawn, v.scale, v.paused = s, scale, paused
	v.span.take(s, paused)
	v.drawAgain()
}

// drawAgain draws the same snapshot, of another stretch of time perhaps.
func (v *liveView) drawAgain() {
	v.lengths.show(v.span.shown())
	if v.drawn == nil {
		return
	}
	from, to := v.span.window()
	data := picture(v.drawn, sight{
		scale: v.scale, colours: v.colours, from: from, to: to, selected: lineOf(v.drawn, v.selected),
		places: v.hardware().Cores, limits: memoryLimits(v.drawn, v.limit),
	})
	data.Badge, data.Reserved = v.badge(), v.lengths.MinSize().Width
	spotlight(&data, v.drawn, v.selected)
	choose(&data, idOf(v.drawn, v.detail.task, v.selected))
	v.chart.SetData(data)
}

// badge says why the picture is not of now.
func (v *liveView) badge() string {
	behind := ""
	if !v.span.ended && v.span.behind() > 0 {
		behind = tr.F("%s ago", secondsText(v.span.behind()))
	}
	switch {
	case v.paused && behind != "":
		return tr.F("PAUSED, %s", behind)
	case v.paused:
		return tr.T("PAUSED")
	}
	return behind
}

// pick shows a worker bold everywhere, or no longer when it was. A card gives way: its task
// is not that of who was picked.
func (v *liveView) pick(number int) {
	if number == v.selected {
		number = 0
	}
	if v.detail.leave() {
		v.below.Refresh()
	}
	v.selectWorker(number)
}

// selectWorker shows a worker bold everywhere; 0 is none.
func (v *liveView) selectWorker(number int) {
	v.selected, v.table.selected = number, number
	v.redraw()
}

// forget takes the selection back: another run has other workers.
func (v *liveView) forget() {
	if v.detail.leave() {
		v.below.Refresh()
	}
	v.selected, v.table.selected = 0, 0
	v.span.forget()
	v.table.list.cleared = nil
}

// filtered shows the rows that were asked for.
func (v *liveView) filtered() {
	v.table.list.text = strings.ToLower(strings.TrimSpace(v.filter.entry.Text))
	v.redraw()
	v.table.ScrollToTop()
}

func (v *liveView) focusTable() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.table); c != nil {
		c.Focus(v.table)
	}
}

// describe says what is known of the bar under the mouse.
func (v *liveView) describe(id int) string {
	bar, ok := barOf(v.drawn, id)
	if !ok {
		return ""
	}
	return barText(v.drawn, bar)
}

// captionLayout gives a caption one line without the air around it, and no say
// in the width of the window.
type captionLayout struct{}

const captionHeight = 18

func (captionLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, captionHeight)
}

func (captionLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, -3))
	objects[0].Resize(fyne.NewSize(size.Width, captionHeight+6))
}
