//go:build linux

package launcher_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// How long the storm rages: `go test -race -run Storm ./launcher -storm 10m -timeout 45m`.
var storm = flag.Duration("storm", 4*time.Second, "how long TestStorm lasts") //nolint:gochecknoglobals // flags are made before they are read

// TestStormLosesNoTask kills, stops, pins and nices workers, resizes and pauses the pool, kills
// tasks and adds inputs at random, and wants every task accounted for exactly once.
func TestStormLosesNoTask(t *testing.T) {
	for _, c := range []launcher.Config{
		{Workers: 3},
		{Workers: 3, OnWorkerDeath: launcher.DeathRetries, Retries: 1, MaxTasksPerWorker: 50},
		{Workers: 2, Timeout: 30 * time.Millisecond},
		{Workers: 3, RunAs: launcher.Threads},
		{Workers: 3, Retries: 1, Command: naps()},
		{Workers: 3, Timeout: 30 * time.Millisecond, Nice: 1, Command: naps()},
	} {
		t.Run(fmt.Sprintf("%d %s %s %s %t %d", c.Workers, c.RunAs, c.OnWorkerDeath, c.Timeout, c.Command != nil, c.Nice), func(t *testing.T) {
			t.Parallel()
			rage(t, c, *storm)
		})
	}
}

func rage(t *testing.T, c launcher.Config, long time.Duration) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	w := watch(t, c, gusts(c, random, long))
	l := &ledger{state: map[int]launcher.State{}, alive: map[string]int{}}
	var reader sync.WaitGroup
	reader.Go(func() { l.keep(w.events) })
	for end := time.Now().Add(long); time.Now().Before(end); {
		l.gust(w, random)
		time.Sleep(time.Duration(random.IntN(20)) * time.Millisecond) // the storm's own rhythm
	}
	_ = w.Continue()
	_ = w.Resize(6)
	l.calm(w)
	w.Close()
	reader.Wait()
	for _, wrong := range l.wrong {
		t.Error(wrong)
	}
	if l.read == 0 || len(l.state) != l.read {
		t.Errorf("tasks with an end = %d of %d", len(l.state), l.read)
	}
	if l.last.Started != l.last.Reaped {
		t.Errorf("workers started %d, reaped %d", l.last.Started, l.last.Reaped)
	}
	t.Logf("%d tasks, %d workers", l.read, l.last.Started)
}

// naps are commands that take as many milliseconds as the input says, and print.
func naps() *launcher.Command {
	return &launcher.Command{Make: func(e launcher.Errand) (launcher.Invocation, error) {
		script := fmt.Sprintf("echo %s; exec sleep $(printf 0.%%03d %s)", e.Input, e.Input)
		return launcher.Invocation{Argv: []string{"sh", "-c", script}}, nil
	}}
}

// gusts are tasks of all lengths, as long as the storm lasts. Commands come as fast as
// they can be done, since all that were read are waited for.
func gusts(c launcher.Config, random *rand.Rand, long time.Duration) launcher.Job {
	lengths := []string{"0", "0", "0", "0", "0", "0", "1", "1", "2", "20"}
	end := time.Now().Add(long)
	choice := rand.New(rand.NewPCG(random.Uint64(), 2))
	return launcher.Job{
		Function: "sleep", Method: launcher.IMap, Total: -1,
		Inputs: func(yield func(json.RawMessage, error) bool) {
			for time.Now().Before(end) && yield(json.RawMessage(lengths[choice.IntN(len(lengths))]), nil) {
				if c.Command != nil {
					time.Sleep(time.Millisecond)
				}
			}
		},
	}
}

// ledger is what the events say of each task. The receiver writes it, under the
// lock that the storm reads it under.
type ledger struct {
	mu    sync.Mutex
	state map[int]launcher.State
	alive map[string]int // PIDs
	read  int
	ready int
	wrong []string
	last  launcher.PoolFinished
}

func (l *ledger) keep(events <-chan launcher.Event) {
	for several := range events {
		for e := range launcher.Singly(several) {
			l.take(e)
		}
	}
}

func (l *ledger) take(e launcher.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch e := e.(type) {
	case launcher.WorkerReady: // one that dies before makes the next start wait, and then little happens
		l.alive[e.Worker] = e.PID
	case launcher.WorkerExited:
		delete(l.alive, e.Worker)
	case launcher.TaskStarted:
		if s := l.state[e.Task]; s != "" {
			l.wrong = append(l.wrong, fmt.Sprintf("task %d was started after it had ended as %s", e.Task, s))
		}
	case launcher.TaskFinished:
		if s := l.state[e.Task]; s != "" {
			l.wrong = append(l.wrong, fmt.Sprintf("task %d ended as %s after %s", e.Task, e.State, s))
		}
		l.state[e.Task] = e.State
	case launcher.ResultsReady:
		if e.First != l.ready {
			l.wrong = append(l.wrong, fmt.Sprintf("result %d was handed out when %d was next", e.First, l.ready))
		}
		l.ready = e.First + e.Len()
	case launcher.TasksRead:
		l.read = max(l.read, e.Read)
	case launcher.Controlled:
		if e.Action == launcher.InputsAdded {
			l.read += e.Count
		}
	case launcher.PoolFinished:
		l.last = e
	}
}

// victim returns a worker that lives.
func (l *ledger) victim() (name string, pid int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, pid = range l.alive {
		break
	}
	return name, pid
}

// gust does something to the pool. What comes too late is no fault.
func (l *ledger) gust(w *watched, random *rand.Rand) {
	name, pid := l.victim()
	l.mu.Lock()
	next := len(l.state) + random.IntN(20)
	l.mu.Unlock()
	switch random.IntN(13) {
	case 0:
		_ = w.KillWorker(name)
	case 1:
		if pid > 0 {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	case 2:
		_ = w.StopWorker(name)
	case 3, 4:
		_ = w.ContinueWorker(name)
	case 5:
		_ = w.Resize(1 + random.IntN(6))
	case 6:
		_ = w.Pause()
	case 7:
		_ = w.Continue()
	case 8:
		_ = w.KillTask(w.batch, next)
	case 9:
		w.Suspend()
		w.Resume()
	case 10:
		_ = w.AddInputs(w.batch, []json.RawMessage{json.RawMessage("1"), json.RawMessage("2")})
	case 11:
		_ = w.SetNice(name, random.IntN(20))
	case 12:
		_ = w.SetAffinity(name, []int{random.IntN(4)})
	}
	_ = w.Continue()
}

// calm lets everything go on that the storm has stopped.
func (l *ledger) calm(w *watched) {
	l.mu.Lock()
	names := slices.Collect(maps.Keys(l.alive))
	l.mu.Unlock()
	for _, name := range names {
		_ = w.ContinueWorker(name)
	}
}
