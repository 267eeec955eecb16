package gui

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
)

// Memory is what the window remembers from one start to the next: texts by key.
// Only Fyne's goroutine uses it. What was never set is "".
type Memory interface {
	String(key string) string
	SetString(key, text string)
}

// FileMemory is a Memory in a file of its own. Fyne's preferences are not used:
// Fyne writes their file a last time when the program ends, and reads it at the
// same time while it is empty, which it then reports as an error
// (app/preferences.go of v2.7.1, needsSaveBeforeExit and watch).
type FileMemory struct {
	path  string
	texts map[string]string
	err   error // the first that a change could not be written for
}

// OpenMemory reads the file, which need not be there yet. With an error, for a
// file that cannot be read or is broken, the memory is empty and can be used.
func OpenMemory(path string) (*FileMemory, error) {
	m := &FileMemory{path: path, texts: map[string]string{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	var texts map[string]string
	if err == nil {
		err = json.Unmarshal(text, &texts)
	}
	if err != nil {
		return m, fmt.Errorf("read the settings in %s: %w", path, err)
	}
	maps.Copy(m.texts, texts)
	return m, nil
}

// String returns the text of a key.
func (m *FileMemory) String(key string) string { return m.texts[key] }

// SetString remembers a text. The file is replaced as a whole.
func (m *FileMemory) SetString(key, text string) {
	if m.texts[key] == text {
		return
	}
	texts := maps.Clone(m.texts)
	texts[key] = text
	m.texts = texts
	if err := m.write(); err != nil && m.err == nil {
		m.err = err
	}
}

// Err returns why a change could not be written, nil when all were.
func (m *FileMemory) Err() error { return m.err }

// The settings say which files somebody works on: they are private.
const (
	privateDir  = 0o700
	privateFile = 0o600
)

func (m *FileMemory) write() error {
	text, err := json.MarshalIndent(m.texts, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the settings: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(m.path), privateDir); err != nil {
		return fmt.Errorf("make a folder for the settings: %w", err)
	}
	return writeFile(m.path, text, privateFile)
}
