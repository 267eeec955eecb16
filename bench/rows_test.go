//go:build linux

package main

import (
	"testing"
	"time"
)

func TestWorkersThatWaitAreKnownByTheirShareNotByTheirSum(t *testing.T) {
	for _, c := range []struct {
		used, over time.Duration
		want       bool
	}{
		{rowsIdle / 2, time.Second, true},
		{2 * rowsIdle, time.Second, false},
		{2 * rowsIdle, 3 * time.Second, true},
		{rowsIdle / 2, time.Second / 4, false},
	} {
		if got := restful(c.used, c.over); got != c.want {
			t.Errorf("restful(%v, %v) = %v, want %v", c.used, c.over, got, c.want)
		}
	}
}
