package run

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
)

// ranAhead returns how many of many commands were run while nobody takes the events.
func ranAhead(t *testing.T) int {
	t.Helper()
	dir := t.TempDir()
	p := plan.Default()
	p.Pool.Workers, p.Task = 2, plan.Task{Kind: plan.Command, Command: []string{"/bin/mkdir", filepath.Join(dir, "{}")}}
	p.Inputs = plan.Inputs{Kind: plan.Range, Range: [3]float64{0, 400, 1}}
	ran := func() int {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Error(err)
		}
		return len(entries)
	}
	most := 0
	r, err := Start(t.Context(), Options{Plan: p, Bare: true, Sink: func(e Event) {
		if _, first := e.(FromPool); !first || most > 0 {
			return
		}
		late := time.After(700 * time.Millisecond)
		for {
			most = max(most, ran(), 1)
			select {
			case <-late:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	r.Wait()
	if got := ran(); got != 400 {
		t.Errorf("%d commands ran in the end, want 400", got)
	}
	return most
}

func TestFewCommandsRunAheadOfWhoTakesTheirEvents(t *testing.T) {
	t.Parallel()
	// Four events a command, and as many again that the pool has not told yet.
	if got, most := ranAhead(t), 16; got > most {
		t.Errorf("%d commands ran whose events nobody took, want %d at most", got, most)
	}
}
