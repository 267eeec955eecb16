package record

import (
	"os"
	"strings"
	"testing"
)

// What a full disk takes no more is said, once and for all, and nothing else is written.
func TestFullDiskIsSaid(t *testing.T) {
	r, path := create(t, "run.jsonl")
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	mine := r.file
	r.file = full
	r.Line([]byte("{}"))
	r.Flush()
	if err := r.Err(); err == nil || !strings.Contains(err.Error(), "no space left") || !strings.Contains(err.Error(), path) {
		t.Errorf("error = %v, want that %s has no space", err, path)
	}
	r.file = mine
	_ = full.Close()
	r.Line([]byte("{}"))
	if err := r.Close(); err == nil || content(t, path) != "" {
		t.Errorf("after it: %v, file = %q, want the error and nothing written", err, content(t, path))
	}
}
