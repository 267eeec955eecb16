package gui

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
)

// stand is how a window stands, by what of it is to be kept.
type stand struct {
	size                      fyne.Size
	form, chart, card, length float64
	tab, taskSort             int
	taskDown, workerDown      bool
	workerSort, columns, path string
	look                      appearance
	scale                     cpuScale
	colours                   barColours
	detail                    bool
}

func (w *Window) stand() stand {
	column, down := w.tasks.sorting()
	return stand{
		size: w.win.Canvas().Size(), form: w.split.Offset, chart: w.live.split.Offset, card: w.tasks.split.Offset, length: w.live.span.wish(),
		tab: w.tabs.SelectedIndex(), taskSort: column, taskDown: down, workerDown: bool(w.live.table.list.way), workerSort: w.live.table.list.by,
		columns: w.live.table.choice.text(ofWorkers), path: w.path, look: w.look, scale: w.scale, colours: w.live.colours, detail: w.live.detail.content.Visible(),
	}
}

func TestAWindowStandsAsTheOneBeforeItDid(t *testing.T) {
	dir := t.TempDir()
	plan, settings := filepath.Join(dir, "own.pool.toml"), filepath.Join(dir, "settings.json")
	if err := os.WriteFile(plan, []byte("title = \"Own\"\n[task]\nkind = \"builtin\"\nname = \"noop\"\n[inputs]\nrepeat = 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := remembering(t, settings)
	first.w.Show()
	was := first.w.stand()
	first.w.open(plan)
	first.w.win.Resize(fyne.NewSize(1200, 750))
	first.w.split.Offset, first.w.live.split.Offset, first.w.tasks.split.Offset = 0.31, 0.6, 0.5
	first.w.tasks.sortBy(4)
	first.w.tasks.sortBy(4)
	first.w.live.table.list.by, first.w.live.table.list.way = "rss", true
	first.w.live.table.choice.toggle(ofWorkers, "uss")
	first.w.columnsChosen()
	first.w.live.span.choose(60)
	first.w.lookChosen(contrasted)
	first.w.scaleChosen(ofMachine)
	first.w.coloursChosen(byState)
	first.w.detailTapped()
	first.w.tabs.SelectIndex(tasksTab)
	want := first.w.stand()
	first.w.remember()

	again := remembering(t, settings)
	again.w.Show()
	if got := again.w.stand(); got != want || got == was {
		t.Errorf("the window stands as\n%+v, want\n%+v", got, want)
	}
}
