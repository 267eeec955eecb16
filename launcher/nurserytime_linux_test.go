package launcher_test

import (
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// burning is a script whose child burns until it is ended, and does not exec it.
const burning = `sh -c 'while :; do :; done'; :`

// leastShare is the share of a core that a burner has beside whatever else runs here.
const leastShare = 0.03

func TestWhatATaskLeftInItsGroupIsInItsTime(t *testing.T) {
	const burnt = time.Second
	least := time.Duration(leastShare * float64(burnt))
	for name, end := range map[string]func(e launcher.Event){
		"timeout": func(launcher.Event) {},
		"killed": func(e launcher.Event) {
			if s, ok := e.(launcher.TaskStarted); ok {
				time.AfterFunc(burnt, func() { _ = syscall.Kill(s.PID, syscall.SIGKILL) })
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bothWays(t, func(t way) {
				c := launcher.Config{Workers: 1, Nice: t.nice, Command: sh(), Grace: time.Second}
				if name == "timeout" {
					c.Timeout = burnt
				}
				j := values(burning)
				j.Function, j.Method = "", launcher.IMap
				events := record(t.T, c, j, func(_ *launcher.Pool, e launcher.Event) { end(e) })
				task, worker := ends(events)[0], of[launcher.WorkerExited](events)[0]
				if task.CPU < least || worker.CPU != task.CPU {
					t.Errorf("CPU of the task = %v, of its worker %v, want both at least %v", task.CPU, worker.CPU, least)
				}
				if last := of[launcher.PoolFinished](events)[0]; last.CPULost || last.Late > 200*time.Millisecond {
					t.Errorf("late = %v, lost %v, want little and none", last.Late, last.CPULost)
				}
			})
		})
	}
}

func TestWhatLeftTheGroupOfItsTaskIsInTheTotal(t *testing.T) {
	// It has a session of its own, and burns on when it is asked to end.
	const daemon = `setsid sh -c 'trap : TERM; : >"$0"; i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done' '%s' </dev/null >/dev/null 2>&1 &
until [ -e '%[1]s' ]; do :; done`
	bothWays(t, func(t way) {
		c := launcher.Config{Workers: 1, Nice: t.nice, Command: sh(), Grace: 20 * time.Second}
		events := errands(t.T, c, values(fmt.Sprintf(daemon, filepath.Join(t.TempDir(), "deaf"))))
		last := of[launcher.PoolFinished](events)[0]
		if last.Late < 50*time.Millisecond || last.CPULost {
			t.Errorf("late = %v, lost %v, want at least 50 ms of the daemon and none", last.Late, last.CPULost)
		}
	})
}
