//go:build unix

package cli

import (
	"os"
	"syscall"

	"github.com/poolscope/poolscope/internal/guard"
)

// catchStop has Ctrl-Z stop the workers and then this process, and SIGCONT continue
// them all. The workers are in process groups of their own, where the terminal's
// signal does not reach them.
func catchStop(s suspender) (release func()) {
	caught, ended := make(chan os.Signal, 1), make(chan struct{})
	stopCatching := guard.Notify(caught, syscall.SIGTSTP)
	go func() {
		defer close(ended)
		for range caught {
			s.Suspend()
			guard.Suspend()
			select {
			case <-caught: // a copy of the signal that was just obeyed
			default:
			}
			s.Resume() // who sees that may send the next one
		}
	}()
	return func() {
		stopCatching()
		close(caught)
		<-ended
	}
}
