//go:build e2e && linux

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// shortTasksPlan has its tasks end several times a second.
const shortTasksPlan = `title = "Short sleeps"
[pool]
workers = 4
chunk = 1
[task]
kind = "builtin"
name = "sleep"
[inputs]
values = [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 60, 60, 60, 60]
`

// recorded returns how often each event stands in a record, every line of which has to be
// whole.
func recorded(t *testing.T, path string) map[string]int {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	counts := map[string]int{}
	for line := range strings.Lines(string(text)) {
		var record struct{ Event string }
		if err := json.Unmarshal([]byte(line), &record); err != nil || !strings.HasSuffix(line, "\n") {
			t.Errorf("line %q of the record is not whole: %v", line, err)
		}
		counts[record.Event]++
	}
	return counts
}

// Who loses the X server is ended by its library; see lost_linux_cgo.go.
func TestARunEndsWithItsRecordWhenTheServerIsKilled(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			record := filepath.Join(folder, "run.jsonl")
			s := openPlan(t, bin, folder, shortTasksPlan, "--record", record)
			s.said = []string{"poolscope: the display is gone"}
			s.painted(t)
			s.press(t, "ctrl+r")
			workers := s.workers(t, planWorkers)
			must(t, desktop.Until(within(t, 10*time.Second), "16 tasks are in the record", func() (bool, error) {
				text, err := os.ReadFile(record)
				of := func(event string) int { return strings.Count(string(text), `"event":"`+event+`"`) }
				return of("task_finished") >= 16 && of("task_started") >= 20 && of("sample") >= 5, err
			}))
			must(t, s.KillServer())
			exit, err := s.program.Wait(within(t, 10*time.Second))
			must(t, err)
			if exit != 3 {
				t.Errorf("exit = %d, want 3", exit)
			}
			gone(t, time.Second, workers)
			s.nothingLeft(t)
			events := recorded(t, record)
			for event, want := range map[string]int{
				"run_started": 1, "worker_started": planWorkers, "worker_exited": planWorkers, "task_started": 20, "task_finished": 20, "run_finished": 1,
			} {
				if events[event] != want {
					t.Errorf("%s in the record = %d, want %d", event, events[event], want)
				}
			}
			if events["sample"] < 5 {
				t.Errorf("samples in the record = %d, want several a second", events["sample"])
			}
		})
	}
}
