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

func TestAnExampleFindsTheFilesItNeeds(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	t.Setenv("LocalAppData", cache)
	needy := 0
	for _, e := range examples.All() {
		path, err := e.Path()
		if err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
		p, err := plan.Parse(path, []byte(e.Text))
		if err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
		if len(e.Needs) == 0 {
			if path != e.File {
				t.Errorf("%s: path = %q, want %q, with nothing written", e.Name, path, e.File)
			}
			continue
		}
		needy++
		for _, file := range e.Needs {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(filepath.Join(p.Dir, file)); err != nil || string(got) != string(want) {
				t.Errorf("%s: %s = %q, %v, want the file of this folder", e.Name, file, got, err)
			}
		}
		if p.Task.File != e.Needs[0] || !strings.HasPrefix(p.Dir, cache) {
			t.Errorf("%s: task.file = %q in %q, want %q in the cache", e.Name, p.Task.File, p.Dir, e.Needs[0])
		}
	}
	if needy == 0 {
		t.Error("no example needs a file: this test sees nothing")
	}
}

func TestWhatSomebodyTriedInAnExamplesFileStays(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("HOME", cache)
	t.Setenv("LocalAppData", cache)
	e, _ := examples.Lookup("python-function")
	path, err := e.Path()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(filepath.Dir(path), e.Needs[0])
	if err := os.WriteFile(file, []byte("# mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if again, err := e.Path(); err != nil || again != path {
		t.Errorf("Path = %q, %v the second time, want %q", again, err, path)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "# mine\n" {
		t.Errorf("file = %q, %v, want what was written", text, err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left over: %q, %v, want nothing", left, err)
	}
}

func TestAnExampleWithoutAPlaceForItsFilesIsAnError(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CACHE_HOME", blocked)
	t.Setenv("HOME", blocked)
	t.Setenv("LocalAppData", blocked)
	e, _ := examples.Lookup("python-function")
	if path, err := e.Path(); err == nil || !strings.HasPrefix(err.Error(), "put down the example's files: ") {
		t.Errorf("Path = %q, %v, want what could not be done", path, err)
	}
}
