package cli

import (
	"strings"
	"testing"

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
		if got := len(o.held); got != 0 {
			t.Errorf("%s: %d tasks held, want 0", m, got)
		}
	}
}
