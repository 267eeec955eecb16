package launcher

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// batchOf returns a batch that was handed so many results.
func batchOf(n int) *Batch {
	b := newBatch()
	b.keep = true
	for i := range n {
		b.put(Result{Task: i})
	}
	return b
}

func TestEachResultIsTakenOnceByManyTakers(t *testing.T) {
	const n = 20_000
	b := batchOf(0)
	var mu sync.Mutex
	var seen []int
	var takers sync.WaitGroup
	for range 4 {
		takers.Go(func() {
			var mine []int
			for r := range b.Results() {
				mine = append(mine, r.Task)
			}
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, mine...)
		})
	}
	for i := 0; i < n; i += 5 {
		b.put(Result{Task: i}, Result{Task: i + 1}, Result{Task: i + 2}, Result{Task: i + 3}, Result{Task: i + 4})
	}
	b.finish(nil)
	takers.Wait()
	slices.Sort(seen)
	for i, task := range seen {
		if task != i {
			t.Fatalf("result %d is task %d: lost or taken twice", i, task)
		}
	}
	if len(seen) != n {
		t.Errorf("taken = %d, want %d", len(seen), n)
	}
}

func TestOnePutOfSeveralResultsWakesAsManyTakers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := batchOf(0)
		got := make(chan int, 5)
		for range 5 {
			go func() {
				if r, ok, _ := b.Next(t.Context()); ok {
					got <- r.Task
				}
			}()
		}
		synctest.Wait()
		b.put(Result{Task: 1}, Result{Task: 2}, Result{Task: 3}, Result{Task: 4})
		synctest.Wait()
		if len(got) != 4 {
			t.Errorf("takers that were woken = %d, want 4", len(got))
		}
		b.put(Result{Task: 5})
		synctest.Wait()
		if len(got) != 5 {
			t.Errorf("takers that were woken = %d, want 5", len(got))
		}
	})
}

func TestATimeoutLosesNoResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := batchOf(0)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, ok, err := b.Next(ctx); ok || !errors.Is(err, ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Next = %t, %v, want a timeout", ok, err)
		}
		b.put(Result{Task: 3})
		if r, ok, err := b.Next(ctx); !ok || err != nil || r.Task != 3 {
			t.Errorf("Next after the time = %+v, %t, %v, want the result that is there", r, ok, err)
		}
		b.finish(nil)
		if _, ok, err := b.Next(t.Context()); ok || err != nil {
			t.Errorf("Next at the end = %t, %v, want false and no error", ok, err)
		}
	})
}

func TestACancelledNextTellsTheCause(t *testing.T) {
	cause := errors.New("somebody lost patience")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, ok, err := batchOf(0).Next(ctx); ok || !errors.Is(err, cause) || errors.Is(err, ErrTimeout) {
		t.Errorf("Next = %t, %v, want %v", ok, err, cause)
	}
}

func TestTheEndOfABatchIsToldAfterItsResults(t *testing.T) {
	broken := errors.New("the inputs broke")
	b := batchOf(300)
	b.finish(broken)
	n := 0
	for r := range b.Results() {
		if r.Task != n {
			t.Fatalf("result %d is task %d", n, r.Task)
		}
		n++
	}
	if n != 300 {
		t.Errorf("results = %d, want 300", n)
	}
	for range 2 {
		if _, ok, err := b.Next(t.Context()); ok || !errors.Is(err, broken) {
			t.Errorf("Next at the end = %t, %v, want %v", ok, err, broken)
		}
	}
}

func TestABatchThatKeepsNothingTakesNothing(t *testing.T) {
	b := newBatch()
	b.put(Result{Task: 1})
	b.finish(nil)
	for r := range b.Results() {
		t.Errorf("result %+v, want none", r)
	}
}

func TestHandingOutCostsNoAllocationButTheRoomForResults(t *testing.T) {
	const n = 64 * pieceSize
	b := batchOf(0)
	some := make([]Result, 16)
	allocations := testing.AllocsPerRun(1, func() {
		for range n / len(some) {
			b.put(some...)
		}
	})
	if most := 1.5 * n / pieceSize; allocations > most {
		t.Errorf("allocations = %.0f for %d results, want %.0f at most", allocations, n, most)
	}
}
