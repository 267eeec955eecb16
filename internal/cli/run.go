package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
)

// drawEvery is the time between two rewritings of the progress line.
const drawEvery = 250 * time.Millisecond

// flushAfter is how long output may wait for more: too short to be noticed, and
// it saves a system call for each of many short tasks.
const flushAfter = 10 * time.Millisecond

// ahead is how many events wait while one is written.
const ahead = 256

// runPlan is the command run.
func runPlan(sys System, flags runFlags) (int, error) {
	p, err := planOf(flags)
	if err != nil {
		return exitUsage, err
	}
	ctx, end := context.WithCancelCause(context.Background())
	defer end(nil)
	defer catchSignals(end)()
	events := make(chan run.Event, ahead) // the run's loop sends; nobody closes, Finished is the last
	r, err := run.Start(ctx, run.Options{
		Plan:    p,
		Stdin:   sys.Stdin,
		Program: sys.Program,
		Discard: flags.NoOutput || flags.JSON,
		Sink:    func(e run.Event) { events <- e },
	})
	if err != nil {
		return exitUsage, plan.Locate(flags.Plan, err)
	}
	defer catchStop(r)()
	report := newReport(newConsole(sys), flags)
	follow(r, events, report, end)
	finished := r.Wait()
	return outcome(finished, context.Cause(ctx), report), nil
}

// planOf returns the plan that the flags name, with what they change. It is checked.
func planOf(flags runFlags) (plan.Plan, error) {
	p, err := loadPlan(flags.Plan)
	if err != nil {
		return p, planError(flags.Plan, err)
	}
	if err := flags.apply(&p); err != nil {
		return p, err
	}
	if problems := p.Check(); len(problems) > 0 {
		return p, problems
	}
	return p, nil
}

func loadPlan(path string) (plan.Plan, error) {
	if path != "" {
		return plan.Load(path)
	}
	first, ok := examples.Lookup(examples.First)
	if !ok {
		return plan.Plan{}, fmt.Errorf("no example %q", examples.First)
	}
	return plan.Parse(first.File, []byte(first.Text))
}

// follow writes what happens until the run has ended. A standard output that
// takes nothing any more ends the run.
func follow(r *run.Run, events <-chan run.Event, report *report, end context.CancelCauseFunc) {
	ticker := time.NewTicker(drawEvery)
	defer ticker.Stop()
	snapshots := r.Snapshots()
	var flush <-chan time.Time
	for {
		select {
		case e := <-events:
			report.event(e)
			if _, last := e.(run.Finished); last {
				return
			}
			if flush == nil && report.console.waits() {
				flush = time.After(flushAfter)
			}
		case <-flush:
			flush = nil
			report.console.flush()
		case s, ok := <-snapshots:
			if !ok {
				snapshots = nil
				continue
			}
			report.snapshot(s)
		case <-ticker.C:
			report.tick()
		}
		if err := report.console.outErr; err != nil {
			end(outputError{err})
		}
	}
}

// outcome returns the exit status of a run that has ended.
func outcome(f run.Finished, cause error, report *report) int {
	if err := report.console.outErr; err != nil && cause == nil {
		cause = outputError{err}
	}
	status := exitStatus(f, cause)
	if report.failed != nil || report.console.errErr != nil {
		return max(status, exitUnfinished)
	}
	return status
}
