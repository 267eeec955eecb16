package run

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"
	"time"
	"unsafe"

	"github.com/poolscope/poolscope/launcher"
)

func TestPackedRecordsAreWhatWasPacked(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	number := func() int64 { return int64(random.Uint64() >> random.UintN(64)) }
	for range 50 {
		var records [pageTasks]record
		for i := range records {
			records[i] = record{
				start: number(), wall: -number(), cpu: number(), rss: number(), text: uint32(number()), number: uint32(number()), pid: int32(number()),
				size: uint16(number()), exit: int16(number()), attempt: uint16(number()), state: uint8(number()), signal: uint8(number()), is: mark(number()),
			}
		}
		records[7] = record{start: math.MinInt64, wall: math.MaxInt64, pid: math.MinInt32, exit: -1}
		records[8] = record{start: math.MaxInt64, wall: math.MinInt64, pid: math.MaxInt32, exit: math.MaxInt16}
		p := packRecords(&records)
		for i := range records {
			if got := p.at(i); got != records[i] {
				t.Fatalf("record %d = %+v, want %+v", i, got, records[i])
			}
		}
	}
}

// ended tells a ledger of tasks of a second each, done by 16 workers.
func (l *ledger) ended(from, to int) {
	for i := from; i < to; i++ {
		l.end(launcher.Result{
			Task: i, Worker: workerName(1 + i%16), PID: 4000 + i%16, Lane: 1, State: launcher.Done, Attempt: 1, Input: json.RawMessage("12345"),
			At: time.Duration(i/16+1) * time.Second, Wall: time.Second + time.Duration(i*7919%900_000), CPU: time.Duration(500_000 + i*104_729%90_000), MaxRSS: int64(9<<20 + i*7919%64<<12),
		}, launcher.Done)
	}
}

func TestATaskThatIsOverTakesFewBytes(t *testing.T) {
	var l ledger
	l.ended(0, pageTasks)
	tasks := l.snapshot()
	p := tasks.pages[0].page
	got := (int(unsafe.Sizeof(*p)) + cap(p.packed.bytes) + cap(p.text)) / pageTasks
	if p.open != nil || got > 32 {
		t.Errorf("a task takes %d bytes, packed %v, want at most 32 and its input", got, p.open == nil)
	}
}

func TestATaskIsTheSamePackedAndOpen(t *testing.T) {
	var l ledger
	const first = pageTasks / 2
	l.ended(0, first)
	open := l.snapshot()
	l.ended(first, pageTasks)
	packed := l.snapshot()
	if open.pages[0].page.open == nil || packed.pages[0].page.open != nil {
		t.Fatal("want the page packed once all of its tasks are over, and not before")
	}
	for i := range pageTasks {
		got, ok := packed.Task(i)
		want, was := open.Task(i)
		if !ok || was != (i < first) || was && !same(got, want) {
			t.Errorf("task %d = %+v, want %+v", i, got, want)
		}
	}
	if open.Len() != first || packed.Len() != pageTasks {
		t.Errorf("tasks = %d and %d, want %d and %d", open.Len(), packed.Len(), first, pageTasks)
	}
}

func same(a, b Task) bool {
	inputs := string(a.Input) == string(b.Input)
	a.Input, b.Input = nil, nil
	return inputs && a.Worker == b.Worker && a.State == b.State && a.PID == b.PID && a.Start == b.Start && a.Wall == b.Wall && a.CPU == b.CPU && a.PeakRSS == b.PeakRSS
}

func TestAPackedPageIsWrittenToAgain(t *testing.T) {
	var l ledger
	l.ended(0, pageTasks)
	before := l.snapshot()
	l.start(launcher.TaskStarted{Task: 9, Worker: "Process-99", PID: 99, Lane: 1, Attempt: 2, Input: json.RawMessage("12345")})
	running := l.snapshot()
	l.end(launcher.Result{Task: 9, Worker: "Process-99", PID: 99, Lane: 1, State: launcher.Failed, Attempt: 2}, launcher.Failed)
	after := l.snapshot()
	if running.pages[0].page.open == nil || after.pages[0].page.open != nil {
		t.Error("want the page open while the task runs, and packed again then")
	}
	for at, want := range map[*Tasks]launcher.State{&before: launcher.Done, &running: launcher.Running, &after: launcher.Failed} {
		got, _ := at.Task(9)
		beside, _ := at.Task(10)
		if got.State != want || string(got.Input) != "12345" || beside.Worker != "Process-11" {
			t.Errorf("task 9 = %+v, and the one beside %+v, want %s and no change", got, beside, want)
		}
	}
}

func TestFewPagesArePackedForASnapshot(t *testing.T) {
	var l ledger
	l.ended(0, (2*mostPacked+1)*pageTasks)
	for _, want := range []int{mostPacked, 2 * mostPacked, 2*mostPacked + 1} {
		n := 0
		tasks := l.snapshot()
		for _, p := range tasks.pages {
			if p.page.open == nil {
				n++
			}
		}
		if n != want {
			t.Errorf("packed pages = %d, want %d", n, want)
		}
	}
}
