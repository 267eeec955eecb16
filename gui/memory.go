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
	path    string
	texts   map[string]string
	changed map[string]bool // the keys that were set here: the others may be another window's
	unread  error           // why the file could not be read, nil when it was
	err     error           // the first that a change could not be written for
}

// OpenMemory reads the file, which need not be there yet. With an error, for a
// file that cannot be read or is broken, the memory is empty and can be used. Whether it
// can be written is known from then on, see Err.
func OpenMemory(path string) (*FileMemory, error) {
	m := &FileMemory{path: path, texts: map[string]string{}, changed: map[string]bool{}}
	texts, err := readTexts(path)
	if err != nil {
		m.unread = fmt.Errorf("read the settings in %s: %w", path, err)
	}
	maps.Copy(m.texts, texts)
	m.err = m.writable()
	return m, m.unread
}

// readTexts reads a file of texts by key; none where there is no file.
func readTexts(path string) (texts map[string]string, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &texts)
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // OpenMemory says what was being done
	}
	return texts, nil
}

// writable says why a change could not be written. A file that was made read-only is left
// alone, even by who may write all files.
func (m *FileMemory) writable() error {
	if info, err := os.Stat(m.path); err == nil && info.Mode().Perm()&ownerWrites == 0 {
		return fmt.Errorf("write the settings in %s: the file is read-only", m.path)
	}
	dir := filepath.Dir(m.path)
	if err := os.MkdirAll(dir, privateDir); err != nil {
		return fmt.Errorf("make a folder for the settings: %w", err)
	}
	f, err := os.CreateTemp(dir, ".poolscope-*")
	if err != nil {
		return fmt.Errorf("write the settings in %s: %w", m.path, err)
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	return nil
}

// Troubles returns why the file could not be read, and why it can't be written: none
// when all is well.
func (m *FileMemory) Troubles() []error {
	var all []error
	if m.unread != nil {
		all = append(all, fmt.Errorf("the settings of the last time could not be read, and the window has its defaults; what is set now takes their place, and the file is kept as %s: %w", brokenName(filepath.Base(m.path)), m.unread))
	}
	if m.err != nil {
		all = append(all, fmt.Errorf("settings are for this window alone, as they can't be written: %w", m.err))
	}
	return all
}

// brokenName is what a file is called that could not be read, once another takes its place.
func brokenName(path string) string { return path + ".broken" }

// String returns the text of a key.
func (m *FileMemory) String(key string) string { return m.texts[key] }

// Fresh returns the text of a key as the file has it now, where another window may have
// set it since; the one that is known where the file cannot be read.
func (m *FileMemory) Fresh(key string) string {
	if m.err != nil {
		return m.texts[key] // what was set here never got into the file
	}
	if texts, err := readTexts(m.path); err == nil && texts != nil {
		m.texts[key] = texts[key]
	}
	return m.texts[key]
}

// SetString remembers a text. The file is replaced as a whole, with what another window
// has set since in it.
func (m *FileMemory) SetString(key, text string) {
	if m.texts[key] == text {
		return
	}
	m.texts[key], m.changed[key] = text, true
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
	ownerWrites = 0o200
)

func (m *FileMemory) write() error {
	if err := m.writable(); err != nil {
		return err
	}
	text, err := json.MarshalIndent(m.merged(), "", "  ")
	if err != nil {
		return fmt.Errorf("encode the settings: %w", err)
	}
	return writeFile(m.path, text, privateFile)
}

// merged is what the file should have: what was set here, over what it has by now. One
// that cannot be read gets another name first, as somebody may want to mend it.
func (m *FileMemory) merged() map[string]string {
	texts, err := readTexts(m.path)
	if err != nil {
		_ = os.Rename(m.path, brokenName(m.path)) // it would be lost otherwise, and nothing better can be done
	}
	all := maps.Clone(m.texts)
	for key, text := range texts {
		if !m.changed[key] {
			all[key] = text
		}
	}
	return all
}
