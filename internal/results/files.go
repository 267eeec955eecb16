package results

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// maxOpen is how many files stay open: tasks that print by turns are more than a
// process may have descriptors.
const maxOpen = 16

// fileKey is the file of one stream of one task.
type fileKey struct {
	task   int
	stream launcher.Stream
}

// files are the files that are written to, those of the latest writes open.
type files struct {
	root   *os.Root
	open   []openFile        // the latest written last
	failed map[fileKey]error // why a file that was closed to make room may not be whole
}

type openFile struct {
	fileKey
	on *os.File
}

func newFiles(root *os.Root) files { return files{root: root, failed: map[fileKey]error{}} }

// write appends to a file, and makes it where it is missing.
func (f *files) write(key fileKey, path string, data []byte) error {
	at := f.at(key)
	if at < 0 {
		if err := f.sparing(func() error { return f.add(key, path) }); err != nil {
			return err
		}
		at = len(f.open) - 1
	}
	used := f.open[at]
	f.open = append(slices.Delete(f.open, at, at+1), used)
	if len(data) == 0 {
		return nil
	}
	if _, err := used.on.Write(data); err != nil {
		return fmt.Errorf("write %s: %w", path, cause(err))
	}
	return nil
}

func (f *files) at(key fileKey) int {
	return slices.IndexFunc(f.open, func(o openFile) bool { return o.fileKey == key })
}

// add opens a file, and closes the one that was not written for the longest time.
func (f *files) add(key fileKey, path string) error {
	if len(f.open) == maxOpen {
		f.closeOldest()
	}
	on, err := appendTo(f.root, path)
	if err != nil {
		return err
	}
	f.open = append(f.open, openFile{key, on})
	return nil
}

// appendTo opens a file at its end. A link or a pipe that a task put in its place is
// not written to.
func appendTo(root *os.Root, path string) (*os.File, error) {
	info, err := root.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		// Links are not followed with O_EXCL (open(2)).
		return root.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o600)
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("open %s: it is no regular file any more", path)
	}
	on, err := root.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, err
	}
	if now, err := on.Stat(); err != nil || !os.SameFile(info, now) {
		return nil, errors.Join(fmt.Errorf("open %s: it was replaced", path), err, on.Close())
	}
	return on, nil
}

// close closes a file, if it is open, and says what went wrong if it was closed before.
func (f *files) close(key fileKey) error {
	err := f.failed[key]
	delete(f.failed, key)
	if at := f.at(key); at >= 0 {
		on := f.open[at].on
		f.open = slices.Delete(f.open, at, at+1)
		err = cmp.Or(err, on.Close())
	}
	return err
}

// closeOldest closes the file that was not written for the longest time. What goes
// wrong is told to who closes it.
func (f *files) closeOldest() {
	oldest := f.open[0]
	f.open = slices.Delete(f.open, 0, 1)
	if err := oldest.on.Close(); err != nil {
		f.failed[oldest.fileKey] = err
	}
}

func (f *files) closeAll() error {
	for len(f.open) > 0 {
		f.closeOldest()
	}
	return errors.Join(slices.Collect(maps.Values(f.failed))...)
}

// roomWait is how long descriptors are waited for that the process's commands hold.
const (
	roomWait  = 30 * time.Second
	roomPause = 20 * time.Millisecond
)

// sparing does something that needs descriptors, without the open files where the
// process has no more, and again until some that run have ended: none is started while
// this waits.
func (f *files) sparing(do func() error) error {
	err := do()
	for late := time.Now().Add(roomWait); noRoom(err) && time.Now().Before(late); err = do() {
		if len(f.open) == 0 {
			<-time.After(roomPause)
		}
		for len(f.open) > 0 {
			f.closeOldest()
		}
	}
	return err
}

func noRoom(err error) bool { return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) }
