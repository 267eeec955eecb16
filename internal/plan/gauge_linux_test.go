package plan

import "testing"

func TestThisMachineTellsItsLoadAndMemory(t *testing.T) {
	g := system()
	if load, err := g.load(); err != nil || load < 0 {
		t.Errorf("load = %g, %v, want one", load, err)
	}
	if free, all, err := g.memory(); err != nil || free == 0 || free > all {
		t.Errorf("memory = %d of %d, %v, want some that is free", free, all, err)
	}
	if n, err := kibibytes([]byte("MemFree: 3 kB\nMemTotal:    4096 kB\n"), "MemTotal:"); err != nil || n != 4096 {
		t.Errorf("MemTotal = %d, %v, want 4096", n, err)
	}
	if _, err := kibibytes([]byte("MemFree: 3 kB\n"), "MemTotal:"); err == nil {
		t.Error("MemTotal is read where there is none")
	}
}
