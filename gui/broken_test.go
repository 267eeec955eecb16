package gui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

func TestLongTextsAreBrokenBeforeTheyAreShown(t *testing.T) {
	if got, want := broken("abcdefg\nhi", 3), "abc\ndef\ng\nhi"; got != want {
		t.Errorf("broken = %q, want %q", got, want)
	}
	if got, want := broken("漢字漢字", 2), "漢字\n漢字"; got != want {
		t.Errorf("broken = %q, want %q", got, want)
	}
	if got, want := folded("one two three\nabcdefghij k", 8), "one two\nthree\nabcdefgh\nij k"; got != want {
		t.Errorf("folded = %q, want %q", got, want)
	}
	if got, want := brokenList("10, 20, 30, 40", 8), "10, 20, \n30, 40"; got != want {
		t.Errorf("list = %q, want %q", got, want)
	}
	if got, want := clipped("äöü", 3), "ä …"; got != want {
		t.Errorf("clipped = %q, want %q", got, want)
	}
}

// within10s fails a test that holds up the window. What it guards against takes
// minutes, so that a slow machine has room.
func within10s(t *testing.T, what string, f func()) {
	t.Helper()
	const limit = 10 * time.Second
	start := time.Now()
	f()
	if took := time.Since(start); took > limit {
		t.Errorf("%s took %v, want at most %v", what, took, limit)
	}
}

func TestAPlanWithManyValuesOpensAtOnceAndKeepsThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "many.pool.toml")
	text := "title = \"many\"\n[task]\nkind = \"builtin\"\nname = \"noop\"\n[inputs]\nvalues = [" + strings.Repeat("123456, ", 20000) + "7]\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newStage(t, small())
	within10s(t, "a plan of 20,001 values", func() {
		s.w.open(path)
		s.resize(small())
	})
	p, problems := s.w.form.plan()
	if len(p.Inputs.Values) != 20001 || len(problems) != 0 {
		t.Errorf("values = %d, problems %v, want 20001, none", len(p.Inputs.Values), problems)
	}
	if !s.w.form.inputs.entry.Disabled() || !strings.Contains(s.w.form.inputs.field.help.text(), "20,001 values") {
		t.Errorf("entry disabled = %v, help %q, want it said that they are kept", s.w.form.inputs.entry.Disabled(), s.w.form.inputs.field.help.text())
	}
	s.w.form.task.SetSelected("primes")
	if p, _ := s.w.form.plan(); len(p.Inputs.Values) == 20001 || s.w.form.inputs.entry.Disabled() {
		t.Error("another task did not get inputs of its own")
	}
}

func TestALineThatIsPastedDoesNotHoldUpTheWindow(t *testing.T) {
	s := newStage(t, small())
	within10s(t, "20 KiB of values on a line", func() {
		s.w.form.inputs.entry.SetText(strings.Repeat("123, ", 4000) + "7")
		s.resize(small())
	})
}

func TestTheLongestLineAndCardAreShownAtOnce(t *testing.T) {
	s := newStage(t, small())
	long := strings.Repeat("x", run.MaxOutputLine)
	within10s(t, "the longest line", func() {
		s.w.lineChosen(run.OutputLine{Task: 1, Kind: run.FromStdout, Text: long})
	})
	within10s(t, "the longest card", func() {
		snap := snapshot(1)
		snap.Failures = []launcher.Result{{Task: 1, State: launcher.Failed, Err: long, Input: []byte(long)}}
		snap.Output.Lines = []run.OutputLine{{Task: 1, Kind: run.FromStdout, Text: long}}
		s.w.newest = snap
		s.w.failuresTapped()
	})
}

func TestAComplaintIsNotBrokenInsideItsWords(t *testing.T) {
	s := newStage(t, small())
	complain(s.w.win, "Nothing was started",
		`task.command: "nosuchprog": there is no such program in PATH: want one that is installed, or the path of one such as ./nosuchprog`)
	if got := shownText(s.w.win.Canvas().Overlays().Top()); !strings.Contains(strings.ReplaceAll(got, "\n", " "), "or the path of one") {
		t.Errorf("sheet = %q, want whole words", got)
	}
}
