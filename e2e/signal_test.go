//go:build e2e && linux

package e2e

import (
	"syscall"
	"testing"
	"time"
)

func TestSignalEndsTheWindowAndItsWorkers(t *testing.T) {
	for name, bin := range programs(t) {
		for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
			t.Run(name+"/"+signal.String(), func(t *testing.T) {
				s := open(t, bin)
				s.painted(t)
				s.press(t, "ctrl+r")
				workers := s.workers(t, planWorkers)
				must(t, syscall.Kill(s.program.PID, signal))
				exit, err := s.program.Wait(within(t, 10*time.Second))
				must(t, err)
				if want := 128 + int(signal); exit != want {
					t.Errorf("exit = %d, want %d", exit, want)
				}
				gone(t, time.Second, workers)
				s.nothingLeft(t)
			})
		}
	}
}
