package launcher_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

func TestCommandsByTheHundredAreAllToldOf(t *testing.T) {
	bothWays(t, func(t way) {
		scripts := make([]any, 300)
		for i := range scripts {
			scripts[i] = "echo out $1; echo err $1 >&2"
		}
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 100, Command: sh()}, values(scripts...))
		for task := range scripts {
			want := strconv.Itoa(task) + "\n"
			if got := printed(events, task, launcher.Stdout) + printed(events, task, launcher.Stderr); got != "out "+want+"err "+want {
				t.Errorf("task %d printed %q", task, got)
			}
		}
		if got := len(ends(events)); got != len(scripts) {
			t.Errorf("tasks with an end = %d, want %d", got, len(scripts))
		}
		if last := of[launcher.PoolFinished](events)[0]; last.Started != len(scripts) || last.Reaped != len(scripts) {
			t.Errorf("started %d, reaped %d, want %d of each", last.Started, last.Reaped, len(scripts))
		}
	})
}

func TestMoreThanAPipeHoldsArrivesWhole(t *testing.T) {
	bothWays(t, func(t way) {
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 2, Command: sh()}, values(
			"head -c 3000000 /dev/zero", "sleep 0.02; head -c 3000000 /dev/zero >&2", "head -c 65536 /dev/zero; head -c 65536 /dev/zero >&2"))
		for task, want := range [][2]int{{3_000_000, 0}, {0, 3_000_000}, {65536, 65536}} {
			got := [2]int{len(printed(events, task, launcher.Stdout)), len(printed(events, task, launcher.Stderr))}
			if got != want {
				t.Errorf("task %d: bytes = %v, want %v", task, got, want)
			}
		}
	})
}

func TestWhatACommandPrintsIsToldWhileItRuns(t *testing.T) {
	bothWays(t, func(t way) {
		goOn := filepath.Join(t.TempDir(), "go on")
		w := watch(t.T, launcher.Config{Nice: t.nice, Workers: 1, Command: sh()}, values("echo now; until [ -e '"+goOn+"' ]; do sleep 0.01; done"))
		until(t.T, w, anyOf[launcher.TaskOutput])
		if err := os.WriteFile(goOn, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		w.Close()
		if got := until(t.T, w, anyOf[launcher.TaskFinished]); got.State != launcher.Done {
			t.Errorf("state = %s, want done", got.State)
		}
	})
}

func TestAStrangerThatPrintsForEverKeepsNoSlot(t *testing.T) {
	bothWays(t, func(t way) {
		begun := time.Now()
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 1, Grace: 200 * time.Millisecond, Command: sh()}, values(
			"setsid sh -c 'trap \"\" TERM; while :; do echo x; done' & sleep 0.05", "exit 0"))
		got := ends(events)
		if got[0].State != launcher.Done || got[1].State != launcher.Done {
			t.Errorf("states = %s, %s, want both done", got[0].State, got[1].State)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}
