//go:build linux

package launcher_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func square() launcher.Function[int, int]    { return launcher.Function[int, int]{Name: "square"} }
func wholeRoot() launcher.Function[int, int] { return launcher.Function[int, int]{Name: "root"} }
func sleeper() launcher.Function[int, int] {
	return launcher.Function[int, int]{Name: "late"}
}

// unstarted returns a pool that has started nothing.
func unstarted(t *testing.T) *launcher.Pool {
	t.Helper()
	p, err := launcher.New(launcher.Config{Workers: 2})
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return p
}

func TestApplyReturnsAValueOfItsType(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	if got, err := square().Apply(p, 12); err != nil || got != 144 {
		t.Errorf("Apply = %d, %v, want 144", got, err)
	}
	volume := launcher.Function[launcher.Args3[float64, float64, float64], float64]{Name: "volume"}
	if got, err := volume.Apply(p, launcher.Three(2.0, 3.0, 0.5)); err != nil || got != 3 {
		t.Errorf("Apply with three arguments = %v, %v, want 3", got, err)
	}
}

func TestMapReturnsValuesInInputOrder(t *testing.T) {
	p := start(t, launcher.Config{Workers: 3})
	ins, want := make([]int, 1000), make([]int, 1000)
	for i := range ins {
		ins[i], want[i] = i, i*i
	}
	for _, chunk := range []int{0, 1, 7, 5000} {
		f := square()
		f.Chunk = chunk
		if got, err := f.Map(p, ins); err != nil || !slices.Equal(got, want) {
			t.Errorf("Map in chunks of %d = %v, %v", chunk, got, err)
		}
	}
}

func TestMapUnpacksInputsOfSeveralArguments(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	repeat := launcher.Function[launcher.Args2[string, int], string]{Name: "repeat"}
	got, err := repeat.Map(p, []launcher.Args2[string, int]{launcher.Two("a", 3), launcher.Two("<&>", 2)})
	if err != nil || !slices.Equal(got, []string{"aaa", "<&><&>"}) {
		t.Errorf("Map = %q, %v", got, err)
	}
}

func TestArgumentsThatCrossBothWaysStayTheSame(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	two := launcher.Function[launcher.Args2[string, []int], launcher.Args2[string, []int]]{Name: "echo"}
	if got, err := two.Apply(p, launcher.Two("x", []int{1, 2})); err != nil || got.A != "x" || !slices.Equal(got.B, []int{1, 2}) {
		t.Errorf("two arguments come back as %+v, %v", got, err)
	}
	three := launcher.Function[launcher.Args3[int, bool, string], launcher.Args3[int, bool, string]]{Name: "echo"}
	if got, err := three.Apply(p, launcher.Three(1, true, "z")); err != nil || got != launcher.Three(1, true, "z") {
		t.Errorf("three arguments come back as %+v, %v", got, err)
	}
	for _, text := range []string{`[1]`, `7`, `["x","y"]`} {
		var args launcher.Args2[int, int]
		if err := json.Unmarshal([]byte(text), &args); err == nil {
			t.Errorf("%s is read as %+v, want an error", text, args)
		}
	}
}

func TestOneThatFailsHidesNoOther(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	f := wholeRoot()
	f.Chunk = 3
	got, err := f.Map(p, []int{4, 5, 9, 16, 17})
	if !slices.Equal(got, []int{2, 0, 3, 4, 0}) {
		t.Errorf("values = %v, want those of 4, 9 and 16", got)
	}
	var several *launcher.MapError
	if !errors.As(err, &several) || len(several.Tasks) != 2 || several.Total != 5 || several.Cause != nil {
		t.Fatalf("error = %+v, want a MapError of two tasks of five", err)
	}
	if a, b := several.Tasks[0], several.Tasks[1]; a.Task != 1 || b.Task != 4 || string(b.Input) != "17" || b.State != launcher.Failed {
		t.Errorf("tasks = %+v and %+v, want 1 and 4", a, b)
	}
	if want := `2 of 5 tasks have no result; the first: task 1, root(5), failed: no whole root`; err.Error() != want {
		t.Errorf("text = %q, want %q", err, want)
	}
	var first *launcher.TaskError
	if !errors.As(err, &first) || first.Task != 1 {
		t.Errorf("first = %+v, want task 1", first)
	}
}

