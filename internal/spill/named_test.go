//go:build !windows

package spill

import (
	"os"
	"testing"
)

func TestFileIsNowhereToBeSeen(t *testing.T) {
	for name, made := range map[string]func(string) (*os.File, error){"create": create, "createNamed": createNamed} {
		dir := t.TempDir()
		f, err := made(dir)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
			t.Errorf("%s: folder holds %v, error %v, want nothing", name, entries, err)
		}
		info, err := f.Stat()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode = %v, error %v, want 0600", name, info.Mode(), err)
		}
		f.Close()
	}
}
