package workload

import (
	"bytes"
	"errors"
	"maps"
	"math"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher/worker"
)

func TestARoomlessMachineIsSpared(t *testing.T) {
	left := func(mib uint64, known bool) func() (uint64, bool) {
		return func() (uint64, bool) { return mib * mebibyte, known }
	}
	if err := checkRoom(16*mebibyte, left(272, true)); err != nil {
		t.Errorf("16 MiB of 272 MiB: %v", err)
	}
	err := checkRoom(16*mebibyte, left(271, true))
	if err == nil || !strings.Contains(err.Error(), "271 MiB of memory left") {
		t.Errorf("16 MiB of 271 MiB: %v, want an error that names them", err)
	}
	if err := checkRoom(16*mebibyte, left(0, false)); err != nil {
		t.Errorf("where nothing is known: %v", err)
	}
}

func TestABlockNoticesThatItWasChanged(t *testing.T) {
	b, err := newBlock(mebibyte)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.check(); err != nil {
		t.Errorf("untouched block: %v", err)
	}
	b.data[os.Getpagesize()*3]++
	if err := b.check(); err == nil {
		t.Error("a changed block passes the check")
	}
	if err := b.release(); err != nil {
		t.Error(err)
	}
}

func TestIOLeavesNoFile(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	if got := result(t, "io", worker.Call{Input: input("3")}); got != 3*mebibyte {
		t.Errorf("io of 3 MiB = %v, want %d", got, 3*mebibyte)
	}
	checkEmpty(t, folder)
}

func checkEmpty(t *testing.T, folder string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) > 0 {
		t.Errorf("left in the folder: %v, %v", entries, err)
	}
}

func TestIONamesTheFolderItCannotUse(t *testing.T) {
	folder := t.TempDir() + "/missing"
	t.Setenv("TMPDIR", folder)
	t.Setenv("TMP", folder)
	if _, err := run(t, "io", worker.Call{Input: input("1")}); err == nil || !strings.Contains(err.Error(), folder) {
		t.Errorf("error = %v, want one that names %s", err, folder)
	}
}

func TestIONoticesWrongBytes(t *testing.T) {
	p := newPattern()
	data := bytes.Clone(append(bytes.Clone(p.mib(0)), p.mib(1)...))
	if err := compareMiB(bytes.NewReader(data), p, 2); err != nil {
		t.Errorf("right bytes: %v", err)
	}
	data[mebibyte+7]++
	if err := compareMiB(bytes.NewReader(data), p, 2); err == nil || !strings.Contains(err.Error(), "MiB 2 of 2") {
		t.Errorf("a wrong byte: %v, want an error that names MiB 2 of 2", err)
	}
	if err := compareMiB(bytes.NewReader(data[:mebibyte+1]), p, 2); err == nil {
		t.Error("a short file passes")
	}
}

// dialed applies dial with no jitter and reports what it measured.
func dialOf(t *testing.T, call worker.Call, params map[string]float64) dialed {
	t.Helper()
	call.Input, call.Params = input("0"), map[string]float64{"cpu": 0, "wait": 0, "memory": 0, "jitter": 0}
	maps.Copy(call.Params, params)
	d, ok := result(t, "dial", call).(dialed)
	if !ok {
		t.Fatal("dial returned something else than what it dialed")
	}
	return d
}

func TestDialWaitsAndHolds(t *testing.T) {
	d := dialOf(t, worker.Call{}, map[string]float64{"wait": 0.05, "memory": 3})
	if d.Wait < 0.05 || d.CPU != 0 || d.Memory != 3 {
		t.Errorf("dialed %+v, want 0.05 s of waiting, no processor and 3 MiB", d)
	}
}

func TestDialBurnsProcessorTimeOnACrowdedMachine(t *testing.T) {
	const tasks, cpu = 6, 0.1
	var group sync.WaitGroup
	got := make([]dialed, tasks)
	for i := range tasks {
		group.Go(func() { got[i] = dialOf(t, worker.Call{}, map[string]float64{"cpu": cpu}) })
	}
	group.Wait()
	for i, d := range got {
		if d.CPU < cpu || d.CPU > cpu*1.5 {
			t.Errorf("dial %d burnt %v s, want %v s", i, d.CPU, cpu)
		}
	}
}