func TestAFailureTellsAllThatIsKnown(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	for function, want := range map[string]string{
		"fail":   "task 0, fail(7), failed: no good: 7",
		"panic":  "task 0, panic(7), failed: panic: ouch",
		"closed": "task 0, closed(7), failed: something unspeakable",
		"exit":   "task 0, exit(7), failed: its worker Process-1 exited with code 3 before the task ended",
		"nobody": `task 0, nobody(7), failed: function "nobody" is not registered in the worker`,
		"text":   `task 0, text(7), has another type of result: its result "<a&b>\u0000\n" does not fit int: json: cannot unmarshal string into Go value of type int`,
	} {
		_, err := launcher.Function[int, int]{Name: function}.Apply(p, 7)
		var failed *launcher.TaskError
		if !errors.As(err, &failed) || failed.Function != function || string(failed.Input) != "7" || failed.Attempt != 1 {
			t.Errorf("%s: error = %+v, want a TaskError of input 7", function, err)
			continue
		}
		if got := strings.ReplaceAll(err.Error(), failed.Worker, "Process-1"); got != want {
			t.Errorf("text = %q, want %q", got, want)
		}
		if several, ok := errors.AsType[*launcher.MapError](err); ok {
			t.Errorf("error of one task = %+v, want the task's alone", several)
		}
		if exited := failed.ExitCode != nil && *failed.ExitCode == 3; exited != (function == "exit") {
			t.Errorf("%s: exit code = %v", function, failed.ExitCode)
		}
	}
}

func TestAResultOfAnotherTypeTellsWhichItWasToFit(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	_, err := launcher.Function[int, int]{Name: "text"}.Apply(p, 1)
	var failed *launcher.TaskError
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &failed) || failed.State != launcher.Done || !errors.As(err, &wrong) {
		t.Errorf("error = %+v, want a TaskError around a json.UnmarshalTypeError", err)
	}
}

func TestALongInputIsCutInTheTextOfAnError(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	long := strings.Repeat("é", 1<<20)
	_, err := launcher.Function[string, int]{Name: "exit"}.Apply(p, long)
	var failed *launcher.TaskError
	if !errors.As(err, &failed) || len(failed.Input) != len(long)+2 || len(err.Error()) > 400 || strings.ContainsRune(err.Error(), '�') {
		t.Errorf("error = %.500v, want all of the input, and a short text", err)
	}
}

func TestAnInputWithoutAFormInJSONStartsNothing(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	_, err := launcher.Function[float64, any]{Name: "echo"}.Map(p, []float64{1, math.NaN()})
	if err == nil || !strings.Contains(err.Error(), "input 1 has no form in JSON") {
		t.Errorf("Map = %v, want the input that has no form", err)
	}
}

