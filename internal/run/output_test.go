package run

import (
	"slices"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func TestANoteNamesTheTypeOfAnError(t *testing.T) {
	var o output
	o.note(launcher.Result{Task: 3, State: launcher.Failed, ErrType: "ZeroDivisionError", Err: "division by zero"}, 1, "")
	lines := o.seen().Lines
	if len(lines) != 1 || lines[0].Text != "failed: ZeroDivisionError: division by zero" {
		t.Errorf("lines = %+v, want one with the type and the message", lines)
	}
}

func TestOfManyLinesTheLastAreKeptAndAllCounted(t *testing.T) {
	var o output
	say := func(text string) {
		o.print(launcher.TaskOutput{Task: 1, Worker: "Process-1", Stream: launcher.Stdout, Data: []byte(text)}, 1)
	}
	say("begun ")
	say("here\n" + strings.Repeat("x\n", 3*MaxOutputLines) + "last\nnot whole")
	seen := o.seen()
	n := len(seen.Lines)
	if n != MaxOutputLines || n+seen.Dropped != 3*MaxOutputLines+2 {
		t.Fatalf("lines = %d, dropped %d, want %d and %d together", n, seen.Dropped, MaxOutputLines, 3*MaxOutputLines+2)
	}
	if got := seen.Lines[n-1].Text; got != "last" {
		t.Errorf("last line = %q", got)
	}
	say(" yet\n")
	if lines := o.seen().Lines; lines[len(lines)-1].Text != "not whole yet" {
		t.Errorf("last line = %q", lines[len(lines)-1].Text)
	}
}

func TestALineComesInPieces(t *testing.T) {
	var o output
	for _, piece := range []string{"on", "e\ntw", "o\n", "\nfour\n"} {
		o.print(launcher.TaskOutput{Task: 1, Worker: "Process-1", Stream: launcher.Stdout, Data: []byte(piece)}, 1)
	}
	var got []string
	for _, line := range o.seen().Lines {
		got = append(got, line.Text)
	}
	if want := []string{"one", "two", "", "four"}; !slices.Equal(got, want) {
		t.Errorf("lines = %q, want %q", got, want)
	}
}
