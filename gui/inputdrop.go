package gui

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

// mostDropped is how many files are taken over at a time.
const mostDropped = 100_000

// droppedFiles is what was found where files were dropped.
type droppedFiles struct {
	text  string   // a single file of text, "" where it is something else
	files []string // with those that are in folders
	err   error
}

// lookAtDropped reads what was dropped. Any goroutine may call it.
func lookAtDropped(paths []string) (d droppedFiles) {
	if len(paths) == 1 && isText(paths[0]) {
		return droppedFiles{text: paths[0]}
	}
	d.files, d.err = filesOf(paths)
	return d
}

// inputsDropped makes files the inputs. It returns what is to be said of it, or nothing
// where they are read for long: that is said then.
func (w *Window) inputsDropped(paths []string) (said string) {
	return w.takeDropped(paths, lookAtDropped)
}

// takeDropped is inputsDropped with what reads. Only what was dropped last is taken over.
func (w *Window) takeDropped(paths []string, look func(paths []string) droppedFiles) (said string) {
	w.dropping++
	now, late := w.dropping, false
	askFiles(w.form.tasks.waiting, func() droppedFiles { return look(paths) }, func(d droppedFiles) {
		switch {
		case !late:
			said = w.form.inputs.dropped(d)
		case now == w.dropping && !w.form.asText.shown:
			w.notice.tell(w.form.inputs.dropped(d))
		}
	})
	late = true
	return said
}

// dropped makes the inputs of files that were dropped on the window: of one file of text
// its lines, or its rows where its name ends in .csv; of several files, of one that is no
// text, and of folders the names of the files as values. It returns what it did, or why it
// did nothing, in a sentence.
func (f *inputFields) dropped(d droppedFiles) (said string) {
	p := f.current()
	if d.text != "" {
		return f.droppedText(p, d.text)
	}
	if why := noNames(p); why != "" {
		return why
	}
	switch {
	case d.err != nil:
		return tr.F("Nothing was taken over: %s.", d.err.Error())
	case len(d.files) == 0:
		return tr.T("Nothing was taken over: there is no file in that folder.")
	}
	values := make([]json.RawMessage, len(d.files))
	for i, file := range d.files {
		if !utf8.ValidString(file) {
			return tr.F("Nothing was taken over: the name %s is not UTF-8, and a plan cannot hold it.", visible(filepath.Base(file)))
		}
		values[i] = lineForm{list: p.Pool.Method.Star()}.value(nameFor(p, file))
	}
	said = tr.F("Inputs: the names of %s.", plural(len(d.files), "file"))
	f.fill(plan.Inputs{Kind: plan.Values, Values: values}, said)
	return said
}

// droppedText makes inputs of what is in a file.
func (f *inputFields) droppedText(p plan.Plan, path string) string {
	kind, each := plan.Lines, tr.Mark("Inputs: each line of %s.")
	if strings.EqualFold(filepath.Ext(path), ".csv") {
		kind, each = plan.CSV, tr.Mark("Inputs: each row of %s.")
	}
	w, _ := workload.Lookup(p.Task.Name)
	if kind == plan.CSV && p.Task.Kind == plan.Builtin && w.Input.Number {
		return tr.F("Nothing was taken over: %s takes numbers, and the rows of a CSV file are tables.", w.Name)
	}
	said := tr.F(each, visible(filepath.Base(path)))
	f.fill(plan.Inputs{Kind: kind, File: nameFor(p, path)}, said)
	return said
}

// noNames says why a plan's task cannot have names of files as inputs, "" where it can.
func noNames(p plan.Plan) string {
	w, _ := workload.Lookup(p.Task.Name)
	if p.Task.Kind == plan.Builtin && w.Input.Number {
		return tr.F("Nothing was taken over: %s takes numbers, and names of files are text. Choose another task first.", w.Name)
	}
	return ""
}

// nameFor returns the name of a file as a plan has it: from the plan's folder where the
// file is below that, else from the root. A command that runs elsewhere finds it by its
// whole name alone.
func nameFor(p plan.Plan, path string) string {
	whole, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	dir, err := filepath.Abs(p.Dir)
	if err != nil || p.Dir == "" || p.Task.Dir != "" {
		return whole
	}
	name, err := filepath.Rel(dir, whole)
	if err != nil || !filepath.IsLocal(name) {
		return whole
	}
	return name
}

var errTooManyFiles = errors.New("that is more than " + countText(mostDropped) + " files: want a pattern, with the kind glob")

// filesOf returns files, and of folders the files that are directly in them, sorted and
// without the hidden ones.
func filesOf(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, errors.New(visible(path) + ": " + underlying(err))
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		inside, err := filesIn(path)
		if err != nil {
			return nil, err
		}
		if files = append(files, inside...); len(files) > mostDropped {
			return nil, errTooManyFiles
		}
	}
	return files, nil
}

func filesIn(dir string) ([]string, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, errors.New(visible(dir) + ": " + underlying(err))
	}
	defer func() { _ = d.Close() }() // it was only read: nothing can be lost
	entries, err := d.ReadDir(2 * mostDropped)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.New(visible(dir) + ": " + underlying(err))
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	slices.Sort(files)
	return files, nil
}

// isText reports whether a file is a regular one that begins as text does: UTF-8 without
// control characters but those of lines.
func isText(path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }() // it was only read: nothing can be lost
	const looked = 4096
	start := make([]byte, looked)
	n, err := io.ReadFull(file, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false
	}
	text := start[:n]
	for cut := 0; n == looked && cut < utf8.UTFMax && !utf8.Valid(text); cut++ {
		text = text[:len(text)-1] // a letter may be cut at the end
	}
	control := func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\r\n\f", r) || r == 0x7f }
	return utf8.Valid(text) && !strings.ContainsFunc(string(text), control)
}
