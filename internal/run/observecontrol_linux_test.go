package run

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/proc"
)

func TestStoppingLeavesAloneWhatRanBefore(t *testing.T) {
	there := startStranger(t, "sleep 100")
	for name, end := range map[string]func(*Observation, context.CancelFunc){
		"Stop":           func(o *Observation, _ context.CancelFunc) { o.Stop() },
		"cancelled":      func(_ *Observation, cancel context.CancelFunc) { cancel() },
		"Stop and again": func(o *Observation, _ context.CancelFunc) { o.Stop(); o.Stop() },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		o, err := Observe(ctx, ObserveOptions{PIDs: []int{there.Process.Pid}, Every: 20 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		until(t, o, "both rows", func(s *Snapshot) bool { return len(s.Rows) == 2 && s.Rows[1].Worker == "sleep" })
		end(o, cancel)
		s := last(t, o)
		o.Wait()
		cancel()
		if s.Phase != Ended || !s.Stopped || !s.Rows[0].Alive || !s.Rows[1].Alive || s.Lanes[0].Now == nil {
			t.Errorf("%s: stopped %v, %s, want an end with both alive", name, s.Stopped, outline(s))
		}
		if err := syscall.Kill(there.Process.Pid, 0); err != nil {
			t.Errorf("%s: the process: %v, want it to live", name, err)
		}
		if err := o.KillProcess(1); err == nil || err.Error() != "kill process: it is not observed any more" {
			t.Errorf("%s: error %v, want to be told that it is over", name, err)
		}
	}
}

// Neither a child nor what became a daemon outlives a command that is stopped.
func TestStoppingEndsTheCommandAndAllOfIt(t *testing.T) {
	o := observe(t, ObserveOptions{Command: []string{"/bin/sh", "-c", "trap 'exit 4' TERM; (setsid sleep 100 & echo $!); sleep 100 & echo $!; wait"}})
	until(t, o, "three processes", func(s *Snapshot) bool {
		return len(s.Rows) >= 3 && strings.Contains(printed(s, FromStdout), "\n")
	})
	o.Stop()
	s := last(t, o)
	if s.Phase != Ended || !s.Stopped || s.StopAsked < 0 || s.Observed.Exit == nil || s.Observed.Exit.Code != 4 || len(s.Markers) != 1 {
		t.Errorf("stopped %v at %v, %d markers, %s, want its own exit 4 after it was asked", s.Stopped, s.StopAsked, len(s.Markers), outline(s))
	}
	for word := range strings.FieldsSeq(printed(s, FromStdout)) {
		if pid, err := strconv.Atoi(word); err != nil || syscall.Kill(pid, 0) == nil {
			t.Errorf("process %s: %v, want a PID that is gone", word, err)
		}
	}
}

func TestACommandThatDoesNotEndIsKilled(t *testing.T) {
	o := observe(t, ObserveOptions{Command: []string{"/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"}})
	until(t, o, "ready", func(s *Snapshot) bool { return printed(s, FromStdout) == "ready" })
	begun := time.Now()
	o.Stop()
	stopping := until(t, o, "stopping", func(s *Snapshot) bool { return s.Phase == Stopping })
	if stopping.StopAsked < 0 || stopping.Grace != launcher.DefaultGrace {
		t.Errorf("asked at %v with a grace of %v, want both told", stopping.StopAsked, stopping.Grace)
	}
	s := last(t, o)
	if took := time.Since(begun); s.Observed.Exit.Signal != "SIGKILL" || s.Lanes[0].Bars[0].State != launcher.Killed || took < launcher.DefaultGrace {
		t.Errorf("%s after %v, want it killed after %v", outline(s), took, launcher.DefaultGrace)
	}
}

func TestAProcessIsKilledByItsRow(t *testing.T) {
	there := startStranger(t, "sleep 100 & sleep 100 & wait")
	o := observe(t, ObserveOptions{PIDs: []int{there.Process.Pid}})
	s := until(t, o, "three rows", func(s *Snapshot) bool {
		return len(s.Rows) == 3 && s.Rows[1].Worker == "sleep" && s.Rows[2].Worker == "sleep"
	})
	victim, other := s.Rows[2], s.Rows[1]
	if err := o.StopProcess(victim.Number); err != nil {
		t.Fatal(err)
	}
	until(t, o, "stopped", func(s *Snapshot) bool { r, _ := rowOf(s, victim.PID); return r.State == "stopped" })
	if err := o.ContinueProcess(victim.Number); err != nil {
		t.Fatal(err)
	}
	until(t, o, "going on", func(s *Snapshot) bool { r, _ := rowOf(s, victim.PID); return r.State == "sleeping" })
	if err := o.KillProcess(victim.Number); err != nil {
		t.Fatal(err)
	}
	s = until(t, o, "killed", func(s *Snapshot) bool { r, ok := rowOf(s, victim.PID); return ok && !r.Alive })
	if r, _ := rowOf(s, other.PID); !r.Alive {
		t.Errorf("process %d has ended too", other.PID)
	}
	var texts []string
	for _, m := range s.Markers {
		texts = append(texts, m.Text)
		if m.Kind != OnWorker || m.Number != victim.Number {
			t.Errorf("marker %+v, want one on row %d", m, victim.Number)
		}
	}
	name := fmt.Sprintf("sleep (PID %d) ", victim.PID)
	if want := []string{name + "stopped", name + "continued", name + "killed"}; !slices.Equal(texts, want) {
		t.Errorf("markers %q, want %q", texts, want)
	}
	if err := o.KillProcess(victim.Number); err == nil || err.Error() != fmt.Sprintf("kill process %d: it has ended", victim.PID) {
		t.Errorf("error %v, want to be told that it has ended", err)
	}
	if err := o.KillProcess(77); err == nil || err.Error() != "kill process: no row has the number 77" {
		t.Errorf("error %v, want to be told that there is no such row", err)
	}
}

// A PID that has another owner by now is not hit.
func TestAStrangerWithThePIDIsNotHit(t *testing.T) {
	there := startStranger(t, "sleep 100")
	o := observe(t, ObserveOptions{PIDs: []int{there.Process.Pid}})
	until(t, o, "a row", func(s *Snapshot) bool { return len(s.Rows) > 0 })
	done := make(chan error)
	if !o.order(func() {
		m := o.seen.find(1)
		m.identity.Start++
		done <- o.do(1, deed{"kill", "killed", o.signalling(os.Kill)})
	}) {
		t.Fatal("the observation has ended")
	}
	if err := <-done; err == nil || !strings.HasSuffix(err.Error(), "it has ended") {
		t.Errorf("error %v, want to be told that it has ended", err)
	}
	if p, ok := proc.Read(there.Process.Pid); !ok || p.Dead() {
		t.Error("the process that has the PID was killed")
	}
}
