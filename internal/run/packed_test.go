package run

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"
	"unsafe"

	"github.com/poolscope/poolscope/launcher"
)

func TestPackedRecordsAreWhatWasPacked(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for bits := range 65 {
		number := func() int64 { return int64(random.Uint64() & (1<<bits - 1)) }
		var records [pageTasks]record
		for i := range records {
			records[i] = record{
				start: number(), wall: -number(), cpu: number(), rss: number(), text: uint32(number()), number: uint32(number()), pid: int32(number()),
				size: uint16(number()), exit: int16(number()), attempt: uint16(number()), state: uint8(number()), signal: uint8(number()), is: mark(number()),
			}
		}
		records[7] = record{start: math.MinInt64, wall: 1<<bits - 1, pid: math.MinInt32, exit: -1}
		records[8] = record{start: math.MaxInt64, wall: 0, pid: math.MaxInt32, exit: math.MaxInt16}
		p := packRecords(&records)
		for i := range records {
			if got := p.at(i); got != records[i] {
				t.Fatalf("%d bits: record %d = %+v, want %+v", bits, i, got, records[i])
			}
		}
	}
	if n := reflect.TypeFor[record]().NumField(); n != recordFields {
		t.Errorf("a record has %d fields, and %d are packed", n, recordFields)
	}
}

// ended tells a ledger of tasks of a second each, done by 16 workers. One of a hundred is
// killed, and another exits.
func (l *ledger) ended(from, to int) {
	for i := from; i < to; i++ {
		r := launcher.Result{
			Task: i, Worker: workerName(1 + i%16), PID: 4000 + i%16, Lane: 1, State: launcher.Done, Attempt: 1, Input: json.RawMessage(strconv.Itoa(10_000 + i)),
			At: time.Duration(i/16+1) * time.Second, Wall: time.Second + time.Duration(i*7919%900_000), CPU: time.Duration(500_000 + i*104_729%90_000), MaxRSS: int64(9<<20 + i*7919%64<<12),
		}
		switch i % 100 {
		case 11:
			r.State, r.Signal = launcher.Killed, "SIGKILL"
		case 12:
			r.State, r.ExitCode = launcher.Failed, &r.Attempt
		default:
		}
		l.end(r, r.State)
	}
}

func TestATaskThatIsOverTakesFewBytes(t *testing.T) {
	var l ledger
	l.ended(0, pageTasks)
	tasks := l.snapshot()
	p := tasks.pages[0].page
	got := (int(unsafe.Sizeof(*p)) + cap(p.packed.varied)*int(unsafe.Sizeof(column{})) + cap(p.packed.bytes)) / pageTasks
	if p.open != nil || got > 24 {
		t.Errorf("a task takes %d bytes, packed %v, want at most 24 besides its input", got, p.open == nil)
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
		if !ok || was != (i < first) || was && !reflect.DeepEqual(got, want) {
			t.Errorf("task %d = %+v, want %+v", i, got, want)
		}
	}
	if open.Len() != first || packed.Len() != pageTasks {
		t.Errorf("tasks = %d and %d, want %d and %d", open.Len(), packed.Len(), first, pageTasks)
	}
}

func TestAPackedPageIsWrittenToAgain(t *testing.T) {
	var l ledger
	l.ended(0, pageTasks)
	before := l.snapshot()
	l.start(launcher.TaskStarted{Task: 9, Worker: "Process-99", PID: 99, Lane: 1, Attempt: 2})
	running := l.snapshot()
	l.end(launcher.Result{Task: 9, Worker: "Process-99", PID: 99, Lane: 1, State: launcher.Failed, Attempt: 2}, launcher.Failed)
	after := l.snapshot()
	if running.pages[0].page.open == nil || after.pages[0].page.open != nil {
		t.Error("want the page open while the task runs, and packed again then")
	}
	for at, want := range map[*Tasks]launcher.State{&before: launcher.Done, &running: launcher.Running, &after: launcher.Failed} {
		got, _ := at.Task(9)
		killed, _ := at.Task(11)
		failed, _ := at.Task(12)
		if got.State != want || string(got.Input) != "10009" || killed.Exit != "SIGKILL" || failed.Exit != "exit 1" {
			t.Errorf("task 9 = %+v, and others %+v and %+v, want %s and no change", got, killed, failed, want)
		}
	}
}

// The oldest pages are the next to be dropped.
func TestFewPagesArePackedForASnapshotAndTheNewestFirst(t *testing.T) {
	var l ledger
	const pages = 2*mostPacked + 1
	l.ended(0, pages*pageTasks)
	for _, want := range []int{mostPacked, 2 * mostPacked, pages} {
		tasks := l.snapshot()
		for i, p := range tasks.pages {
			if packed := p.page.open == nil; packed != (i >= pages-want) {
				t.Errorf("page %d of %d: packed %v, want the newest %d", i, pages, packed, want)
			}
		}
	}
}

func TestAllPagesArePackedAtTheEnd(t *testing.T) {
	var l ledger
	l.ended(0, 2*mostPacked*pageTasks)
	l.finish()
	tasks := l.snapshot()
	if slices.ContainsFunc(tasks.pages, func(n numbered) bool { return n.page.open != nil }) {
		t.Error("a page is open after the end, want all packed")
	}
}

// What a packed page's records have of inputs stays, and more may come behind it.
func TestAnInputThatComesLateIsKeptByAPackedPage(t *testing.T) {
	var l ledger
	l.end(launcher.Result{Task: 0, Worker: "Process-1", Lane: 1, State: launcher.Done, Attempt: 1}, launcher.Done)
	l.ended(1, pageTasks)
	before := l.snapshot()
	l.start(launcher.TaskStarted{Task: 0, Worker: "Process-2", Lane: 1, Attempt: 2, Input: json.RawMessage("late")})
	after := l.snapshot()
	for i := range pageTasks {
		want, again := strconv.Itoa(10_000+i), ""
		if i == 0 {
			want, again = "", "late"
		}
		was, _ := before.Task(i)
		is, _ := after.Task(i)
		if string(was.Input) != want || string(is.Input) != max(want, again) {
			t.Fatalf("inputs of task %d = %q and %q, want %q and %q", i, was.Input, is.Input, want, max(want, again))
		}
	}
}
