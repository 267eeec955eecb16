//go:build linux

package main

import (
	"os"
	"testing"
)

func TestADesktopThatDoesNotStartLeavesNoFolder(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("PATH", dir)
	if s, err := stage(t.Context(), usual()); err == nil {
		s.strike()
		t.Fatal("a desktop started without the programs that it needs")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left in the folder for what is temporary = %v, %v, want nothing", left, err)
	}
}
