package run

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/launcher/proc"
	"github.com/poolscope/poolscope/metrics"
)

func TestAProcessThatIsObservedIsMadeNiceAndPinned(t *testing.T) {
	there := startStranger(t, "sleep 100")
	pid := there.Process.Pid
	o := observe(t, ObserveOptions{PIDs: []int{pid}})
	until(t, o, "a row", func(s *Snapshot) bool { return len(s.Rows) > 0 })
	allowed := launcher.AllowedCores()
	if err := o.NiceProcess(1, 6); err != nil {
		t.Fatal(err)
	}
	if raw, err := unix.Getpriority(unix.PRIO_PROCESS, pid); err != nil || 20-raw != 6 {
		t.Errorf("niceness = %d, %v, want 6", 20-raw, err)
	}
	if err := o.PinProcess(1, allowed[:1]); err != nil {
		t.Fatal(err)
	}
	if got := proc.AllowedCores(pid); !slices.Equal(got, allowed[:1]) {
		t.Errorf("cores = %v, want %v", got, allowed[:1])
	}
	if err := errors.Join(o.PinProcess(1, nil), o.PinProcess(1, allowed)); err != nil {
		t.Fatal(err)
	}
	if got := proc.AllowedCores(pid); !slices.Equal(got, allowed) {
		t.Errorf("cores = %v, want %v", got, allowed)
	}
	s := until(t, o, "marked", func(s *Snapshot) bool { return len(s.Markers) >= 4 })
	for i, want := range []string{"set to niceness 6", pinText(pinned(allowed)), "unpinned", "unpinned"} {
		want = fmt.Sprintf(" (PID %d) ", pid) + want
		if got := s.Markers[i]; !strings.HasSuffix(got.Text, want) || got.Kind != OnWorker || got.Number != 1 {
			t.Errorf("marker %+v, want %q on row 1", got, want)
		}
	}
}

// pinned is what is said of the first of the cores that are allowed.
func pinned(allowed []int) []int {
	if len(allowed) == 1 {
		return nil
	}
	return allowed[:1]
}

func TestAStrangerWithThePIDIsNeitherMadeNiceNorPinned(t *testing.T) {
	there := startStranger(t, "sleep 100")
	o := observe(t, ObserveOptions{PIDs: []int{there.Process.Pid}})
	until(t, o, "a row", func(s *Snapshot) bool { return len(s.Rows) > 0 })
	before, _ := unix.Getpriority(unix.PRIO_PROCESS, there.Process.Pid)
	for what, act := range map[string]func(metrics.Member) error{"set the niceness of": nicing(9), "pin": pinning([]int{0})} {
		done := make(chan error)
		if !o.order(func() {
			o.seen.find(1).identity.Start-- // until it is read again
			done <- o.do(1, deed{what, what, act})
			o.seen.find(1).identity.Start++
		}) {
			t.Fatal("the observation has ended")
		}
		if err := <-done; err == nil || !strings.HasSuffix(err.Error(), "it has ended") {
			t.Errorf("%s: error %v, want to be told that it has ended", what, err)
		}
	}
	if after, _ := unix.Getpriority(unix.PRIO_PROCESS, there.Process.Pid); after != before {
		t.Errorf("niceness of the stranger = %d, want %d as before", 20-after, 20-before)
	}
}
