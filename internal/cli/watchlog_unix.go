//go:build unix

package cli

import (
	"errors"

	"golang.org/x/sys/unix"
)

// logFlags have a pipe that nobody reads refused instead of waited for (fifo(7)).
const logFlags = unix.O_NONBLOCK

// hasNoReader reports whether a pipe was refused since nobody reads it (open(2), ENXIO).
func hasNoReader(err error) bool { return errors.Is(err, unix.ENXIO) }
