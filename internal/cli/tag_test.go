package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

// taggedOutput runs pieces of two tasks through a tagger and returns each stream.
func taggedOutput(feed func(*tagger)) (out, errs string) {
	var streams [launcher.Stderr + 1]bytes.Buffer
	feed(newTagger(func(e launcher.TaskOutput) { streams[e.Stream].Write(e.Data) }, false))
	return streams[launcher.Stdout].String(), streams[launcher.Stderr].String()
}

func piece(task int, stream launcher.Stream, text string) launcher.TaskOutput {
	return launcher.TaskOutput{Task: task, Stream: stream, Data: []byte(text)}
}

func TestEachLineBeginsWithItsInput(t *testing.T) {
	out, errs := taggedOutput(func(g *tagger) {
		g.started(0, []byte(`"in\tput"`))
		g.output(piece(0, launcher.Stdout, "one\ntw"))
		g.output(piece(0, launcher.Stderr, "!"))
		g.output(piece(0, launcher.Stdout, "o\n\nend"))
		g.output(piece(-1, launcher.Stdout, "nobody's"))
		g.ended(launcher.Result{Task: 0})
	})
	const tag = "in\\tput\t"
	if want := tag + "one\n" + tag + "two\n" + tag + "\n" + tag + "endnobody's\n"; out != want {
		t.Errorf("stdout = %q, want %q", out, want)
	}
	if want := "in\\tput\t!\n"; errs != want {
		t.Errorf("stderr = %q, want %q", errs, want)
	}
}

func TestStreamsThatEndUpInOnePlaceShareNoLine(t *testing.T) {
	var both bytes.Buffer
	g := newTagger(func(e launcher.TaskOutput) { both.Write(e.Data) }, true)
	g.started(0, []byte("7"))
	g.output(piece(0, launcher.Stdout, "part"))
	g.output(piece(0, launcher.Stderr, "err\nmore"))
	g.output(piece(0, launcher.Stdout, " of it\n"))
	g.ended(launcher.Result{Task: 0})
	if want := "7\tpart\n7\terr\n7\tmore\n7\t of it\n"; both.String() != want {
		t.Errorf("both = %q, want %q", both.String(), want)
	}
}

func TestTagsOfOneByteAtATimeAreTheSame(t *testing.T) {
	const text = "a\n\nb\r\nc"
	whole, _ := taggedOutput(func(g *tagger) {
		g.started(3, []byte("7"))
		g.output(piece(3, launcher.Stdout, text))
		g.ended(launcher.Result{Task: 3})
	})
	bytewise, _ := taggedOutput(func(g *tagger) {
		g.started(3, []byte("7"))
		for i := range len(text) {
			g.output(piece(3, launcher.Stdout, text[i:i+1]))
		}
		g.ended(launcher.Result{Task: 3})
	})
	if want := "7\ta\n7\t\n7\tb\r\n7\tc\n"; whole != want || bytewise != want {
		t.Errorf("whole %q, bytewise %q, want %q", whole, bytewise, want)
	}
}

func TestTaggerForgetsWhatHasEnded(t *testing.T) {
	g := newTagger(func(launcher.TaskOutput) {}, false)
	for task := range 1000 {
		g.started(task, []byte(`"x"`))
		g.ended(launcher.Result{Task: task})
	}
	if len(g.live) != 0 {
		t.Errorf("%d tasks remembered, want 0", len(g.live))
	}
}

func TestTagsCannotMoveTheCursor(t *testing.T) {
	for input, want := range map[string]string{
		`"\u001b[2J"`: `\x1b[2J`, `"a\nb"`: `a\nb`, `"\udcff"`: `\xff`, `["a","b c"]`: "a b c", `{"x":"1","y":2}`: "1 2", "12": "12", `""`: "",
	} {
		if got := inputText([]byte(input)); got != want || strings.ContainsAny(got, "\x1b\n\t") {
			t.Errorf("tag of %s = %q, want %q", input, got, want)
		}
	}
}
