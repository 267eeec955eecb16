package launcher_test

import (
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// stalled starts a pool whose receiver has room for so many events and takes nothing
// until goOn is called, which returns all there was.
func stalled(t *testing.T, room int, c launcher.Config, j launcher.Job) (p *launcher.Pool, goOn func() []launcher.Event) {
	t.Helper()
	events := make(chan launcher.Event, room)
	c.Events = events
	p, err := launcher.New(c)
	if err != nil {
		t.Fatal(err)
	}
	j.Function, j.Method = "", launcher.IMap
	if _, err := p.SubmitEvents(j); err != nil {
		t.Fatal(err)
	}
	p.Close()
	if err := p.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	return p, func() (all []launcher.Event) {
		for several := range events {
			all = slices.AppendSeq(all, launcher.Singly(several))
		}
		return all
	}
}

// states counts how tasks ended.
func states(events []launcher.Event) map[launcher.State]int {
	all := map[launcher.State]int{}
	for _, r := range ends(events) {
		all[r.State]++
	}
	return all
}

func same(script string, n int) launcher.Job {
	return values(slices.Repeat([]any{script}, n)...)
}

func TestTasksThatEndedBeforeAnybodyLookedHaveNotTimedOut(t *testing.T) {
	bothWays(t, func(t way) {
		_, goOn := stalled(t.T, 64, launcher.Config{Nice: t.nice, Workers: 20, Timeout: 2 * time.Second, Command: sh()}, same("sleep 0.1", 20))
		<-time.After(3 * time.Second)
		events := goOn()
		if got := states(events); got[launcher.Done] != 20 {
			t.Errorf("states = %v, want 20 done", got)
		}
	})
}

func TestTasksThatEndedBeforeThePoolWasStoppedAreDone(t *testing.T) {
	bothWays(t, func(t way) {
		p, goOn := stalled(t.T, 32, launcher.Config{Nice: t.nice, Workers: 10, Command: sh()}, same("sleep 0.1", 10))
		<-time.After(2 * time.Second)
		p.Terminate()
		if got := states(goOn()); got[launcher.Done] != 10 {
			t.Errorf("states = %v, want 10 done", got)
		}
	})
}

func TestATimeoutEndsATaskThoughNobodyReceives(t *testing.T) {
	ended := filepath.Join(t.TempDir(), "ended")
	_, goOn := stalled(t, 0, launcher.Config{Workers: 1, Timeout: 100 * time.Millisecond, Command: sh()},
		values("trap 'echo x > "+ended+"; exit' TERM; sleep 60 & wait"))
	for late := time.Now().Add(10 * time.Second); !exists(ended); <-time.After(10 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("it was not asked to end while nobody received")
		}
	}
	if got := states(goOn()); got[launcher.TimedOut] != 1 {
		t.Errorf("states = %v, want 1 timed out", got)
	}
}

func exists(path string) bool {
	var info syscall.Stat_t
	return syscall.Stat(path, &info) == nil
}

func TestACommandIsAskedToEndOnce(t *testing.T) {
	bothWays(t, func(t way) {
		p, goOn := stalled(t.T, 4, launcher.Config{Nice: t.nice, Workers: 1, Grace: 700 * time.Millisecond, Command: sh()},
			values("trap 'echo asked' TERM; while :; do sleep 0.01; done"))
		<-time.After(300 * time.Millisecond)
		p.Terminate()
		<-time.After(100 * time.Millisecond)
		if got := printed(goOn(), 0, launcher.Stdout); got != "asked\n" {
			t.Errorf("printed %q, want one line", got)
		}
	})
}

func TestWhatElseIsStartedMeanwhileHarmsNoCommand(t *testing.T) {
	bothWays(t, func(t way) {
		stop := make(chan struct{})
		var others sync.WaitGroup
		for range 2 {
			others.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						_ = exec.Command("/bin/true").Run()
					}
				}
			})
		}
		events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 4, Command: sh()}, same("sleep 0.00$(($1 % 4)); echo $1", 600))
		close(stop)
		others.Wait()
		if got := states(events); !maps.Equal(got, map[launcher.State]int{launcher.Done: 600}) {
			t.Errorf("states = %v, want 600 done", got)
		}
		for _, e := range of[launcher.WorkerExited](events) {
			if e.Err != nil {
				t.Fatalf("%s: %v", e.Worker, e.Err)
			}
		}
	})
}

func TestABusyProgramDoesNotHoldUpTheOthers(t *testing.T) {
	program := filepath.Join(t.TempDir(), "busy")
	fd, err := syscall.Open(program, syscall.O_CREAT|syscall.O_RDWR|syscall.O_CLOEXEC, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := syscall.Write(fd, []byte("#!/bin/sh\n")); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Close(fd) }()
	bothWays(t, func(t way) {
		c := launcher.Config{Nice: t.nice, Workers: 2, Command: &launcher.Command{Make: func(e launcher.Errand) (launcher.Invocation, error) {
			if e.Task == 0 {
				return launcher.Invocation{Argv: []string{"sleep", "0.05"}}, nil
			}
			return launcher.Invocation{Argv: []string{program}}, nil
		}}}
		got := ends(errands(t.T, c, values("0", "1", "2", "3")))
		if got[0].State != launcher.Done || got[0].Wall > 500*time.Millisecond && t.nice == 0 {
			t.Errorf("the one that sleeps 0.05 s: %s after %v", got[0].State, got[0].Wall)
		}
		for task := 1; task < 4; task++ {
			if got[task].State != launcher.Failed || got[task].ExitCode == nil || *got[task].ExitCode != 126 {
				t.Errorf("task %d: %s, %v, want failed with 126", task, got[task].State, got[task].Err)
			}
		}
	})
}

func TestAChildThatFinishesInTimeIsNotCutOff(t *testing.T) {
	bothWays(t, func(t way) {
		var got string
		var exit error
		for range 5 { // a busy machine may not let the child end in its 100 ms
			events := errands(t.T, launcher.Config{Nice: t.nice, Workers: 1, Command: sh()}, values("(sleep 0.03; echo late) & exit 0"))
			got, exit = printed(events, 0, launcher.Stdout), of[launcher.WorkerExited](events)[0].Err
			if got == "late\n" && exit == nil {
				return
			}
		}
		t.Errorf("printed %q and its exit says %v, want what the child said and no error", got, exit)
	})
}

func TestTheLastEventsAllCome(t *testing.T) {
	for i := range 24 { // so many that they are told together, with the pool's own end or without
		commands := 4 + i%4
		goOn := filepath.Join(t.TempDir(), "go")
		events := make(chan launcher.Event)
		p, err := launcher.New(launcher.Config{Workers: commands, Events: events, Command: sh()})
		if err != nil {
			t.Fatal(err)
		}
		job := same("echo; until [ -e "+goOn+" ]; do sleep 0.005; done; echo end", commands)
		job.Method = launcher.IMap
		if _, err := p.SubmitEvents(job); err != nil {
			t.Fatal(err)
		}
		p.Close()
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		var all []launcher.Event
		begun := 0
		for e := range events {
			if _, is := e.(launcher.TaskOutput); is {
				if begun++; begun == commands {
					_ = os.WriteFile(goOn, nil, 0o600)
					<-time.After(30 * time.Millisecond) // all have ended, and nobody receives
				}
			}
			all = append(all, e)
		}
		if _, last := all[len(all)-1].(launcher.PoolFinished); !last || len(ends(all)) != commands {
			t.Errorf("%d of %d ends, the last event is %T", len(ends(all)), commands, all[len(all)-1])
		}
	}
}
