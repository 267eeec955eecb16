package cli

import (
	"bytes"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/poolscope/poolscope/internal/spill"
	"github.com/poolscope/poolscope/launcher"
)

// page is what a printer wrote, result lines in brackets, standard error in braces.
type page struct{ strings.Builder }

func (p *page) output(stream launcher.Stream, data []byte) {
	if stream == launcher.Stderr {
		p.WriteString("{" + string(data) + "}")
		return
	}
	p.Write(data)
}

func (p *page) result(_ int, o launcher.Outcome) { p.WriteString("[" + string(o.Value) + "]") }

func (p *page) passing(int) {}

func (p *page) passed(int) {}

func (p *page) incomplete(err error) { p.WriteString("<" + err.Error() + ">") }

func prints(task int, text string) launcher.TaskOutput {
	return launcher.TaskOutput{Task: task, Stream: launcher.Stdout, Data: []byte(text)}
}

func returns(task int, value string) launcher.Result {
	return launcher.Result{Task: task, State: launcher.Done, Value: []byte(value)}
}

func (p *page) expect(t *testing.T, want string) {
	t.Helper()
	if got := p.String(); got != want {
		t.Errorf("written = %q, want %q", got, want)
	}
}

func TestLowestTaskIsLiveAndOthersWait(t *testing.T) {
	p := &page{}
	o := newOrder(launcher.Map, p)
	o.output(prints(1, "b1 "))
	o.output(prints(0, "a1 "))
	p.expect(t, "a1 ")
	o.output(prints(1, "b2 "))
	o.output(prints(0, "a2 "))
	p.expect(t, "a1 a2 ")
	o.finished(0, 1)
	p.expect(t, "a1 a2 b1 b2 ")
	o.output(prints(1, "b3 "))
	p.expect(t, "a1 a2 b1 b2 b3 ")
}

func TestTasksThatFinishedEarlyFollowAtOnce(t *testing.T) {
	p := &page{}
	o := newOrder(launcher.ApplyAsync, p)
	for _, task := range []int{3, 1, 2} {
		o.output(prints(task, string(rune('a'+task))))
		o.finished(task, 1)
	}
	p.expect(t, "")
	o.finished(0, 1)
	p.expect(t, "bcd")
}

func TestMapResultsComeAfterAllOutput(t *testing.T) {
	p := &page{}
	o := newOrder(launcher.MapAsync, p)
	o.output(prints(1, "b "))
	o.finished(1, 1)
	o.output(prints(0, "a "))
	o.finished(0, 1)
	o.ready(launcher.ReadyOf(returns(0, "0")))
	o.ready(launcher.ReadyOf(returns(1, "1")))
	p.expect(t, "a b [0][1]")
}

func TestIMapResultFollowsItsTasksOutput(t *testing.T) {
	p := &page{}
	o := newOrder(launcher.IMap, p)
	o.output(prints(1, "b "))
	o.finished(1, 1)
	o.output(prints(0, "a "))
	o.finished(0, 1)
	p.expect(t, "a ")
	o.ready(launcher.ReadyOf(returns(0, "0")))
	p.expect(t, "a [0]b ")
	o.ready(launcher.ReadyOf(returns(1, "1")))
	p.expect(t, "a [0]b [1]")
}

func TestUnorderedTasksComeWholeAsTheyFinish(t *testing.T) {
	p := &page{}
	o := newOrder(launcher.IMapUnordered, p)
	o.output(prints(0, "a1 "))
	o.output(prints(1, "b1 "))
	o.output(prints(0, "a2 "))
	o.finished(1, 1)
	o.ready(launcher.ReadyOf(returns(1, "1")))
	p.expect(t, "b1 [1]")
	o.finished(0, 1)
	o.ready(launcher.ReadyOf(returns(0, "0")))
	p.expect(t, "b1 [1]a1 a2 [0]")
}

func TestStreamsOfATaskKeepTheirOrder(t *testing.T) {
	p := &page{}
	o := newOrder(launcher.Map, p)
	o.output(prints(1, "x"))
	o.output(prints(1, "y"))
	o.output(launcher.TaskOutput{Task: 1, Stream: launcher.Stderr, Data: []byte("e")})
	o.output(prints(1, "z"))
	o.finished(0, 1)
	p.expect(t, "xy{e}z")
}

func TestOutputOfNoTaskPassesAtOnce(t *testing.T) {
	p := &page{}
	newOrder(launcher.IMapUnordered, p).output(prints(-1, "stray"))
	p.expect(t, "stray")
}

func TestOutputBehindAHoleIsNotLost(t *testing.T) {
	p := &page{}
	o := newOrder(launcher.IMap, p)
	for _, task := range []int{2, 1} {
		o.output(prints(task, string(rune('a'+task))))
	}
	o.ready(launcher.ReadyOf(returns(2, "2")))
	o.drain()
	p.expect(t, "bc[2]")
}

func TestHeldOutputIsACopy(t *testing.T) {
	p := &page{}
	o := newOrder(launcher.Map, p)
	e := prints(1, "kept")
	o.output(e)
	copy(e.Data, "lost")
	o.finished(0, 1)
	p.expect(t, "kept")
}

