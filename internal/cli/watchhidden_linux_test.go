package cli

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// setuid is a copy of a program that whoever starts it runs as root, and so does not see
// where others are hidden (proc(5), hidepid).
func setuid(t *testing.T, name string) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can make a program of root's")
	}
	from, err := exec.LookPath(name)
	if err != nil {
		t.Skip(err)
	}
	folder, err := os.MkdirTemp("", "setuid") //nolint:usetesting // nobody else may enter that one's folder
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	path := filepath.Join(folder, name)
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{err, os.Chmod(folder, 0o755), os.Chmod(path, 0o755|os.ModeSetuid)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// Nothing tells of a hidden one that it has ended but the wait for it.
func TestHiddenOrphanIsReapedWhenItEnds(t *testing.T) {
	out, stderr, status := asNobody(t, "hidepid=2", "watch", "--json", "--every", "20ms", "--", "/bin/sh", "-c", setuid(t, "sleep")+" 0.4 & sleep 0.2")
	if !strings.Contains(out, `"rss_bytes":null`) {
		t.Skipf("the child was not hidden: %s", stderr)
	}
	if status != 0 || !strings.Contains(out, `"workers":{"started":3,"reaped":3,"left_over":0}`) {
		_, end, _ := strings.Cut(out, `"event":"run_finished"`)
		t.Errorf("status %d, end %q, stderr %q, want all three reaped", status, end, stderr)
	}
}
