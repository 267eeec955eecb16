package run

import (
	"math"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
	"github.com/poolscope/poolscope/metrics"
)

func TestTheLineOfASlotHasAHoleWhereNoProcessWasThere(t *testing.T) {
	p := plan.Plan{Pool: plan.Pool{Workers: 1, RunAs: launcher.Processes}, Task: plan.Task{Kind: plan.Command, Command: []string{"true"}}}
	m := newModel(p, launcher.Job{Total: 9})
	if !m.bySlot {
		t.Fatal("commands have no line of their slot")
	}
	for i, born := range []int{0, 500, 810} {
		name := "Process-" + string(rune('1'+i))
		m.fold(launcher.WorkerStarted{At: ms(born), Worker: name, Slot: 1, PID: 100 + i, Threads: 1})
		for _, at := range []int{born + 100, born + 200} {
			m.draw(m.byName[name], ms(at).Seconds(), metrics.Usage{PID: 100 + i, RSS: 1 << 20})
		}
		m.fold(launcher.WorkerExited{Worker: name, Slot: 1, PID: 100 + i, At: ms(born + 300)})
	}
	line := m.tracks[0].rss
	value := func(at float64) float64 { // a value holds for the time since the reading before
		for i, t := range line.T {
			if at <= t {
				return line.V[i]
			}
		}
		return math.NaN()
	}
	for at, known := range map[float64]bool{0.15: true, 0.25: false, 0.45: false, 0.55: true, 0.65: true, 0.85: true} {
		if got := !math.IsNaN(value(at)); got != known {
			t.Errorf("at %v s there is a value: %v, want %v in %v, %v", at, got, known, line.T, line.V)
		}
	}
}