func TestDialKeepsItsSerialShareToSerial(t *testing.T) {
	tests := []struct {
		serial float64
		calls  int
	}{{0, 0}, {0.5, 1}, {1, 1}}
	for _, test := range tests {
		calls, inside := 0, time.Duration(0)
		call := worker.Call{Serial: func(f func()) {
			calls++
			begin := time.Now()
			f()
			inside += time.Since(begin)
		}}
		d := dialOf(t, call, map[string]float64{"cpu": 0.06, "serial": test.serial})
		if calls != test.calls || inside.Seconds() < 0.06*test.serial {
			t.Errorf("serial %v: %d calls of %v, want %d", test.serial, calls, inside, test.calls)
		}
		if d.CPU < 0.06 || d.CPU > 0.085 {
			t.Errorf("serial %v: burnt %v s, want 0.06 s in all", test.serial, d.CPU)
		}
	}
}

func TestASerialShareNeedsNoPool(t *testing.T) {
	if d := dialOf(t, worker.Call{}, map[string]float64{"cpu": 0.01, "serial": 1}); d.CPU < 0.01 {
		t.Errorf("burnt %v s, want 0.01 s", d.CPU)
	}
}

func TestJitterIsDrawnFromSeedAndInput(t *testing.T) {
	draw := func(n, seed, jitter float64) (time.Duration, time.Duration) {
		return jittered(arguments{n: n, params: map[string]float64{"cpu": 2, "wait": 1, "jitter": jitter, "seed": seed}})
	}
	sum := 0.0
	seen := map[time.Duration]bool{}
	for n := range 1000 {
		cpu, pause := draw(float64(n), 1, 0.5)
		if cpu < time.Second || cpu >= 3*time.Second || pause < time.Second/2 || pause >= 3*time.Second/2 {
			t.Fatalf("task %d: cpu %v and wait %v, want 1 to 3 s and 0.5 to 1.5 s", n, cpu, pause)
		}
		sum += cpu.Seconds()
		seen[cpu] = true
	}
	if mean := sum / 1000; math.Abs(mean-2) > 0.05 || len(seen) < 990 {
		t.Errorf("mean of cpu = %v of %d values, want 2 of 1000", mean, len(seen))
	}
	once, _ := draw(7, 1, 0.5)
	again, _ := draw(7, 1, 0.5)
	other, _ := draw(7, 2, 0.5)
	if once != again || once == other {
		t.Errorf("cpu = %v, again %v, with another seed %v", once, again, other)
	}
	if cpu, pause := draw(7, 1, 0); cpu != 2*time.Second || pause != time.Second {
		t.Errorf("without jitter: cpu %v and wait %v, want 2 s and 1 s", cpu, pause)
	}
}

func TestCrashTasksBehaveInBetween(t *testing.T) {
	for _, w := range All() {
		if !w.Crash {
			continue
		}
		for _, task := range []int{0, 1, 3, 4} {
			got := returned(t, w.Name, worker.Call{Task: task, Input: input("7"), Params: map[string]float64{"every": 3}})
			if got != "7" {
				t.Errorf("%s of task %d = %s, want its input", w.Name, task, got)
			}
		}
	}
}

func TestRaiseNamesItsInput(t *testing.T) {
	failed := 0
	for task := range 200 {
		_, err := run(t, "raise", worker.Call{Task: task, Input: input(`"x"`), Params: map[string]float64{"every": 200}})
		if err != nil {
			failed++
			if want := `raised on purpose at input "x"`; err.Error() != want || task != 199 {
				t.Errorf("task %d: %q, want %q of task 199", task, err, want)
			}
		}
	}
	if failed != 1 {
		t.Errorf("%d of 200 failed, want 1", failed)
	}
}

func TestALeakIsBoundedForTheProcess(t *testing.T) {
	var kept leak
	defer func() {
		for _, b := range kept.blocks {
			if err := b.release(); err != nil {
				t.Error(err)
			}
		}
	}()
	for _, want := range []int{2, 4, 5, 5} {
		if got, err := kept.grow(2, 5); err != nil || got != want {
			t.Errorf("leaked %d MiB, %v, want %d", got, err, want)
		}
	}
	if got, err := kept.grow(2, 3); err != nil || got != 5 {
		t.Errorf("leaked %d MiB, %v with a smaller limit, want 5", got, err)
	}
}

func TestThreadsShareTheBoundOfALeak(t *testing.T) {
	kept := leakWorkload()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			call := worker.Call{Input: input("0"), Params: map[string]float64{"max": 5, "step": 1, "pause": 0}}
			if got, err := kept.Func(&call); got != 5 || err != nil {
				t.Errorf("leaked %v MiB, %v, want 5", got, err)
			}
		})
	}
	group.Wait()
}

func TestMoreMemoryThanThereIsIsAnError(t *testing.T) {
	if _, err := newBlock(math.MaxInt &^ 0xfffff); err == nil {
		t.Error("took all the memory there can be")
	} else if errors.Unwrap(err) == nil {
		t.Errorf("error %q hides its cause", err)
	}
}
