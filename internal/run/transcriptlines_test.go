package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

func yes() bool { return true }

// excerpted is what the lines of an excerpt say.
func excerpted(t *testing.T, x *Excerpt, kept ...OutputLine) (texts []string, dropped int) {
	t.Helper()
	out, err := x.Read(yes, kept)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range append(slices.Clone(out.Lines), out.Open...) {
		texts = append(texts, fmt.Sprintf("%g %d %s %s %s", l.At, l.Task, l.Worker, l.Kind, l.Text))
	}
	return texts, out.Dropped
}

func TestAnExcerptHasTheLinesOfOneTaskAndGoesOn(t *testing.T) {
	all := TranscriptOf(
		Said{Task: 1, Worker: 1, Text: "a\nb", At: time.Second}, Said{Task: 2, Worker: 2, Text: strings.Repeat("noise\n", 100_000), At: 2 * time.Second},
		Said{Task: 1, Worker: 1, Text: "wrong\n", Stderr: true, At: 3 * time.Second}, Said{Task: 1, Worker: 1, Text: "c\n", At: 4 * time.Second},
	)
	defer all.Close()
	x := all.Excerpt(Passage{Kinds: both(), One: true, Task: 1})
	want := []string{"1 1 Process-1 stdout a", "3 1 Process-1 stderr wrong", "1 1 Process-1 stdout bc"}
	if got, dropped := excerpted(t, x); !slices.Equal(got, want) || dropped != 0 {
		t.Errorf("lines = %q after %d, want %q after 0", got, dropped, want)
	}
	all.printed(launcher.TaskOutput{At: 5 * time.Second, Task: 1, Stream: launcher.Stdout, Data: []byte("later")}, 1)
	if got, _ := excerpted(t, x); !slices.Equal(got, append(want, "5 1 Process-1 stdout later")) {
		t.Errorf("lines later = %q, want one more than %q", got, want)
	}
	note := OutputLine{At: 6, Task: 1, Worker: "Process-1", Kind: FromNote, Text: "failed"}
	want = append(want, "5 1 Process-1 stdout later", "6 1 Process-1 note failed")
	if got, _ := excerpted(t, x, note); !slices.Equal(got, want) {
		t.Errorf("lines with a note = %q, want %q", got, want)
	}
}

func TestAnExcerptIsBoundedInLinesAndBytes(t *testing.T) {
	all := TranscriptOf(Said{Task: 1, Text: strings.Repeat("line\n", 100_000)}, Said{Task: 2, Text: strings.Repeat(strings.Repeat("x", 16_000)+"\n", 4000)})
	defer all.Close()
	for task, want := range map[int][2]int{1: {MaxOutputLines, 95_000}, 2: {maxExcerpt / 16_000, 4000 - maxExcerpt/16_000}} {
		out, err := all.Excerpt(Passage{Kinds: both(), One: true, Task: task}).Read(yes, nil)
		if got := [2]int{len(out.Lines), out.Dropped}; err != nil || got != want {
			t.Errorf("task %d: lines and dropped = %d, %v, want %d", task, got, err, want)
		}
	}
}

func TestAnExcerptThatNobodyWantsEnds(t *testing.T) {
	all := TranscriptOf(Said{Text: "x\n"})
	defer all.Close()
	if _, err := all.Excerpt(Passage{Kinds: both()}).Read(func() bool { return false }, nil); !errors.Is(err, ErrUnwanted) {
		t.Errorf("read = %v, want that it is not wanted", err)
	}
}

// What a task has left without a newline ends with it, though its worker goes on.
func TestAnExcerptHasWhatASnapshotWouldHave(t *testing.T) {
	p := plan.Default()
	p.Task = plan.Task{Kind: plan.Command, Shell: `echo first; printf "$1 has no newline"; [ "$1" = a ]`}
	p.Inputs = plan.Inputs{Kind: plan.Values, Values: []json.RawMessage{[]byte(`"a"`), []byte(`"b"`)}}
	p.Pool.Workers = 1
	all := NewTranscript()
	defer all.Close()
	last := ranWith(t, Options{Plan: p, Transcript: all})
	out, err := all.Excerpt(Passage{Kinds: append(both(), FromNote)}).Read(yes, last.Output.Lines)
	if err != nil || !slices.Equal(out.Lines, last.Output.Lines) || len(out.Lines) != 5 {
		t.Errorf("lines = %+v, %v, want %+v", out.Lines, err, last.Output.Lines)
	}
}

func TestWhatATaskPrintedIsAllHereIfItBeganAfterTheNewestDroppedLine(t *testing.T) {
	o := output{}
	for i := range 3 * MaxOutputLines {
		o.add(OutputLine{At: float64(i)})
	}
	if got := o.seen().Gone; got != 2*MaxOutputLines-1 {
		t.Errorf("newest that is gone = %v, want %v", got, 2*MaxOutputLines-1)
	}
	o.lines[0].At = 50_000
	for range MaxOutputLines {
		o.add(OutputLine{})
	}
	if got := o.seen().Gone; got != 50_000 {
		t.Errorf("newest that is gone = %v, want 50000", got)
	}
	o.print(launcher.TaskOutput{At: 90_000 * time.Second, Data: []byte(strings.Repeat("\n", 2*MaxOutputLines))}, 1)
	if got := o.seen().Gone; got != 90_000 {
		t.Errorf("newest that is gone = %v, want 90000", got)
	}
}
