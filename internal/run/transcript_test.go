package run

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// written is a passage of a transcript.
func written(t *testing.T, all *Transcript, p Passage) string {
	t.Helper()
	var b bytes.Buffer
	n, err := all.Write(&b, p)
	if err != nil || n != int64(b.Len()) {
		t.Errorf("write = %d bytes, %v, want %d", n, err, b.Len())
	}
	return b.String()
}

func both() []OutputKind { return []OutputKind{FromStdout, FromStderr} }

func TestATranscriptIsWrittenTaskByTaskAsItWasPrinted(t *testing.T) {
	all := TranscriptOf(
		Said{Task: 2, Worker: 1, Text: "two\x00 "}, Said{Task: 0, Worker: 2, Text: "zero\n"}, Said{Task: 2, Worker: 1, Text: "err\r\n", Stderr: true},
		Said{Task: 2, Worker: 1, Text: "\xff end"}, Said{Task: -1, Worker: 2, Text: "before any\n"},
	)
	defer all.Close()
	for _, c := range []struct {
		p    Passage
		want string
	}{
		{Passage{Kinds: both()}, "before any\nzero\ntwo\x00 err\r\n\xff end"},
		{Passage{Kinds: both(), One: true, Task: 2}, "two\x00 err\r\n\xff end"},
		{Passage{Kinds: []OutputKind{FromStdout}, One: true, Task: 2}, "two\x00 \xff end"},
		{Passage{Kinds: both(), Worker: 2}, "before any\nzero\n"},
		{Passage{Kinds: []OutputKind{FromResult}}, ""},
	} {
		if got := written(t, all, c.p); got != c.want {
			t.Errorf("%+v = %q, want %q", c.p, got, c.want)
		}
	}
}

func TestARunKeepsAllItsOutputWhereThatIsWanted(t *testing.T) {
	p := plan.Default()
	p.Task = plan.Task{Kind: plan.Command, Shell: `i=0; while [ $i -lt 3000 ]; do echo "$1 line $i"; i=$((i+1)); done; printf 'no newline'`}
	p.Inputs = plan.Inputs{Kind: plan.Values, Values: []json.RawMessage{[]byte(`"a"`), []byte(`"b"`), []byte(`"c"`), []byte(`"d"`)}}
	p.Pool.Workers, p.Pool.Method = 2, launcher.IMapUnordered
	all := NewTranscript()
	defer all.Close()
	last := ranWith(t, Options{Plan: p, Transcript: all})
	var want strings.Builder
	for _, name := range []string{"a", "b", "c", "d"} {
		for i := range 3000 {
			fmt.Fprintf(&want, "%s line %d\n", name, i)
		}
		want.WriteString("no newline")
	}
	got := written(t, last.Output.All, Passage{Kinds: both()})
	if got != want.String() {
		t.Errorf("transcript = %d bytes, want the %d that the commands printed", len(got), want.Len())
	}
	if held, missed, why := all.Held(); held != int64(want.Len()) || missed != 0 || why != nil {
		t.Errorf("held = %d, missed %d, %v, want %d, 0, none", held, missed, why, want.Len())
	}
	if n := len(last.Output.Lines); n != MaxOutputLines || last.Output.Dropped != 4*3001-MaxOutputLines {
		t.Errorf("lines = %d after %d, want %d of %d", n, last.Output.Dropped, MaxOutputLines, 4*3001)
	}
}

func TestResultsAreLinesOfATranscript(t *testing.T) {
	p := plan.Default()
	p.Task = plan.Task{Kind: plan.Builtin, Name: "primes"}
	p.Inputs = plan.Inputs{Kind: plan.Values, Values: []json.RawMessage{[]byte("10"), []byte("100"), []byte("1000")}}
	p.Pool.Workers = 1
	all := NewTranscript()
	defer all.Close()
	r, err := Start(t.Context(), Options{Plan: p, Transcript: all})
	if err != nil {
		t.Fatal(err)
	}
	for range r.Snapshots() { // to the end
	}
	r.Wait()
	if got, want := written(t, all, Passage{Kinds: []OutputKind{FromResult}}), "4\n25\n168\n"; got != want {
		t.Errorf("results = %q, want %q", got, want)
	}
}

func TestAProgressBarKeepsItsNewestState(t *testing.T) {
	var o output
	states := 0
	for i := range 3000 {
		o.print(launcher.TaskOutput{Task: 1, Worker: "Process-1", Stream: launcher.Stderr, Data: fmt.Appendf(nil, "\rstate %d of this bar", i)}, 1)
		states++
	}
	seen := o.seen()
	if len(seen.Lines) != 0 || len(seen.Open) != 1 {
		t.Fatalf("lines = %d, open %d, want 0 and the bar", len(seen.Lines), len(seen.Open))
	}
	bar := seen.Open[0]
	if !strings.HasSuffix(bar.Text, "\rstate 2999 of this bar") || len(bar.Text) > MaxOutputLine {
		t.Errorf("bar = %d bytes that end in %.30q, want its newest state", len(bar.Text), bar.Text[len(bar.Text)-30:])
	}
	if got := bar.Rewritten + strings.Count(bar.Text, "\r"); got != states {
		t.Errorf("states = %d, want %d", got, states)
	}
	o.print(launcher.TaskOutput{Task: 1, Worker: "Process-1", Stream: launcher.Stderr, Data: []byte(strings.Repeat("\rx", 100_000) + "\rdone\n")}, 1)
	if lines := o.seen().Lines; len(lines) != 1 || !strings.HasSuffix(lines[0].Text, "\rdone") || len(o.seen().Open) != 0 {
		t.Errorf("lines = %d, want the bar with its last state, and nothing open", len(lines))
	}
}

func TestALongLineThatIsNotRewrittenIsCutAtItsEnd(t *testing.T) {
	var l OutputLine
	for range 5 {
		l.extend(bytes.Repeat([]byte("0123456789"), 1000))
	}
	l.extend([]byte("\r"))
	if !strings.HasPrefix(l.Text, "0123") || !strings.HasSuffix(l.Text, cutMark) || len(l.Text) != MaxOutputLine || l.Rewritten != 0 {
		t.Errorf("line = %d bytes, rewritten %d times, want its beginning and that it is cut", len(l.Text), l.Rewritten)
	}
}
