//go:build linux

package main

import (
	"math"
	"testing"
)

func TestTicksWithoutASampleNearThemAreNotOnTime(t *testing.T) {
	for _, c := range []struct {
		name     string
		instants []float64
		hit, all int
		worst    float64
	}{
		{"all", []float64{1.03, 1.13, 1.231, 1.33, 1.43}, 5, 5, 0.001},
		{"one late", []float64{1.03, 1.13, 1.25, 1.33, 1.43}, 4, 5, 0.02},
		{"two missed", []float64{1.03, 1.13, 1.43, 1.53}, 4, 6, 0},
		{"the first late", []float64{1.05, 1.13, 1.23, 1.33, 1.43}, 4, 5, 0.02},
		{"two at one tick", []float64{1.03, 1.13, 1.135, 1.23}, 3, 3, 0.005},
	} {
		hit, all, worst := onTime(c.instants)
		if hit != c.hit || all != c.all || math.Abs(worst-c.worst) > 0.003 {
			t.Errorf("%s: %d of %d, worst %.4f, want %d of %d, %.4f", c.name, hit, all, worst, c.hit, c.all, c.worst)
		}
	}
}
