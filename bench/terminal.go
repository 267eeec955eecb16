//go:build linux

package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal that somebody looks at: whatever is written to it is
// read, and thrown away (pty(7)).
type terminal struct {
	far  *os.File // what a program has as its standard streams
	near *os.File
	read sync.WaitGroup
}

// openTerminal opens one of 120 columns and 50 rows.
func openTerminal() (*terminal, error) {
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("open a terminal: %w", err)
	}
	fd := int(near.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 50, Col: 120})
	}
	var far *os.File
	if err == nil {
		far, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		_ = near.Close() // there is an error already
		return nil, fmt.Errorf("open a terminal: %w", err)
	}
	t := &terminal{far: far, near: near}
	t.read.Go(func() { _, _ = io.Copy(io.Discard, near) }) // EIO when nobody has the far side any more
	return t, nil
}

// close is for when no program has the terminal any more.
func (t *terminal) close() {
	_ = t.far.Close()
	t.read.Wait()
	_ = t.near.Close()
}
