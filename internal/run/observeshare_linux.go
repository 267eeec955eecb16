package run

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher/proc"
	"github.com/poolscope/poolscope/metrics"
)

// nicing returns what sets a niceness.
func nicing(nice int) func(metrics.Member) error {
	return func(m metrics.Member) error { return known(identified(m).SetNice(nice, false)) }
}

// pinning returns what lets a process run on some cores alone.
func pinning(cores []int) func(metrics.Member) error {
	return func(m metrics.Member) error { return known(identified(m).SetAffinity(cores, false)) }
}

func identified(m metrics.Member) proc.Process { return proc.Process{PID: m.PID, Start: m.Start} }

// known says of a process that is gone what every system says.
func known(err error) error {
	if errors.Is(err, unix.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}

func isForeign(err error) bool {
	return errors.Is(err, proc.ErrForeign) && !errors.Is(err, proc.ErrInPart)
}
