package cli

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/launcher"
)

// tagger begins each line that a task prints with the task's input and a tab. What
// ends without a newline gets one, so that the next line is one of its own. One
// goroutine uses it.
type tagger struct {
	to   func(launcher.TaskOutput)
	one  bool // both streams end up in one place
	live map[int]*tagged
}

// tagged is a task that has not ended.
type tagged struct {
	tag []byte
	one bool
	mid [launcher.Stderr + 1]bool // by stream: its last byte was no newline
}

func newTagger(to func(launcher.TaskOutput), one bool) *tagger {
	return &tagger{to: to, one: one, live: map[int]*tagged{}}
}

// started takes a task's input, before its first output.
func (t *tagger) started(task int, input json.RawMessage) {
	t.live[task] = &tagged{one: t.one, tag: append([]byte(inputText(input)), '\t')}
}

// output passes on a piece with its lines tagged. What no task that lives has printed
// passes as it is.
func (t *tagger) output(e launcher.TaskOutput) {
	if of := t.live[e.Task]; of != nil {
		e.Data = of.lines(e.Stream, e.Data)
	}
	t.to(e)
}

func (t *tagged) lines(stream launcher.Stream, data []byte) []byte {
	out := make([]byte, 0, 1+len(data)+len(t.tag)*(1+bytes.Count(data, []byte{'\n'})))
	if other := launcher.Stdout + launcher.Stderr - stream; t.one && t.mid[other] {
		out, t.mid[other] = append(out, '\n'), false
	}
	for line := range bytes.Lines(data) {
		if !t.mid[stream] {
			out = append(out, t.tag...)
		}
		out = append(out, line...)
		t.mid[stream] = line[len(line)-1] != '\n'
	}
	return out
}

// ended takes the end of an attempt, before what follows from it. A further attempt
// begins with started again.
func (t *tagger) ended(r launcher.Result) {
	of := t.live[r.Task]
	delete(t.live, r.Task)
	if of == nil {
		return
	}
	for _, stream := range []launcher.Stream{launcher.Stdout, launcher.Stderr} {
		if of.mid[stream] {
			t.to(launcher.TaskOutput{At: r.At, Task: r.Task, Worker: r.Worker, Stream: stream, Data: []byte{'\n'}})
		}
	}
}

// inputText returns an input as a person knows it, in one line: a text without its
// quotes, several columns with a space between them.
func inputText(input json.RawMessage) string {
	words, err := argv.WordsOf(input)
	if err != nil {
		return oneLine(string(input))
	}
	return oneLine(strings.Join(words.Values, " "))
}
