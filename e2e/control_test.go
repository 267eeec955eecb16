//go:build e2e && linux

package e2e

import (
	"testing"
	"time"
)

const timeToStop = 8 * time.Second // the grace period and some more

// The tasks outlast the test, so a slot that comes brings a worker, and one that is
// taken away keeps its worker until its task ends.
func TestThePoolGrowsAtAKey(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := open(t, bin)
			s.painted(t)
			s.changes(t, "ctrl+r", 0.005)
			s.workers(t, planWorkers)
			s.press(t, "ctrl+Up")
			s.workers(t, planWorkers+1)
			s.press(t, "ctrl+Up")
			grown := s.workers(t, planWorkers+2)
			s.save(t, "grown")
			s.press(t, "ctrl+period")
			gone(t, timeToStop, grown)
			s.workers(t, 0)
		})
	}
}
