//go:build !linux

package run

import (
	"fmt"
	"os"
	"slices"
	"syscall"

	"github.com/poolscope/poolscope/metrics"
)

// awaitEnd returns when a child has ended and was waited for, and what tells how.
func awaitEnd(child *os.Process) (wait func() (*os.ProcessState, error)) {
	state, err := child.Wait()
	return func() (*os.ProcessState, error) { return state, err }
}

// AdoptOrphans does nothing: only Linux gives orphans to an ancestor that asks for them.
func (*Watch) AdoptOrphans() (release func()) { return func() {} }

// ReapOrphans does nothing, as none come here.
func (*Watch) ReapOrphans() {}

// EndAll does nothing: what a command leaves behind cannot be signalled for certain
// without its descriptor.
func (*Watch) EndAll(syscall.Signal) {}

// signal sends a signal to a member that is there still; os.ErrProcessDone says that it
// is not. Between the look and the signal lie microseconds.
func (w *Watch) signal(m metrics.Member, s os.Signal) error {
	is := func(now metrics.Member) bool { return now.PID == m.PID && now.Start == m.Start }
	if !slices.ContainsFunc(w.tree.Read(), is) {
		return os.ErrProcessDone
	}
	process, err := os.FindProcess(m.PID)
	if err != nil {
		return fmt.Errorf("find process %d: %w", m.PID, err)
	}
	if err := process.Signal(s); err != nil {
		return fmt.Errorf("signal process %d: %w", m.PID, err)
	}
	return nil
}

// isHeld is never asked for, as no orphans come here.
func (*Watch) isHeld(metrics.Member) bool { return false }

// waitedForNone is not known.
func waitedForNone(int) bool { return false }
