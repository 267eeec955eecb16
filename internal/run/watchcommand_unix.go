//go:build unix

package run

import (
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// Continue has a command that was stopped go on.
func (c *Command) Continue() { c.Signal(unix.SIGCONT) }

// take reads ru_maxrss, which is in KiB but on darwin, and the switches (getrusage(2)).
func (e *WatchedExit) take(usage *syscall.Rusage) {
	e.PeakRSS = peakOf(usage)
	e.Voluntary, e.Involuntary = int64(usage.Nvcsw), int64(usage.Nivcsw) //nolint:unconvert // int32 on 32-bit systems
}

func peakOf(usage *syscall.Rusage) uint64 {
	unit := int64(1024)
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	return uint64(int64(usage.Maxrss) * unit) //nolint:unconvert // int32 on 32-bit systems
}

// ownPeak is the largest resident set that this process had, in bytes.
func ownPeak() uint64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return peakOf(&usage)
}

func signalName(s syscall.Signal) string {
	if name := unix.SignalName(s); name != "" {
		return name
	}
	return s.String()
}
