package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/record"
	"github.com/poolscope/poolscope/internal/run"
)

// exportSheet asks what of a snapshot is to be exported, and how.
type exportSheet struct {
	window   *Window
	snapshot *run.Snapshot
	sheet    *sheet
	what     *sheetSelect
	tables   []record.Table // as what offers them
	format   *sheetSelect
	note     *widget.Label // what the file will have, and what it will not
	choose   *sheetButton
}

// exportFormats are those that the sheet offers.
func exportFormats() []record.Format { return []record.Format{record.CSV, record.JSON} }

func newExportSheet(w *Window, s *run.Snapshot, what record.Table) *exportSheet {
	x := &exportSheet{window: w, snapshot: s, tables: []record.Table{record.Workers, record.Tasks, record.Samples}, note: widget.NewLabel("")}
	if s.Observed != nil {
		x.tables = []record.Table{record.Workers, record.Samples}
	}
	x.note.Wrapping = fyne.TextWrapWord
	content := container.NewStack()
	d := dialog.NewCustomWithoutButtons("Export", content, w.win)
	x.sheet = &sheet{dialog: d, safe: newSheetButton("Cancel", d.Hide, d.Hide)}
	x.choose = newSheetButton("Choose the file …", x.chooseTapped, d.Hide)
	x.choose.Importance = widget.HighImportance
	var names, formats []string
	for _, table := range x.tables {
		names = append(names, exportTitle(table, s))
	}
	for _, format := range exportFormats() {
		formats = append(formats, string(format))
	}
	say := func(string) { x.say() }
	x.what, x.format = newSheetSelect(names, say, d.Hide), newSheetSelect(formats, say, d.Hide)
	x.what.Selected, x.format.Selected = exportTitle(what, s), formats[0]
	asking := container.New(layout.NewFormLayout(), widget.NewLabel("What"), x.what, widget.NewLabel("Format"), x.format)
	content.Add(container.NewBorder(asking, nil, nil, nil, x.note))
	d.SetButtons([]fyne.CanvasObject{container.NewHBox(x.sheet.safe, fixedWidth(actingWidth, x.choose))})
	d.Resize(fit(fyne.NewSize(520, 320), w.win))
	x.say()
	return x
}

// show shows the sheet with the focus on what leads on.
func (x *exportSheet) show() {
	x.sheet.dialog.Show()
	x.window.win.Canvas().Focus(x.choose)
}

// table is what was chosen.
func (x *exportSheet) table() record.Table { return x.tables[max(0, x.what.SelectedIndex())] }

// say says what the file will have.
func (x *exportSheet) say() {
	text := keptText(x.snapshot, x.table())
	if x.format.SelectedIndex() == 0 {
		text += "\n\nA table for spreadsheets, with the names of its columns in the first line."
	} else {
		text += "\n\nA line for each row, a JSON object with the names of the columns."
	}
	x.note.SetText(text)
}

func (x *exportSheet) chooseTapped() {
	x.sheet.dialog.Hide()
	x.window.exportFile(x.snapshot, x.table(), exportFormats()[max(0, x.format.SelectedIndex())])
}

// keptText says how much of a run a table will have: a window does not keep all of a long
// one.
func keptText(s *run.Snapshot, what record.Table) string {
	switch what {
	case record.Workers:
		return keptWorkers(s)
	case record.Tasks:
		text := plural(s.Tasks.Len(), "task") + " that started or ended."
		if n := s.Tasks.Dropped; n > 0 {
			text += " " + countText(n) + " older ones are no longer kept."
		}
		return text + " Inputs are cut after " + plural(run.MaxTaskInput, "byte") + "."
	case record.Samples:
		command := "run"
		if s.Observed != nil {
			command = "watch"
		}
		return "CPU and memory (RSS) over time. Of a long run older samples are thinned: the smallest and the largest of a stretch are kept." +
			" In a terminal, poolscope " + command + " --record FILE keeps every one, with PSS, threads, core and state."
	}
	return ""
}

func keptWorkers(s *run.Snapshot) string {
	if s.Observed != nil {
		text := processes(len(s.Rows)) + ", with times, exit, CPU time and memory."
		if n := s.Observed.Total.Ever - len(s.Rows); n > 0 {
			text += " " + countText(n) + " that ended first are no longer kept."
		}
		return text
	}
	text := plural(len(s.Rows), "worker") + ", with times, exit, CPU time and memory."
	if n := s.Started - len(s.Rows); n > 0 {
		text += " " + countText(n) + " that ended first are no longer kept."
	}
	return text
}
