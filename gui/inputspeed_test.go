package gui

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/poolscope/poolscope/internal/plan"
)

const manyValues = 100_000

// manyPaths returns a plan of many commands.
func manyPaths() plan.Plan {
	p := plan.Default()
	p.Task = plan.Task{Kind: plan.Command, Command: []string{"echo", "{}"}}
	p.Inputs = plan.Inputs{Kind: plan.Values}
	for i := range manyValues {
		p.Inputs.Values = append(p.Inputs.Values, json.RawMessage(strconv.Quote(fmt.Sprintf("some/path/file-%d.png", i))))
	}
	return p
}

// benchWindow returns a window for a benchmark.
func benchWindow(b *testing.B) *Window {
	b.Helper()
	w := New(test.NewTempApp(b), Options{Post: func(func()) {}})
	w.win.Resize(fyne.NewSize(1024, 700))
	return w
}

// BenchmarkAKeyInAPlanOfManyValues is one key in a field beside 100,000 values.
func BenchmarkAKeyInAPlanOfManyValues(b *testing.B) {
	w := benchWindow(b)
	w.form.load(manyPaths())
	i := 0
	for b.Loop() {
		i++
		w.form.workers.entry.SetText(strconv.Itoa(1 + i%9))
	}
}

// BenchmarkAPasteOfManyLines pastes 100,000 lines into the list of values.
func BenchmarkAPasteOfManyLines(b *testing.B) {
	w := benchWindow(b)
	w.form.load(manyPaths())
	text := strings.Repeat("some/path/file, with a name.png\n", manyValues)
	for b.Loop() {
		w.form.inputs.clearTapped()
		w.form.inputs.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip(text)})
	}
	if got := len(w.form.current.Inputs.Values); got != manyValues {
		b.Errorf("values = %d, want %d", got, manyValues)
	}
}
