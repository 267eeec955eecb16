package run

import (
	"slices"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func TestTheQueueIsAStepThatLastsUntilItChanges(t *testing.T) {
	h := queueHistory{}
	for _, c := range []struct {
		at              float64
		queued, running int
	}{{0.1, 9, 1}, {0.2, 8, 2}, {5, 7, 2}, {5, 3, 2}, {5.1, 6, 3}} {
		h.add(c.at, Counts{Queued: c.queued, Running: c.running})
	}
	if got, want := h.queued.seen(), (Series{T: []float64{0.1, 0.2, 4.9, 5, 5.1}, V: []float64{9, 8, 8, 7, 6}}); !slices.Equal(got.T, want.T) || !slices.Equal(got.V, want.V) {
		t.Errorf("queued = %v, want %v", got, want)
	}
	if got, want := h.running.seen(), (Series{T: []float64{0.1, 0.2, 5, 5.1}, V: []float64{1, 2, 2, 3}}); !slices.Equal(got.T, want.T) || !slices.Equal(got.V, want.V) {
		t.Errorf("running = %v, want %v", got, want)
	}
}

func TestASnapshotHasTheQueueUpToItself(t *testing.T) {
	s := ran(t, sleeping(2, "0.15", "0.15", "0.15", "0.15", "0.15", "0.15"))
	queued, running := s.Queued.V, s.Running.V
	if len(queued) < 3 || largestOf(queued) < 4 || queued[len(queued)-1] != 0 {
		t.Errorf("queued = %v, want it to fall from 4 to 0", queued)
	}
	if largestOf(running) != 2 || running[len(running)-1] != 0 {
		t.Errorf("running = %v, want up to 2 and none at the end", running)
	}
	if got, want := s.Queued.T[len(s.Queued.T)-1], s.Elapsed.Seconds(); got != want {
		t.Errorf("the last point is at %v, want it at the end, %v", got, want)
	}
}

func largestOf(v []float64) float64 { return slices.Max(append([]float64{0}, v...)) }

// ran returns the last snapshot of a plan.
func ran(t *testing.T, p plan.Plan) *Snapshot {
	t.Helper()
	return ranWith(t, Options{Plan: p})
}

// ranWith returns the last snapshot of a run that has ended.
func ranWith(t *testing.T, o Options) *Snapshot {
	t.Helper()
	r, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var last *Snapshot
	for s := range r.Snapshots() {
		last = s
	}
	r.Wait()
	return last
}
