package plan_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func TestAMovedPlanNamesTheSameFiles(t *testing.T) {
	root := t.TempDir()
	old := filepath.Join(root, "a[1]", "plans")
	for _, dir := range []string{old, filepath.Join(root, "b")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(old, "in.txt"), []byte("1\n2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{old, filepath.Join(root, "b"), filepath.Dir(old), root} {
		for _, in := range []plan.Inputs{
			{Kind: plan.Lines, File: "in.txt"}, {Kind: plan.Glob, Glob: "*.txt"}, {Kind: plan.Lines, File: filepath.Join(old, "in.txt")},
		} {
			p := plan.Default()
			p.Dir, p.Inputs = old, in
			want, _, err := p.Open(nil)
			if err != nil {
				t.Fatal(err)
			}
			moved, err := p.Moved(dir)
			if err != nil {
				t.Fatal(err)
			}
			if got, _, err := moved.Open(nil); got != want || err != nil || moved.Dir != dir {
				t.Errorf("%s in %s: %d inputs of %q %q, %v, want %d", in.Kind, dir, got, moved.Inputs.File, moved.Inputs.Glob, err, want)
			}
			if dir == old && (moved.Inputs.File != in.File || moved.Inputs.Glob != in.Glob) {
				t.Errorf("in its own folder: %q %q, want the names as they were", moved.Inputs.File, moved.Inputs.Glob)
			}
		}
	}
}
