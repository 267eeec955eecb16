package run

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// output is the end of what was printed, as the model knows it: whole lines,
// and the beginnings of those that are not whole yet.
type output struct {
	off     bool // nobody wants it
	lines   []OutputLine
	dropped int
	gone    float64 // as Output.Gone
	open    map[openLine]*OutputLine
	waiting []launcher.ResultsReady // in order, after lines
	inWait  int                     // results in them
	number  func(worker string) int
	all     *Transcript // nil where nobody wants it
}

// openLine tells apart the lines that are being printed at a time.
type openLine struct {
	task   int
	worker string
	stream launcher.Stream
}

// print takes in a piece of a task's output. Of more lines than are kept only the last
// are looked at.
func (o *output) print(e launcher.TaskOutput, number int) {
	o.all.printed(e, number)
	if !o.off {
		o.lay(e, number, kindOf(e.Stream))
	}
}

// lay puts a piece of output to the lines.
func (o *output) lay(e launcher.TaskOutput, number int, kind OutputKind) {
	if o.open == nil {
		o.open = map[openLine]*OutputLine{}
	}
	key := openLine{e.Task, e.Worker, e.Stream}
	rest, skipped := lastLines(e.Data, MaxOutputLines)
	if skipped > 0 {
		delete(o.open, key)
		o.dropped += skipped
		o.gone = max(o.gone, e.At.Seconds())
	}
	begun := OutputLine{At: e.At.Seconds(), Task: e.Task, Worker: e.Worker, Number: number, Kind: kind}
	for len(rest) > 0 {
		line, more, whole := bytes.Cut(rest, newline)
		next := begun
		if open := o.open[key]; open != nil {
			next = *open
			delete(o.open, key)
		}
		next.extend(line)
		if whole {
			o.add(next)
		} else {
			o.open[key] = &next
		}
		rest = more
	}
}

var newline = []byte("\n") //nolint:gochecknoglobals // a constant

// lastLines returns the last whole lines, so many at the most, with what follows them,
// and how many lines it left out.
func lastLines(data []byte, most int) (last []byte, skipped int) {
	skipped = bytes.Count(data, newline) - most
	if skipped <= 0 {
		return data, 0
	}
	end := bytes.LastIndexByte(data, '\n')
	for range most {
		end = bytes.LastIndexByte(data[:end], '\n')
	}
	return data[end+1:], skipped
}

func kindOf(s launcher.Stream) OutputKind {
	if s == launcher.Stderr {
		return FromStderr
	}
	return FromStdout
}

// mostPiece is how much of a piece of a line is looked at: what may be kept of it, and
// the end of what came before that.
const mostPiece = 2 * MaxOutputLine

// extend puts a piece to a line that is not whole yet. One that becomes too long is cut
// at its end; but where it is begun again and again, as a progress bar is, what stood
// there earlier goes.
func (l *OutputLine) extend(piece []byte) {
	if len(l.Text)+len(piece) <= MaxOutputLine {
		l.Text += string(piece)
		return
	}
	if over := len(piece) - mostPiece; over > 0 && bytes.IndexByte(piece[over:], '\r') >= 0 {
		l.Rewritten += strings.Count(l.Text, "\r") + bytes.Count(piece[:over], returns)
		l.Text, piece = "", piece[over:]
	}
	text := l.Text + string(piece[:min(len(piece), mostPiece)])
	from := len(text) - MaxOutputLine
	again := strings.IndexByte(text[from:], '\r')
	if again < 0 || strings.Trim(text[from+again:], "\r") == "" {
		l.Text = cut(text)
		return
	}
	gone := text[:from+again+1]
	l.Rewritten += strings.Count(gone, "\r")
	l.Text = text[len(gone):]
}

var returns = []byte("\r") //nolint:gochecknoglobals // a constant

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
		o.all.ended(*open)
		o.add(*open)
	}
}

// flush ends the lines that a task left without a newline.
func (o *output) flush(task int, worker string) {
	o.close(openLine{task, worker, launcher.Stdout})
	o.close(openLine{task, worker, launcher.Stderr})
}

// flushAll ends all lines that were left without a newline: by tasks whose output went
// on after their end.
func (o *output) flushAll() {
	keys := slices.Collect(maps.Keys(o.open))
	slices.SortFunc(keys, func(a, b openLine) int { return cmp.Compare(o.open[a].At, o.open[b].At) })
	for _, key := range keys {
		o.close(key)
	}
}

func (o *output) add(line OutputLine) {
	if o.off {
		return
	}
	if len(o.waiting) > 0 {
		o.settle()
	}
	if len(o.lines) >= 2*MaxOutputLines {
		o.drop(len(o.lines) - MaxOutputLines)
	}
	o.lines = append(o.lines, line)
}

// drop takes out the oldest lines. Snapshots may have them.
func (o *output) drop(n int) {
	o.dropped += n
	o.gone = max(o.gone, latest(o.lines[:n]))
	o.lines = slices.Clone(o.lines[n:])
}

// latest is the latest time of lines.
func latest(lines []OutputLine) float64 {
	at := 0.0
	for i := range lines {
		at = max(at, lines[i].At)
	}
	return at
}

// results adds what tasks returned. Only the newest become lines, once somebody
// looks or something else is printed: a million are handed out at once.
func (o *output) results(e launcher.ResultsReady, number func(worker string) int) {
	o.all.returned(e, number)
	if o.off {
		return
	}
	o.number = number
	o.waiting = append(o.waiting, e)
	for o.inWait += e.Len(); o.inWait-o.waiting[0].Len() >= MaxOutputLines; o.waiting = o.waiting[1:] {
		o.inWait -= o.waiting[0].Len()
		o.dropped += o.waiting[0].Values()
		o.gone = math.Inf(1) // nobody looks at a million results for their times
	}
}

// settle makes lines of the results that wait.
func (o *output) settle() {
	waiting := o.waiting
	o.waiting, o.inWait = nil, 0
	for _, e := range waiting {
		for task, outcome := range e.All() {
			if len(outcome.Value) > 0 {
				o.add(OutputLine{
					At: outcome.At.Seconds(), Task: task, Worker: outcome.Worker, Number: o.number(outcome.Worker), Kind: FromResult,
					Text: cut(string(outcome.Value[:min(len(outcome.Value), MaxOutputLine+1)])),
				})
			}
		}
	}
}

// note adds a line about a task that ended otherwise than done.
func (o *output) note(r launcher.Result, number int, what string) {
	o.flush(r.Task, r.Worker)
	o.all.noted(r, number)
	text := r.Message()
	if state := stateText(r.State); !strings.HasPrefix(text, state) { // a command's end says it itself
		text = state + ": " + text
	}
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
	o.settle()
	n := len(o.lines)
	from := max(0, n-MaxOutputLines)
	return Output{
		Lines: o.lines[from:n:n], Dropped: o.dropped + from, Gone: max(o.gone, latest(o.lines[:from])), Open: o.begun(), All: o.all,
	}
}

// begun returns the beginnings of lines that are not whole yet, in the order in which
// these were begun: the newest, and no empty one.
func (o *output) begun() []OutputLine {
	var lines []OutputLine
	for _, open := range o.open {
		if open.Text != "" {
			lines = append(lines, *open)
		}
	}
	slices.SortFunc(lines, func(a, b OutputLine) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Task, b.Task), cmp.Compare(a.Kind, b.Kind))
	})
	return slices.Clip(lines[max(0, len(lines)-MaxOpenLines):])
}
