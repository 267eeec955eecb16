//go:build linux

package main

import (
	"math"
	"os"
	"testing"
)

func TestSlopeIsThatOfTheLine(t *testing.T) {
	if got := slope([]float64{0, 1, 2, 3}, []float64{5, 7, 9, 11}); math.Abs(got-2) > 1e-9 {
		t.Errorf("slope = %v, want 2", got)
	}
}

func TestMedianIsTheMiddle(t *testing.T) {
	if got := median([]float64{9, 1, 5}); got != 5 {
		t.Errorf("median = %v, want 5", got)
	}
	if got := median([]float64{4, 1, 3, 2}); got != 2.5 {
		t.Errorf("median = %v, want 2.5", got)
	}
}

func TestMemoryAndClockOfThisProcessAreRead(t *testing.T) {
	resident, err := residentMemory(os.Getpid())
	if err != nil || resident < 1<<20 {
		t.Errorf("resident = %d, %v, want more than 1 MiB", resident, err)
	}
	private, err := privateMemory(os.Getpid())
	if err != nil || private <= 0 || private > resident+1<<20 {
		t.Errorf("private = %d, %v, want about what is resident, %d, or less", private, err, resident)
	}
	before, err := cpuTime(os.Getpid())
	if err != nil || before <= 0 {
		t.Errorf("CPU time = %v, %v, want some", before, err)
	}
	if _, err := kibs(os.Getpid(), "status", "NoSuchLine:"); err == nil {
		t.Error("a line that is not there gave no error")
	}
}
