package gui

import (
	"bytes"
	"context"
	"math"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// taskCount is what is known of a plan's tasks before a run. Inputs that lie in files are
// looked at by another goroutine, and not again for each key that is pressed elsewhere.
// It belongs to Fyne's goroutine.
type taskCount struct {
	waiting
	found   plan.Survey
	err     error  // what is wrong with the inputs
	now     *look  // the last one at files; nil for none
	changed func() // called on Fyne's goroutine when more is known
}

// look is one survey by a goroutine of its own. That is not waited for: a folder of a
// network that is gone may hold it up for minutes.
type look struct {
	plan plan.Plan
	end  context.CancelFunc

	mu     sync.Mutex
	newest outcome
	late   bool // what is found out is posted
}

// outcome is what a survey has found out.
type outcome struct {
	found plan.Survey
	err   error
}

// newTaskCount counts nothing yet. It calls changed on Fyne's goroutine when more is known.
func newTaskCount(changed func()) taskCount {
	return taskCount{waiting: waiting{countPatience, fyne.Do}, found: plan.Survey{Tasks: -1}, changed: changed}
}

// count looks at the inputs of a plan. The error says what is wrong with them, as far as
// that is known yet.
func (c *taskCount) count(p plan.Plan) error {
	if p.AtOnce() {
		c.forget()
		c.found, c.err = p.Survey(context.Background(), func(plan.Survey) {})
		return c.err //nolint:wrapcheck // says all there is to say
	}
	if c.now == nil || !sameTasks(c.now.plan, p) {
		c.forget()
		c.begin(p)
	}
	c.now.mu.Lock()
	defer c.now.mu.Unlock()
	c.found, c.err = c.now.newest.found, c.now.newest.err
	return c.err
}

// leave says nothing of inputs that are wrong.
func (c *taskCount) leave() { c.found, c.err = plan.Survey{Tasks: -1}, nil }

// forget calls off the look that goes on, if one does.
func (c *taskCount) forget() {
	if c.now != nil {
		c.now.end()
		c.now = nil
	}
}

// begin looks, and waits a moment for an answer. What comes later is posted.
func (c *taskCount) begin(p plan.Plan) {
	ctx, end := context.WithCancel(context.Background())
	l := &look{plan: p, end: end, newest: outcome{found: plan.Survey{Tasks: -1}}}
	c.now = l
	done := make(chan struct{}) // closed by the one that looks
	go func() {
		defer close(done)
		defer end()
		found, err := p.Survey(ctx, func(found plan.Survey) { c.say(l, outcome{found: found}) })
		if err != nil {
			err = plan.Problem{Key: inputsKey, Text: inputsWords(p, err)}
		}
		if ctx.Err() == nil {
			c.say(l, outcome{found, err})
		}
	}()
	wait := time.NewTimer(c.patience)
	defer wait.Stop()
	select {
	case <-done:
	case <-wait.C:
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.late = true
}

// say is called by the goroutine that looks.
func (c *taskCount) say(l *look, o outcome) {
	l.mu.Lock()
	l.newest = o
	late := l.late
	l.mu.Unlock()
	if late {
		c.post(func() { c.take(l) })
	}
}

func (c *taskCount) take(l *look) {
	if c.now != l {
		return // another one began meanwhile
	}
	c.changed()
}

// sameTasks reports whether two plans have the same inputs for the same kind of task.
func sameTasks(a, b plan.Plan) bool {
	return a.Dir == b.Dir && a.Task.Kind == b.Task.Kind && a.Task.Name == b.Task.Name && a.Task.Dir == b.Task.Dir &&
		a.Pool.Method.Star() == b.Pool.Method.Star() && sameInputs(a.Inputs, b.Inputs)
}

func sameInputs(a, b plan.Inputs) bool {
	if !sameValues(a, b) || len(a.Also) != len(b.Also) {
		return false
	}
	for i := range a.Also {
		if !sameInputs(a.Also[i], b.Also[i]) {
			return false
		}
	}
	a.Values, a.Also, b.Values, b.Also = nil, nil, nil, nil
	return reflect.DeepEqual(a, b)
}

func sameValues(a, b plan.Inputs) bool {
	if len(a.Values) != len(b.Values) {
		return false
	}
	if len(a.Values) == 0 || &a.Values[0] == &b.Values[0] {
		return true // many values are shared, and nobody changes them
	}
	for i := range a.Values {
		if !bytes.Equal(a.Values[i], b.Values[i]) {
			return false
		}
	}
	return true
}

// text says how many tasks there are, as far as that is known.
func (c *taskCount) text(in plan.Inputs) string {
	s := c.found
	switch {
	case s.Estimated && s.Done:
		return tr.F("About %s, by the first MiB of the file: it is too long to be counted here.", plural(rounded(s.Tasks), "task"))
	case s.Estimated:
		return tr.F("About %s (estimated from the first MiB; being counted).", plural(rounded(s.Tasks), "task"))
	case s.Tasks >= 0:
		return plural(s.Tasks, "task") + "."
	case s.Cut:
		return tr.F("The first %s found so far; the run goes through all.", plural(s.Files, "file"))
	case !s.Done && s.Files > 0:
		return tr.F("%s found so far …", plural(s.Files, "file"))
	case !s.Done:
		return tr.T("Being counted …")
	case in.Kind == plan.Stdin:
		return tr.T("How many tasks is known when it is read.")
	}
	return tr.T("How many tasks is not known before the run.")
}

// rounded leaves of an estimate what can be meant by one.
func rounded(n int) int {
	if n < 100 {
		return n
	}
	unit := int(math.Pow10(int(math.Log10(float64(n))) - 1))
	return (n + unit/2) / unit * unit
}

// chunkText says what a plan's chunk comes to: how many tasks are in a message, and how
// many messages a worker gets; "" where that is not known.
func (c *taskCount) chunkText(p plan.Plan) string {
	n, workers := c.found.Tasks, p.Workers()
	if n <= 0 {
		return ""
	}
	if chunk := p.Pool.Chunk; chunk > 0 {
		return c.messagesText((n-1)/chunk+1, workers)
	}
	chunk := launcher.AutoChunk(p.Pool.Method, n, workers)
	return tr.F("auto: %s a message; %s", plural(chunk, "task"), c.messagesText((n-1)/chunk+1, workers))
}

// messagesText says how many messages a worker gets.
func (c *taskCount) messagesText(messages, workers int) string {
	each := plural((messages+workers/2)/workers, "message")
	switch {
	case messages < workers:
		return tr.F("%s for %s workers", plural(messages, "message"), strconv.Itoa(workers))
	case c.found.Estimated || messages%workers != 0:
		return tr.F("about %s a worker", each)
	}
	return tr.F("%s a worker", each)
}

// notices says what the inputs hold that is seldom meant, as far as they were read.
func (c *taskCount) notices() []string {
	all := slices.Clone(c.found.Odd)
	if c.found.NoNumbers.Lines > 0 {
		all = append(all, noNumbersText(c.found.NoNumbers))
	}
	return all
}

// noNumbersText says which lines of a file are no numbers, to a task that takes numbers.
func noNumbersText(no plan.NoNumbers) string {
	text, file := visible(no.Text), visible(no.File)
	if text == "" {
		text = tr.T("blank")
	}
	if no.Lines == 1 {
		return tr.F("Line %s of %s is no number but %s: %s takes numbers.", countText(no.First), file, text, no.Task)
	}
	return tr.F("%s lines of %s are no numbers, the first is line %s, which is %s: %s takes numbers.",
		countText(no.Lines), file, countText(no.First), text, no.Task)
}
