package plan

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// maxFile is the size of the largest plan file that is read.
const maxFile = 64 << 20

var (
	errDirectory = errors.New("it is a directory; want a file")
	errIrregular = errors.New("it is a device or a pipe; want a regular file")
	errTooLarge  = fmt.Errorf("it is larger than %d MiB; long inputs belong in a file of their own, named by lines or csv", maxFile>>20)
)

// Load reads, parses and checks a plan file. The error is Problems, or names
// the file that could not be read.
func Load(path string) (Plan, error) {
	text, err := ReadText(path)
	if err != nil {
		return Plan{}, err
	}
	return Parse(path, text)
}

// ReadText reads a plan file as Load does, whatever is in it. The error names the file.
func ReadText(path string) ([]byte, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, fmt.Errorf("read plan %s: %w", path, err)
	}
	return text, nil
}

func readFile(path string) (text []byte, err error) {
	f, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = cause(closed)
		}
	}()
	text, err = io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, cause(err)
	}
	if len(text) > maxFile {
		return nil, errTooLarge
	}
	return text, nil
}

// openRegular opens a regular file. It looks before it opens: to open a FIFO
// waits until somebody writes to it (fifo(7)).
func openRegular(path string) (*os.File, error) {
	if err := checkRegular(path); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	return f, cause(err)
}

func checkRegular(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return cause(err)
	case info.IsDir():
		return errDirectory
	case !info.Mode().IsRegular():
		return errIrregular
	}
	return nil
}

// cause strips the operation and the path from an error: the caller names the
// file as the user wrote it.
func cause(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}
