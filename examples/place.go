package examples

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Path returns the name of the plan's file, to parse its text under. Where the
// plan needs other files, they are put beside it into the user's cache first, in a
// folder named by what is in them, so that another version's are others. A file
// that is there stays: somebody may have tried something in it.
func (e Example) Path() (string, error) {
	if len(e.Needs) == 0 {
		return e.File, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find a folder for the example's files: %w", err)
	}
	dir := filepath.Join(cache, "poolscope", "examples", e.digest())
	for _, file := range append([]string{e.File}, e.Needs...) {
		if err := place(filepath.Join(dir, filepath.FromSlash(file)), content(file)); err != nil {
			return "", fmt.Errorf("put down the example's files: %w", err)
		}
	}
	return filepath.Join(dir, e.File), nil
}

// digest names the content of the example's files.
func (e Example) digest() string {
	hash := sha256.New()
	_, _ = io.WriteString(hash, e.Text) // a hash takes everything
	for _, file := range e.Needs {
		_, _ = io.WriteString(hash, "\x00"+content(file))
	}
	return fmt.Sprintf("%.6x", hash.Sum(nil))
}

// place writes a file that is not there yet, as a whole or not at all: another
// Poolscope may be about to do the same.
func place(path, text string) error {
	if _, err := os.Stat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err //nolint:wrapcheck // names the operation and the file
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err //nolint:wrapcheck // as above
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".poolscope-*")
	if err != nil {
		return err //nolint:wrapcheck // as above
	}
	_, err = f.WriteString(text)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the error that matters is the first
	}
	return err
}
