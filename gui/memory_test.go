package gui

import (
	"os"
	"path/filepath"
	"testing"
)

func TestMemoryComesBackFromItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "poolscope", "settings.json")
	m, err := OpenMemory(path)
	if err != nil || m.String("a") != "" {
		t.Fatalf("new memory = %q, %v", m.String("a"), err)
	}
	m.SetString("a", "one")
	m.SetString("b", "two\n\x00")
	again, err := OpenMemory(path)
	if err != nil || again.String("a") != "one" || again.String("b") != "two\n\x00" || m.Err() != nil {
		t.Errorf("read again: %q %q, %v, %v", again.String("a"), again.String("b"), err, m.Err())
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != privateFile {
		t.Errorf("file = %v, %v, want it private", info.Mode(), err)
	}
}

func TestABrokenMemoryIsSaidAndStartsEmpty(t *testing.T) {
	for _, text := range []string{"", "{", "[1]", `{"a": 1}`, "null"} {
		path := filepath.Join(t.TempDir(), "settings.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := OpenMemory(path)
		if (err == nil) != (text == "null") || m.String("a") != "" {
			t.Errorf("%q: %q, %v", text, m.String("a"), err)
		}
		if m.SetString("a", "new"); m.String("a") != "new" || m.Err() != nil {
			t.Errorf("%q: after a change %q, %v", text, m.String("a"), m.Err())
		}
	}
}

func TestAMemoryThatCannotBeWrittenGoesOn(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m, _ := OpenMemory(filepath.Join(file, "settings.json"))
	if m.SetString("a", "one"); m.String("a") != "one" || m.Err() == nil {
		t.Errorf("memory = %q, %v, want the text and an error", m.String("a"), m.Err())
	}
}
