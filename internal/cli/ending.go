package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/poolscope/poolscope/internal/guard"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// exitPipe is what a shell reports of a program that SIGPIPE ended.
const exitPipe = 128 + int(syscall.SIGPIPE)

// patience is how long a run may take to end after it was told to: the grace
// period of its workers, and as much again for what is slow to reap.
const patience = 2*launcher.DefaultGrace + 2*time.Second

// instant is longer than a signal takes on two ways, and shorter than a person
// takes to ask twice.
const instant = 100 * time.Millisecond

// signalError is the signal that ended a run.
type signalError struct{ syscall.Signal }

func (e signalError) Error() string { return "ended by " + e.Signal.String() }

// outputError is a standard output that takes nothing any more.
type outputError struct{ cause error }

func (e outputError) Error() string {
	cause := e.cause
	// The operation and the file are what the sentence says already.
	if p, ok := errors.AsType[*os.PathError](cause); ok {
		cause = p.Err
	}
	return fmt.Sprintf("write standard output: %v", cause)
}

func (e outputError) Unwrap() error { return e.cause }

func isClosedPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }

// catchPipe makes a write to a closed pipe an error, not the death of the
// process. It is caught and not ignored: what is ignored is inherited by every
// program a task starts (signal(7)).
func catchPipe() (release func()) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGPIPE)
	return func() { signal.Stop(caught) }
}

// catchSignals ends the run at the first signal, and the process with all that it
// started at the second, or when the first did not end the run in good time:
// someone may have stopped reading standard output. The same signal again within an
// instant is the first: timeout(1) sends each to the process and to its group.
func catchSignals(end context.CancelCauseFunc) (release func()) {
	caught, released, gone := make(chan os.Signal, 2), make(chan struct{}), make(chan struct{})
	stopCatching := guard.Notify(caught, endingSignals()...)
	go func() {
		defer close(gone)
		var late <-chan time.Time
		var first syscall.Signal
		var began time.Time
		for {
			select {
			case <-released:
				return
			case <-late:
				guard.End(128 + int(first))
			case s := <-caught:
				number, _ := s.(syscall.Signal)
				switch {
				case late == nil:
					first, began, late = number, time.Now(), time.After(patience)
					end(signalError{number})
				case number != first || time.Since(began) > instant:
					guard.End(128 + int(number))
				}
			}
		}
	}()
	return func() {
		stopCatching()
		close(released)
		<-gone
	}
}

// endingSignals are those that ask a run to end. nohup(1) and a shell's "&" start
// programs with signals ignored that are to stay so.
func endingSignals() []os.Signal {
	all := []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}
	return slices.DeleteFunc(all, signal.Ignored)
}

// stoppingNote says what the first signal began, and what follows.
func stoppingNote(workers int) string {
	noun := "workers"
	if workers == 1 {
		noun = "worker"
	}
	return fmt.Sprintf("stopping %d %s, SIGKILL in %.0f s; a second signal kills at once",
		workers, noun, launcher.DefaultGrace.Seconds())
}

// suspender is a run whose workers can be stopped for a while that counts for
// nobody's timeout. Resume after no Suspend does nothing.
type suspender interface {
	Suspend()
	Resume()
}

// exitStatus returns the status of a run that has ended, cause being what
// ended it early, if anything did.
func exitStatus(f run.Finished, cause error) int {
	var signalled signalError
	c := f.Counts
	switch {
	case errors.As(cause, &signalled):
		return 128 + int(signalled.Signal)
	case cause != nil && isClosedPipe(cause):
		return exitPipe
	case cause != nil, f.Err != nil, f.Started != f.Reaped, len(f.Escaped) > 0:
		return exitUnfinished
	case c.Unsuccessful()+c.Spoilt+c.Cancelled+c.NotRun+c.Queued+c.Running > 0:
		return exitUnfinished
	default:
		return exitDone
	}
}
