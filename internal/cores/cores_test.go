package cores

import (
	"runtime"
	"testing"
)

func TestAllowedIsBetweenOneAndAll(t *testing.T) {
	if got := Allowed(); got < 1 || got > runtime.NumCPU() {
		t.Errorf("allowed = %d, want 1..%d", got, runtime.NumCPU())
	}
}
