package run

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// output is the end of what was printed, as the model knows it: whole lines,
// and the beginnings of those that are not whole yet.
type output struct {
	lines   []OutputLine
	dropped int
	open    map[openLine]*OutputLine
}

// openLine tells apart the lines that are being printed at a time.
type openLine struct {
	task   int
	worker string
	stream launcher.Stream
}

// print takes in a piece of a task's output.
func (o *output) print(e launcher.TaskOutput, number int) {
	if o.open == nil {
		o.open = map[openLine]*OutputLine{}
	}
	key := openLine{e.Task, e.Worker, e.Stream}
	for rest := e.Data; len(rest) > 0; {
		line, more, whole := bytes.Cut(rest, []byte("\n"))
		open := o.open[key]
		if open == nil {
			open = &OutputLine{At: e.At.Seconds(), Task: e.Task, Worker: e.Worker, Number: number, Kind: kindOf(e.Stream)}
			o.open[key] = open
		}
		open.Text = cut(open.Text + string(line[:min(len(line), MaxOutputLine)]))
		if whole {
			o.close(key)
		}
		rest = more
	}
}

func kindOf(s launcher.Stream) OutputKind {
	if s == launcher.Stderr {
		return FromStderr
	}
	return FromStdout
}

// cutMark ends a line that was longer than a snapshot keeps.
const cutMark = " … (cut)"

func cut(text string) string {
	if len(text) <= MaxOutputLine {
		return text
	}
	return text[:MaxOutputLine-len(cutMark)] + cutMark
}

// close moves a line that is whole to the others.
func (o *output) close(key openLine) {
	if open := o.open[key]; open != nil {
		delete(o.open, key)
		o.add(*open)
	}
}

// flush ends the lines that a task left without a newline.
func (o *output) flush(task int, worker string) {
	o.close(openLine{task, worker, launcher.Stdout})
	o.close(openLine{task, worker, launcher.Stderr})
}

func (o *output) add(line OutputLine) {
	if len(o.lines) >= 2*MaxOutputLines {
		o.dropped += len(o.lines) - MaxOutputLines
		o.lines = slices.Clone(o.lines[len(o.lines)-MaxOutputLines:])
	}
	o.lines = append(o.lines, line)
}

// result adds what a task returned.
func (o *output) result(r launcher.Result, number int) {
	if r.State != launcher.Done || len(r.Value) == 0 {
		return
	}
	o.add(OutputLine{
		At: r.At.Seconds(), Task: r.Task, Worker: r.Worker, Number: number, Kind: FromResult,
		Text: cut(string(r.Value[:min(len(r.Value), MaxOutputLine+1)])),
	})
}

// note adds a line about a task that ended otherwise than done.
func (o *output) note(r launcher.Result, number int, what string) {
	o.flush(r.Task, r.Worker)
	text := fmt.Sprintf("%s: %s", stateText(r.State), r.Err)
	if what != "" {
		text = fmt.Sprintf("%s; %s after attempt %d", text, what, r.Attempt)
	}
	o.add(OutputLine{
		At: r.At.Seconds(), Task: r.Task, Worker: r.Worker, Number: number, Kind: FromNote, Text: cut(text),
	})
}

// stateText is a state in words.
func stateText(s launcher.State) string {
	switch s {
	case launcher.TimedOut:
		return "timed out"
	case launcher.NotRun:
		return "not run"
	case launcher.Queued, launcher.Running, launcher.Done, launcher.Failed, launcher.Killed, launcher.Cancelled:
	}
	return string(s)
}

// warn adds a line about the pool.
func (o *output) warn(at time.Duration, text string) {
	o.add(OutputLine{At: at.Seconds(), Task: -1, Kind: FromNote, Text: cut(text)})
}

// seen returns the newest lines.
func (o *output) seen() Output {
	n := len(o.lines)
	from := max(0, n-MaxOutputLines)
	return Output{Lines: o.lines[from:n:n], Dropped: o.dropped + from}
}
