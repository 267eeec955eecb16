package run

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/launcher"
)

// pageTasks is how many consecutive tasks a page has: few enough to be copied for
// each snapshot that one of them changed after.
const pageTasks = 512

// page is the record of some consecutive tasks: open, to be written to, or packed. Once a
// snapshot holds one, only text grows, behind what the records of that snapshot point to.
type page struct {
	open    *[pageTasks]record // nil where it is packed
	packed  packed
	text    []byte   // of the inputs
	signals []string // that ended workers
}

// record is what is kept of a task, in as few bytes as do: a million may be kept.
type record struct {
	start, wall, cpu int64 // nanoseconds
	rss              int64 // bytes
	text             uint32
	number           uint32 // of the worker: its name follows from it
	pid              int32
	size             uint16 // of the input in text
	exit             int16  // -1 where there is none
	attempt          uint16
	state            uint8 // place in states, from 1; 0 is unknown
	signal           uint8 // place in signals, from 1
	is               mark
}

// unknown is the state of a task that nothing was told of.
const unknown = 0

type mark uint8

const (
	inputCut mark = 1 << iota
	wasStarted
	endedBefore
)

func (r *record) has(m mark) bool { return r.is&m != 0 }

func states() [8]launcher.State {
	return [...]launcher.State{
		launcher.Queued, launcher.Running, launcher.Done, launcher.Failed, launcher.TimedOut, launcher.Killed, launcher.Cancelled, launcher.NotRun,
	}
}

func codeOf(s launcher.State) uint8 {
	all := states()
	return uint8(slices.Index(all[:], s) + 1)
}

func stateOf(code uint8) launcher.State { return states()[code-1] }

func newPage() *page { return &page{open: &[pageTasks]record{}} }

// at returns the record at a place of the page.
func (p *page) at(i int) record {
	if p.open == nil {
		return p.packed.at(i)
	}
	return p.open[i]
}

// clone returns a copy that can be written to.
func (p *page) clone() *page {
	c := newPage()
	c.text, c.signals = p.text, p.signals
	if p.open != nil {
		*c.open = *p.open
		return c
	}
	for i := range c.open {
		c.open[i] = p.packed.at(i)
	}
	return c
}

// pack returns a copy that takes less memory, and cannot be written to.
func (p *page) pack() *page {
	return &page{packed: packRecords(p.open), text: slices.Clone(p.text), signals: p.signals}
}

// keep notes the input of a task, once.
func (p *page) keep(r *record, input json.RawMessage) {
	if r.size > 0 || len(input) == 0 {
		return
	}
	n := min(len(input), MaxTaskInput)
	r.text, r.size = uint32(len(p.text)), uint16(n)
	p.text = append(p.text, input[:n]...)
	if n < len(input) {
		r.is |= inputCut
	}
}

func (p *page) start(r *record, e launcher.TaskStarted) {
	p.keep(r, e.Input)
	r.state, r.is = codeOf(launcher.Running), r.is|wasStarted
	r.number, r.pid, r.attempt = workerNumber(e.Worker), int32(e.PID), attemptOf(e.Attempt)
	r.start, r.wall, r.cpu, r.rss, r.exit, r.signal = int64(e.At), 0, 0, 0, -1, 0
}

// end notes an attempt's end with the state that the task has then.
func (p *page) end(r *record, e launcher.Result, state launcher.State) {
	p.keep(r, e.Input)
	told := r.state == codeOf(launcher.Running) // when it began
	r.state, r.exit, r.signal = codeOf(state), -1, p.signal(e.Signal)
	r.wall, r.cpu, r.rss, r.attempt = int64(e.Wall), int64(e.CPU), max(0, e.MaxRSS), attemptOf(e.Attempt)
	if e.Lane > 0 && !told {
		r.start, r.is = int64(e.At-e.Wall), r.is|wasStarted
	}
	if e.Worker != "" {
		r.number, r.pid = workerNumber(e.Worker), int32(e.PID)
	}
	if e.ExitCode != nil {
		r.exit = int16(min(max(0, *e.ExitCode), math.MaxInt16))
	}
	if e.Before {
		r.is |= endedBefore
	}
}

// signal returns the place of a signal's name. There are fewer than a byte counts.
func (p *page) signal(name string) uint8 {
	if name == "" {
		return 0
	}
	at := slices.Index(p.signals, name)
	if at < 0 {
		at = len(p.signals)
		p.signals = append(slices.Clip(p.signals), name)
	}
	return uint8(at + 1)
}

func (p *page) exitOf(r *record) string {
	switch {
	case r.signal > 0:
		return p.signals[r.signal-1]
	case r.exit >= 0:
		return fmt.Sprintf("exit %d", r.exit)
	}
	return ""
}

func attemptOf(n int) uint16 { return uint16(min(max(0, n), math.MaxUint16)) }

const namePrefix = "Process-"

func workerName(number int) string {
	if number == 0 {
		return ""
	}
	return namePrefix + strconv.Itoa(number)
}

// workerNumber is the number in a worker's name, 0 for none.
func workerNumber(name string) uint32 {
	n, _ := strconv.ParseUint(strings.TrimPrefix(name, namePrefix), 10, 32)
	return uint32(n)
}