func TestNothingIsHeldOfTasksThatWerePrinted(t *testing.T) {
	for _, m := range launcher.Methods() {
		o := newOrder(m, &page{})
		for task := range 100 {
			o.output(prints(task, "x"))
			o.finished(task, 1)
			o.ready(launcher.ReadyOf(returns(task, "1")))
		}
		if !o.held.Empty() || len(o.results) > 0 {
			t.Errorf("%s: output of %v and %d results held, want none", m, o.held.Tasks(), len(o.results))
		}
	}
}

func TestNothingIsHeldOfTasksThatEndedOutOfTurn(t *testing.T) {
	p := &page{}
	o := newOrder(launcher.IMap, p)
	for _, task := range []int{2, 1, 0} {
		o.output(prints(task, string(rune('a'+task))))
		o.ready(launcher.ReadyOf(returns(task, string(rune('0'+task)))))
	}
	p.expect(t, "a[0]b[1]c[2]")
	if !o.held.Empty() || len(o.results) > 0 {
		t.Errorf("output of %v and %d results held, want none", o.held.Tasks(), len(o.results))
	}
}

// tally is how much was written, and the last that was said to be incomplete.
type tally struct {
	bytes [3]int // by stream
	sum   uint64
	err   error
}

func (c *tally) output(stream launcher.Stream, data []byte) {
	c.bytes[stream] += len(data)
	for _, b := range data {
		c.sum = c.sum*31 + uint64(b)
	}
}

func (c *tally) result(int, launcher.Outcome) {}

func (c *tally) passing(int) {}

func (c *tally) passed(int) {}

func (c *tally) incomplete(err error) { c.err = err }

func TestMoreThanMemoryHoldsComesWholeInItsTurn(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, m := range []launcher.Method{launcher.Map, launcher.IMap, launcher.IMapUnordered} {
		held, live := &tally{}, &tally{}
		o, straight := newOrder(m, held), newOrder(m, live)
		line := make([]byte, 50_000)
		for i := range 2 * heldInMemory / len(line) {
			line[i%len(line)] = byte(i)
			e := launcher.TaskOutput{Task: 1, Stream: launcher.Stream(1 + i%2), Data: line}
			o.output(e)
			e.Task = -1
			straight.output(e)
		}
		if m != launcher.IMapUnordered && held.bytes != [3]int{} {
			t.Errorf("%s: %v bytes written before the task's turn, want none", m, held.bytes)
		}
		o.finished(0, 2)
		o.ready(launcher.ReadyOf(returns(0, "0")))
		o.ready(launcher.ReadyOf(returns(1, "1")))
		if *held != *live {
			t.Errorf("%s: written = %+v, want %+v", m, *held, *live)
		}
		o.drain()
	}
}

func TestOutputThatCouldNotBeKeptIsSaidAtItsTurn(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	c := &tally{}
	o := newOrder(launcher.Map, c)
	o.output(launcher.TaskOutput{Task: 1, Stream: launcher.Stdout, Data: make([]byte, 2*heldInMemory)})
	o.output(launcher.TaskOutput{Task: 0, Stream: launcher.Stdout, Data: []byte("live")})
	if c.err != nil {
		t.Errorf("said before its turn: %v", c.err)
	}
	o.finished(0, 1)
	loss, ok := errors.AsType[*spill.LostError](c.err)
	if !ok || loss.Task != 1 {
		t.Fatalf("incomplete: %v, want the loss of task 1", c.err)
	}
	if got, want := int64(c.bytes[launcher.Stdout])+loss.Bytes, int64(2*heldInMemory+len("live")); got != want {
		t.Errorf("bytes written and lost = %d, want %d", got, want)
	}
}

func TestIncompleteOutputFailsTheRunAndNamesTheTask(t *testing.T) {
	var out, err bytes.Buffer
	r := newReport(newConsole(System{Stdout: &out, Stderr: &err, Env: func(string) string { return "" }}), runFlags{})
	r.incomplete(&spill.LostError{Task: 7, Err: syscall.ENOSPC})
	if r.failed == nil {
		t.Errorf("the run is not failed by incomplete output")
	}
	if !strings.Contains(err.String(), "task 7") || !strings.Contains(err.String(), syscall.ENOSPC.Error()) {
		t.Errorf("standard error = %q, want the task and the reason", err.String())
	}
}

// diary is a page that names the tasks whose output had waited.
type diary struct{ page }

func (d *diary) passing(task int) { d.WriteString("(" + strconv.Itoa(task) + " ") }

func (d *diary) passed(int) { d.WriteString(")") }

func TestOutputThatWaitedIsTold(t *testing.T) {
	d := &diary{}
	o := newOrder(launcher.Map, d)
	o.output(prints(1, "b"))
	o.output(prints(0, "a"))
	o.finished(0, 1)
	o.output(prints(1, "c"))
	o.finished(1, 1)
	o.again = true // of an earlier run, in its turn
	o.output(prints(2, "d"))
	o.again = false
	o.finished(2, 1)
	o.output(prints(4, "e"))
	o.drain()
	d.expect(t, "a(1 b)c(2 d)(4 e)")
}