func TestEmptyInputIsEmptyAtOnceWithoutAWorker(t *testing.T) {
	p := unstarted(t) // nobody could do anything
	if got, err := square().Map(p, nil); err != nil || got == nil || len(got) != 0 {
		t.Errorf("Map = %v, %v, want an empty list", got, err)
	}
	a, err := square().MapAsync(p, []int{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := a.Get(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("MapAsync = %v, %v, want an empty list", got, err)
	}
	if got, err := p.Map("square", nil); err != nil || len(got) != 0 {
		t.Errorf("Pool.Map = %v, %v, want an empty list", got, err)
	}
	for name, f := range map[string]func(string, []any) (iter.Seq[launcher.Result], error){"IMap": p.IMap, "IMapUnordered": p.IMapUnordered} {
		if got, err := f("square", nil); err != nil || len(order(got)) != 0 {
			t.Errorf("Pool.%s = %v, want nothing", name, err)
		}
	}
}

func TestEmptySequencesEndAtOnce(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	for name, f := range map[string]func(*launcher.Pool, iter.Seq[int]) (*launcher.Results[int], error){
		"IMap": square().IMap, "IMapUnordered": square().IMapUnordered,
	} {
		results, err := f(p, slices.Values([]int(nil)))
		if err != nil {
			t.Fatal(err)
		}
		if _, ok, err := results.Next(t.Context()); ok || err != nil {
			t.Errorf("%s: Next = %t, %v, want the end", name, ok, err)
		}
	}
}

func TestIMapYieldsInInputOrderAndUnorderedAsTheyCome(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	ins := slices.Values([]int{400, 1})
	for want, f := range map[int]func(*launcher.Pool, iter.Seq[int]) (*launcher.Results[int], error){
		400: sleeper().IMap, 1: sleeper().IMapUnordered,
	} {
		results, err := f(p, ins)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for ms, err := range results.All() {
			if err != nil {
				t.Error(err)
			}
			got = append(got, ms)
		}
		if len(got) != 2 || got[0] != want {
			t.Errorf("results = %v, want %d first", got, want)
		}
	}
}

func TestATaskThatFailsEndsNoLoop(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	results, err := wholeRoot().IMap(p, slices.Values([]int{4, 5, 9}))
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	failed := 0
	for r, err := range results.All() {
		var task *launcher.TaskError
		if errors.As(err, &task) && task.Task == 1 {
			failed++
		} else if err != nil {
			t.Error(err)
		}
		got = append(got, r)
	}
	if !slices.Equal(got, []int{2, 0, 3}) || failed != 1 {
		t.Errorf("results = %v with %d failures, want 2 and 3 around one failure", got, failed)
	}
}

func TestInputsThatFailMidwayGiveTheirErrorAfterWhatCameBefore(t *testing.T) {
	broken := errors.New("the file ended in the middle")
	p := start(t, launcher.Config{Workers: 2})
	ins := func(yield func(int, error) bool) {
		_ = yield(1, nil) && yield(2, nil) && yield(0, broken) && yield(3, nil)
	}
	for _, f := range []func(*launcher.Pool, iter.Seq2[int, error]) (*launcher.Results[int], error){square().IMapFrom, square().IMapUnorderedFrom} {
		results, err := f(p, ins)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		var last error
		for r, err := range results.All() {
			if last = err; err == nil {
				got = append(got, r)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, []int{1, 4}) || !errors.Is(last, broken) {
			t.Errorf("results = %v, then %v; want 1 and 4, then %v", got, last, broken)
		}
	}
	if got, err := square().Apply(p, 3); err != nil || got != 9 {
		t.Errorf("the next call = %d, %v, want 9", got, err)
	}
}

func TestAnInputWithoutAFormInJSONEndsASequenceByName(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	results, err := launcher.Function[float64, float64]{Name: "echo"}.IMap(p, slices.Values([]float64{1, math.Inf(1), 2}))
	if err != nil {
		t.Fatal(err)
	}
	got, ok, err := results.Next(t.Context())
	if got != 1 || !ok || err != nil {
		t.Errorf("first = %v, %t, %v", got, ok, err)
	}
	if _, ok, err := results.Next(t.Context()); ok || err == nil || !strings.Contains(err.Error(), "input 1 has no form in JSON") {
		t.Errorf("the end = %t, %v, want the input that has no form", ok, err)
	}
}

// endless counts without an end, and how far it was read.
func endless(read *atomic.Int64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := 0; yield(n); n++ {
			read.Store(int64(n))
		}
	}
}

func TestEndlessInputsAreReadNoFurtherThanResultsAreTaken(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	var read atomic.Int64
	results, err := square().IMap(p, endless(&read))
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for got, err := range results.All() {
		if err != nil || got != taken*taken {
			t.Fatalf("result %d = %d, %v", taken, got, err)
		}
		if ahead := int(read.Load()) - taken; ahead > 1100 {
			t.Fatalf("inputs read ahead of the results taken = %d, want about a thousand", ahead)
		}
		if taken++; taken == 20_000 {
			break
		}
	}
	results.Stop()
	for _, err := range results.All() {
		if err != nil {
			t.Fatal(err)
		}
		taken++
	}
	if want := int(read.Load()); taken < want || taken > want+2 {
		t.Errorf("results after Stop = %d, want all of the %d inputs that were read", taken, want)
	}
}

func TestANextThatTimesOutLosesNothing(t *testing.T) {
	p := start(t, launcher.Config{Workers: 1})
	release := make(chan struct{})
	ins := func(yield func(int) bool) {
		<-release
		_ = yield(6)
	}
	results, err := square().IMap(p, ins)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 1)
	defer cancel()
	if _, ok, err := results.Next(ctx); ok || !errors.Is(err, launcher.ErrTimeout) {
		t.Errorf("Next = %t, %v, want a timeout", ok, err)
	}
	close(release)
	if got, ok, err := results.Next(t.Context()); got != 36 || !ok || err != nil {
		t.Errorf("Next = %d, %t, %v, want 36", got, ok, err)
	}
}

func TestTerminateEndsALoopAtOnce(t *testing.T) {
	p := start(t, launcher.Config{Workers: 2})
	results, err := sleeper().IMap(p, slices.Values([]int{1, 3_600_000}))
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	var last error
	for ms, err := range results.All() {
		got, last = append(got, ms), err
		p.Terminate()
	}
	if len(got) != 2 || got[0] != 1 || !errors.Is(last, launcher.ErrTerminated) {
		t.Errorf("results = %v, %v, want the first and that the pool was terminated", got, last)
	}
}

func TestWhatIsClosedTakesNoCall(t *testing.T) {
	for name, end := range map[string]func(*launcher.Pool){"Close": (*launcher.Pool).Close, "Terminate": (*launcher.Pool).Terminate} {
		p := start(t, launcher.Config{Workers: 1})
		end(p)
		calls := map[string]func() error{
			"Apply":         func() error { _, err := square().Apply(p, 1); return err },
			"ApplyAsync":    func() error { _, err := square().ApplyAsync(p, 1); return err },
			"Map":           func() error { _, err := square().Map(p, []int{1}); return err },
			"MapAsync":      func() error { _, err := square().MapAsync(p, nil); return err },
			"IMap":          func() error { _, err := square().IMap(p, slices.Values([]int{1})); return err },
			"IMapUnordered": func() error { _, err := square().IMapUnordered(p, slices.Values([]int{1})); return err },
		}
		for method, call := range calls {
			if err := call(); !errors.Is(err, launcher.ErrClosed) {
				t.Errorf("%s after %s = %v, want ErrClosed", method, name, err)
			}
		}
	}
}
