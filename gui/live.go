package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/poolscope/poolscope/gui/chart"
	"github.com/poolscope/poolscope/internal/run"
)

// liveView shows what each worker does: tasks, processor, memory and cores on
// one time axis, above a table with a row for each.
type liveView struct {
	chart   *chart.Chart
	table   *workerTable
	split   *container.Split
	content fyne.CanvasObject
}

func newLiveView() *liveView {
	v := &liveView{chart: chart.New(), table: newWorkerTable()}
	v.split = container.NewVSplit(v.chart, v.table)
	v.split.Offset = 0.7
	v.content = v.split
	return v
}

// drawPicture shows a snapshot in the chart. The badge says why it stands still.
func (v *liveView) drawPicture(s *run.Snapshot, scale cpuScale, badge string) {
	data := picture(s, scale)
	data.Badge = badge
	v.chart.SetData(data)
}
