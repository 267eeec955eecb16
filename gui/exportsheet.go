package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
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
	d := dialog.NewCustomWithoutButtons(tr.T("Export"), content, w.win)
	x.sheet = &sheet{dialog: d, safe: newSheetButton(tr.T("Cancel"), d.Hide, d.Hide)}
	x.choose = newSheetButton(tr.T("Choose the file …"), x.chooseTapped, d.Hide)
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
	asking := container.New(layout.NewFormLayout(), widget.NewLabel(tr.T("What")), x.what, widget.NewLabel(tr.T("Format")), x.format)
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
		text += "\n\n" + tr.T("A table for spreadsheets, with the names of its columns in the first line.")
	} else {
		text += "\n\n" + tr.T("A line for each row, a JSON object with the names of the columns.")
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
		text := tr.F("%s that started or ended.", plural(s.Tasks.Len(), "task"))
		if n := s.Tasks.Dropped; n > 0 {
			text += " " + tr.F("%s older ones are no longer kept.", countText(n))
		}
		return text + " " + tr.F("Inputs are cut after %s.", plural(run.MaxTaskInput, "byte"))
	case record.Samples:
		command := "run"
		if s.Observed != nil {
			command = "watch"
		}
		return tr.T("CPU and memory (RSS) over time. Of a long run older samples are thinned: the smallest and the largest of a stretch are kept.") +
			" " + tr.F("In a terminal, %s keeps every one, with PSS, threads, core and state.", "poolscope "+command+" --record FILE")
	}
	return ""
}

func keptWorkers(s *run.Snapshot) string {
	if s.Observed != nil {
		text := tr.F("%s, with times, exit, CPU time and memory.", processes(len(s.Rows)))
		if n := s.Observed.Total.Ever - len(s.Rows); n > 0 {
			text += " " + tr.F("%s that ended first are no longer kept.", countText(n))
		}
		return text
	}
	text := tr.F("%s, with times, exit, CPU time and memory.", plural(len(s.Rows), "worker"))
	if n := s.Started - len(s.Rows); n > 0 {
		text += " " + tr.F("%s that ended first are no longer kept.", countText(n))
	}
	return text
}
