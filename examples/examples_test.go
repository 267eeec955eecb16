package examples_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

func TestEveryExampleIsAPlan(t *testing.T) {
	for _, e := range examples.All() {
		p, err := plan.Parse(e.File, []byte(e.Text))
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		if problems := p.Check(); problems != nil {
			t.Errorf("%s: Check = %v, want nothing", e.Name, problems)
		}
		if total, _, err := p.Open(nil); err != nil || total < 1 {
			t.Errorf("%s: Open = %d inputs, %v, want some and no error", e.Name, total, err)
		}
		if w, _ := workload.Lookup(p.Task.Name); w.Crash {
			t.Errorf("%s: task %s belongs to the crash lab", e.Name, w.Name)
		}
	}
}

func TestEveryExampleSaysWhatToLookAt(t *testing.T) {
	titles := map[string]bool{}
	for _, e := range examples.All() {
		p, err := plan.Parse(e.File, []byte(e.Text))
		if err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
		if n := 1 + strings.Count(p.Notes, "\n"); n < 2 || n > 5 {
			t.Errorf("%s: the comment has %d lines, want 2 to 5", e.Name, n)
		}
		if !strings.Contains(p.Notes, "ook at") && !strings.Contains(p.Notes, "compare") {
			t.Errorf("%s: the comment does not say what to look at:\n%s", e.Name, p.Notes)
		}
		if titles[p.Title] || p.Title == e.Name {
			t.Errorf("%s: title %q, want one of its own", e.Name, p.Title)
		}
		titles[p.Title] = true
	}
}

func TestEveryFileIsListed(t *testing.T) {
	files, err := filepath.Glob("*.pool.toml")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, e := range examples.All() {
		listed = append(listed, e.File)
		text, err := os.ReadFile(e.File)
		if err != nil || string(text) != e.Text {
			t.Errorf("%s: the text is not that of the file (%v)", e.File, err)
		}
	}
	slices.Sort(listed)
	if !slices.Equal(files, listed) {
		t.Errorf("listed %q, want %q", listed, files)
	}
}

func TestTheFirstExampleIsThere(t *testing.T) {
	if e, ok := examples.Lookup(examples.First); !ok || e.Name != examples.First {
		t.Errorf("Lookup(%q) = %q, %v", examples.First, e.Name, ok)
	}
	if _, ok := examples.Lookup("no such example"); ok {
		t.Error("Lookup finds what is not there")
	}
}
