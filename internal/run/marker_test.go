package run

import (
	"slices"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

// started returns the model of a run whose workers live.
func started(workers, total int) *model {
	p := sleeping(workers)
	m := newModel(p, launcher.Job{Total: total, Method: p.Pool.Method})
	for n := 1; n <= workers; n++ {
		m.fold(spawned(n, n))
	}
	return m
}

func spawned(number, slot int) launcher.WorkerStarted {
	return launcher.WorkerStarted{Worker: name(number), Slot: slot, PID: 100 + number, Threads: 1}
}

func name(number int) string { return "Process-" + string('0'+rune(number)) }

func TestEachActionLeavesAMarker(t *testing.T) {
	m := started(4, 10)
	for i, e := range []launcher.Controlled{
		{Action: launcher.Resized, Count: 8},
		{Action: launcher.Paused},
		{Action: launcher.Continued},
		{Action: launcher.WorkerKilled, Worker: "Process-2"},
		{Action: launcher.WorkerStopped, Worker: "Process-3"},
		{Action: launcher.WorkerContinued, Worker: "Process-3"},
		{Action: launcher.TaskKilled, Task: 7, Worker: "Process-1"},
		{Action: launcher.InputsAdded, Count: 1},
		{Action: launcher.Resized, Count: 1},
		{Action: launcher.WorkerNiced, Worker: "Process-1", Count: -3},
		{Action: launcher.WorkerPinned, Worker: "Process-1", Cores: []int{1}},
		{Action: launcher.WorkerPinned, Worker: "Process-4", Cores: []int{0, 1, 3}},
		{Action: launcher.WorkerPinned, Worker: "Process-4"},
		{Action: launcher.InputsClosed},
	} {
		e.At = time.Duration(i) * time.Second
		m.fold(e)
	}
	want := []Marker{
		{0, "4 to 8 slots", OnPool, 0},
		{1, "tasks held", OnPool, 0},
		{2, "tasks handed out", OnPool, 0},
		{3, "Process-2 killed", OnWorker, 2},
		{4, "Process-3 stopped", OnWorker, 3},
		{5, "Process-3 continued", OnWorker, 3},
		{6, "task 7 killed", OnTask, 1},
		{7, "1 input added", OnInputs, 0},
		{8, "8 to 1 slot", OnPool, 0},
		{9, "Process-1 set to niceness -3", OnWorker, 1},
		{10, "Process-1 pinned to core 1", OnWorker, 1},
		{11, "Process-4 pinned to cores 0-1,3", OnWorker, 4},
		{12, "Process-4 unpinned", OnWorker, 4},
		{13, "inputs closed", OnInputs, 0},
	}
	if got := m.snapshot(14 * time.Second).Markers; !slices.Equal(got, want) {
		t.Errorf("markers = %+v, want %+v", got, want)
	}
}

func TestAPoolThatIsHeldSaysSoAndHasNoTimeLeft(t *testing.T) {
	m := started(1, 4)
	m.fold(launcher.TaskStarted{Task: 0, Worker: "Process-1", Lane: 1})
	m.fold(launcher.TaskFinished{Result: launcher.Result{Task: 0, Worker: "Process-1", Lane: 1, State: launcher.Done, Wall: time.Second}})
	if s := m.snapshot(time.Second); s.Paused || s.ETA < 0 || s.Slots != 1 {
		t.Errorf("before: paused %v, ETA %s, %d slots, want false, some, 1", s.Paused, s.ETA, s.Slots)
	}
	m.fold(launcher.Controlled{Action: launcher.Paused})
	m.fold(launcher.Controlled{Action: launcher.Resized, Count: 3})
	if s := m.snapshot(time.Second); !s.Paused || s.ETA != -1 || s.Slots != 3 || s.Workers != 1 {
		t.Errorf("held: paused %v, ETA %s, %d slots of %d, want true, -1, 3 of 1", s.Paused, s.ETA, s.Slots, s.Workers)
	}
	m.fold(launcher.Controlled{Action: launcher.Continued})
	if s := m.snapshot(time.Second); s.Paused || s.ETA < 0 {
		t.Errorf("after: paused %v, ETA %s, want false, some", s.Paused, s.ETA)
	}
}

func TestAddedInputsAreCounted(t *testing.T) {
	for total, want := range map[int]int{10: 15, -1: -1} {
		m := started(2, total)
		m.fold(launcher.Controlled{Action: launcher.InputsAdded, Count: 5})
		c := m.snapshot(time.Second).Counts
		if c.Total != want || c.Total >= 0 && c.Queued+c.Running+c.Finished() != c.Total {
			t.Errorf("of %d and 5 more: %+v, want a total of %d and counts that add up", total, c, want)
		}
	}
}

func TestALargerPoolHasMoreLanes(t *testing.T) {
	m := started(2, 10)
	m.fold(launcher.Controlled{Action: launcher.Resized, Count: 4})
	m.fold(spawned(3, 4))
	m.fold(launcher.TaskStarted{Task: 5, Worker: "Process-3", Lane: 1})
	lanes := m.snapshot(time.Second).Lanes
	if len(lanes) != 4 || lanes[3].Slot != 4 || lanes[3].Worker != "Process-3" || lanes[3].Now == nil || lanes[1].Now != nil {
		t.Errorf("lanes = %+v, want four, and task 5 in the last", lanes)
	}
}

func TestMarkersAreBounded(t *testing.T) {
	m := started(1, 1)
	for i := range 5 * MaxMarkers {
		m.fold(launcher.Controlled{At: time.Duration(i) * time.Second, Action: launcher.Paused})
	}
	got := m.snapshot(time.Hour).Markers
	if len(got) != MaxMarkers || got[MaxMarkers-1].At != 5*MaxMarkers-1 || len(m.markers) > 2*MaxMarkers {
		t.Errorf("markers = %d of %d to %v, want the newest %d", len(got), len(m.markers), got[len(got)-1].At, MaxMarkers)
	}
}

func TestStopIsMarkedOnceWithItsTime(t *testing.T) {
	m := started(1, 1)
	if got := m.snapshot(time.Second).StopAsked; got != -1 {
		t.Errorf("stop asked at %s before it was, want -1", got)
	}
	m.stop(2 * time.Second)
	s := m.snapshot(3 * time.Second)
	if s.StopAsked != 2*time.Second || s.Grace != launcher.DefaultGrace || len(s.Markers) != 1 || s.Markers[0].Kind != OnRun {
		t.Errorf("stop asked at %s, grace %s, markers %+v, want 2s, %s, one", s.StopAsked, s.Grace, s.Markers, launcher.DefaultGrace)
	}
}

func TestAStoppedWorkerIsShownStopped(t *testing.T) {
	m := started(1, 1)
	m.sample(time.Second, metrics.Sample{Processes: []metrics.Usage{{PID: 101, State: "stopped", RSS: 1 << 20}}})
	if got := m.snapshot(time.Second).Rows[0].State; got != "stopped" {
		t.Errorf("state = %q, want stopped", got)
	}
}

func TestWhatHadToBeKilledAfterAStopIsMarkedOnce(t *testing.T) {
	m := started(4, 4)
	m.fold(launcher.WorkerExited{At: time.Second, Worker: "Process-1", Signal: "SIGKILL"})
	m.stop(2 * time.Second)
	m.fold(launcher.WorkerExited{At: 3 * time.Second, Worker: "Process-2", Signal: "SIGKILL"}) // by somebody else
	m.fold(launcher.WorkerExited{At: 2*time.Second + launcher.DefaultGrace, Worker: "Process-3", Signal: "SIGKILL"})
	m.fold(launcher.WorkerExited{At: 3*time.Second + launcher.DefaultGrace, Worker: "Process-4", Signal: "SIGKILL"})
	got := m.snapshot(9 * time.Second).Markers
	if len(got) != 2 || got[1] != (Marker{At: 5, Text: "what was left was killed", Kind: OnRun}) {
		t.Errorf("markers = %+v, want the stop and one for what was killed at 5 s", got)
	}
}

func TestTheEndOfTheInputsAndWhatCouldNotBeEndedAreKnown(t *testing.T) {
	m := started(1, 1)
	if m.snapshot(0).Closed {
		t.Error("the inputs are closed from the start")
	}
	m.fold(launcher.Controlled{Action: launcher.InputsClosed})
	left := []launcher.Escapee{{PID: 7, Command: "sleep 60"}}
	m.fold(launcher.PoolFinished{At: time.Second, Escaped: left})
	if s := m.snapshot(time.Second); !s.Closed || !slices.Equal(s.Escaped, left) {
		t.Errorf("closed %v, escaped %v, want true and %v", s.Closed, s.Escaped, left)
	}
}
