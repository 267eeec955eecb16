package gui

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/record"
	"github.com/poolscope/poolscope/internal/run"
)

// exportTapped asks what of the run on the screen is to be written to a file, and where.
func (w *Window) exportTapped() {
	if w.drawn == nil {
		complain(w.win, tr.T("There is nothing to export yet"),
			tr.T("Run the plan first. During a run and after it this writes its workers, tasks and samples to a file."))
		return
	}
	what := record.Workers
	if w.tabs.SelectedIndex() == tasksTab && w.drawn.Observed == nil {
		what = record.Tasks
	}
	newExportSheet(w, w.drawn, what).show()
}

// exportFile asks for the file. What is written is the snapshot that the sheet spoke of,
// whatever the run does meanwhile.
func (w *Window) exportFile(s *run.Snapshot, what record.Table, as record.Format) {
	w.askFile(fileQuestion{
		title: exportAsk(what, s, string(as)), do: tr.T("Export"), name: exportName(w.path, exportNoun(what, s), as),
		suffix: as.Suffix(), save: true, complete: func(name string) string { return withSuffix(name, as.Suffix()) },
		chosen: func(path string) { w.pumps.Go(func() { w.export(path, s, what, as) }) },
	})
}

// export writes a table. It is a goroutine of its own, as there may be very many rows.
func (w *Window) export(path string, s *run.Snapshot, what record.Table, as record.Format) {
	var text bytes.Buffer
	err := record.Export(&text, what, as, s)
	if err == nil {
		err = writeFile(path, text.Bytes(), privateFile)
	}
	lines := bytes.Count(text.Bytes(), []byte{'\n'})
	if as == record.CSV {
		lines-- // the names of the columns
	}
	w.post(func() { w.exported(path, exportedText(lines, path), err) })
}

// exported says what became of an export.
func (w *Window) exported(path, text string, err error) {
	if err != nil {
		complain(w.win, tr.T("The file could not be written"), err.Error())
		return
	}
	w.notice.offer(text, tr.T("Copy path"), func() { w.app.Clipboard().SetContent(path) }, nil)
}

func exportedText(lines int, path string) string {
	return tr.F("Exported %s to %s", plural(lines, "row"), visible(path))
}

// exportNoun is what a table has, as the name of its file says it.
func exportNoun(what record.Table, s *run.Snapshot) string {
	if what == record.Workers && s.Observed != nil {
		return "processes"
	}
	return string(what)
}

// exportAsk is what is asked of a table.
func exportAsk(what record.Table, s *run.Snapshot, as string) string {
	switch {
	case what == record.Tasks:
		return tr.F("Export the tasks as %s", as)
	case what == record.Samples:
		return tr.F("Export the samples as %s", as)
	case s.Observed != nil:
		return tr.F("Export the processes as %s", as)
	}
	return tr.F("Export the workers as %s", as)
}

// exportTitle is what a table has, in the words of the screen.
func exportTitle(what record.Table, s *run.Snapshot) string {
	noun := exportNoun(what, s)
	return wordFor(strings.ToUpper(noun[:1])+noun[1:], tr.Mark("Workers"), tr.Mark("Processes"), tr.Mark("Tasks"), tr.Mark("Samples"))
}

// exportName suggests a name by that of the plan's file.
func exportName(plan, noun string, as record.Format) string {
	name := noun + as.Suffix()
	if plan == "" {
		return name
	}
	base := strings.TrimSuffix(filepath.Base(plan), planSuffix)
	return strings.TrimSuffix(base, ".toml") + "-" + name
}

func withSuffix(name, suffix string) string {
	if strings.HasSuffix(name, suffix) {
		return name
	}
	return name + suffix
}
