package record

import (
	"context"
	"testing"
	"time"

	"github.com/poolscope/poolscope/internal/run"
)

// A command that is observed is a row with what the kernel said of its end; its child,
// which somebody else waited for, has a gap there.
func TestObservedCommandIsATableOfProcesses(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	o, err := run.Observe(ctx, run.ObserveOptions{Command: []string{"sh", "-c", "sleep 0.3 & wait; exit 3"}, Every: 20 * ms})
	if err != nil {
		t.Fatal(err)
	}
	var last *run.Snapshot
	for s := range o.Snapshots() {
		last = s
	}
	o.Wait()
	rows := records(t, Workers, last)
	if len(rows) != 2 {
		t.Fatalf("%d rows, want the shell and its child", len(rows))
	}
	shell, child := rows[0], rows[1]
	if shell[0] != "sh" || shell[6] != "3" || shell[9] != "true" || shell[4] == "" || shell[13] == "" || shell[14] == "" {
		t.Errorf("shell = %q, want exit 3, exact times and its switches", shell)
	}
	if child[0] != "sleep" || child[6] != "" || child[9] != "false" || child[13] != "" || child[14] != "" {
		t.Errorf("child = %q, want no exit and no switches", child)
	}
	samples := map[string]int{}
	for _, row := range records(t, Samples, last) {
		samples[row[2]+" "+row[1]]++
	}
	for _, row := range rows {
		if who := row[0] + " " + row[2]; samples[who] < 3 {
			t.Errorf("%d samples of %s, want several", samples[who], who)
		}
	}
}
