package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// private is the mode of a log: what runs on a machine is its user's own business.
const private = 0o600

var (
	errLink      = errors.New("it is a symbolic link: name the file itself")
	errIrregular = errors.New("it is no regular file: name one")
	errStranger  = errors.New("it belongs to somebody else: name a file of your own")
	errLocked    = errors.New("another run is writing it: wait for that one, or name another file")

	errOpenToOthers = errors.New("others may write it, and it says which processes to end: have it written by you alone (chmod go-w)")
)

// createFile makes a file that was not there and that nobody else may read, and locks
// it.
func createFile(path string) (*os.File, error) {
	f, err := openFile(path, os.O_CREATE|os.O_EXCL)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s is there already: go on with it with --resume, or name another file", path)
	}
	return f, err
}

// resumeFile opens a file of a log to go on with, and locks it. It makes one that was
// not there.
func resumeFile(path string) (*os.File, error) {
	return openFile(path, os.O_CREATE)
}

func openFile(path string, flags int) (*os.File, error) {
	if err := checkFolder(path); err != nil {
		return nil, fmt.Errorf("open the log %s: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|flags|openFlags, private)
	if err != nil {
		return nil, fmt.Errorf("open the log %s: %w", path, cause(err))
	}
	if err := checkFile(f); err != nil {
		_ = f.Close() // nothing was written
		return nil, fmt.Errorf("open the log %s: %w", path, err)
	}
	return f, nil
}

// A child of a run that was killed has its parent's descriptors, and so the lock, until
// it has become another program (execve(2)): so long a lock is waited for.
const (
	lockWait  = time.Second
	lockPause = 10 * time.Millisecond
)

// waitForLock locks a file, and gives up when a lock of another lasts.
func waitForLock(f *os.File) error {
	err := lock(f)
	for late := time.Now().Add(lockWait); errors.Is(err, errLocked) && time.Now().Before(late); err = lock(f) {
		<-time.After(lockPause)
	}
	return err
}

// checkFile says what is wrong with an open file as a log, and locks it.
func checkFile(f *os.File) error {
	info, err := f.Stat()
	switch {
	case err != nil:
		return cause(err)
	case !info.Mode().IsRegular():
		return errIrregular
	case !ours(info):
		return errStranger
	}
	return waitForLock(f)
}

// cause strips the operation and the path from an error, which the caller names.
func cause(err error) error {
	at, ok := errors.AsType[*fs.PathError](err)
	switch {
	case !ok:
		return err
	case isLink(at.Err):
		return errLink
	}
	return at.Err
}
