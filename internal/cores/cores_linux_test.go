package cores

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

func TestAllowedFollowsTheAffinity(t *testing.T) {
	runtime.LockOSThread() // a mask belongs to a thread
	defer runtime.UnlockOSThread()
	var all unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unix.SchedSetaffinity(0, &all); err != nil {
			t.Error(err)
		}
	}()
	if all.Count() < 2 {
		t.Skip("this process may use one core only")
	}
	if got := affinity(); got != all.Count() {
		t.Errorf("affinity = %d, want %d", got, all.Count())
	}
	var one unix.CPUSet
	for i := range 1024 {
		if all.IsSet(i) {
			one.Set(i)
			break
		}
	}
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		t.Fatal(err)
	}
	if got := Allowed(); got != 1 {
		t.Errorf("allowed on one core = %d, want 1", got)
	}
}
