package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/internal/guard"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/record"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// drawEvery is the time between two rewritings of the progress line.
const drawEvery = 250 * time.Millisecond

// flushAfter is how long output may wait for more: too short to be noticed, and
// it saves a system call for each of many short tasks.
const flushAfter = 10 * time.Millisecond

// runPlan is the command run.
func runPlan(sys System, flags runFlags, line commandLine) (int, error) {
	p, err := planOf(sys, flags, line)
	if err != nil {
		return exitUsage, err
	}
	if hint := scriptHint(p); hint != "" && !flags.Quiet {
		newConsole(sys).note(hint)
	}
	if flags.DryRun {
		return printCommands(sys, p, flags.Plan)
	}
	ctx, end := context.WithCancelCause(context.Background())
	defer end(nil)
	defer catchSignals(end)()
	report := newReport(newConsole(sys), flags)
	status, err := runWith(ctx, end, sys, report, p)
	if closed := report.archive.close(); closed != nil && err == nil {
		report.console.alarm(closed.Error())
		status = max(status, exitUnfinished)
	}
	if closed := report.recorder.Close(); closed != nil {
		report.checkRecord()
		status = max(status, exitUnfinished)
	}
	return status, err
}

func runWith(ctx context.Context, end context.CancelCauseFunc, sys System, report *report, p plan.Plan) (int, error) {
	if err := report.open(ctx, p, sys.Stdin); err != nil {
		if ended, ok := errors.AsType[signalError](context.Cause(ctx)); ok {
			return 128 + int(ended.Signal), nil
		}
		return exitUsage, flagged(report.flags, err)
	}
	events := make(chan run.Event, run.Ahead(p.Task.Kind)) // the run's loop sends; nobody closes, Finished is the last
	r, err := run.Start(ctx, run.Options{
		Plan:    report.archive.marked(p),
		Stdin:   sys.Stdin,
		Program: sys.Program,
		Discard: report.flags.NoOutput || report.flags.JSON,
		Bare:    true,
		Budget:  report.flags.Budget / 100,
		Sink:    func(e run.Event) { events <- e },
		Inputs:  report.feed.inputs, Total: report.feed.total, Skip: report.archive.skip,
	})
	if err != nil {
		report.recorder.Abandon()
		return exitUsage, flagged(report.flags, err)
	}
	defer catchStop(r)()
	defer guard.BeforeEnd(report.archive.freeze)()
	follow(r, events, report, end)
	finished := r.Wait()
	return outcome(finished, context.Cause(ctx), report), nil
}

// open opens the inputs and the archive of a run, before anything is started.
func (r *report) open(ctx context.Context, p plan.Plan, stdin io.Reader) error {
	fed, err := newFeed(ctx, p, r.flags, stdin)
	if err != nil {
		return err
	}
	if r.flags.Record != "" {
		if r.recorder, err = record.Create(r.flags.Record); err != nil {
			return err
		}
	}
	kept, err := openArchive(ctx, opening{flags: r.flags, plan: p, feed: fed, note: r.console.note})
	if err != nil {
		r.recorder.Abandon()
		return err
	}
	r.feed, r.archive = fed, kept
	return nil
}

// planOf returns the plan that the flags and the command name. It is checked.
func planOf(sys System, flags runFlags, line commandLine) (plan.Plan, error) {
	if err := line.check(flags); err != nil {
		return plan.Plan{}, err
	}
	p, err := basePlan(flags, line)
	if err != nil {
		return p, err
	}
	if line.given || flags.Shell != nil {
		line.setTask(&p, flags)
	}
	if err := flags.apply(&p); err != nil {
		return p, err
	}
	line.setInputs(&p, flags)
	if problems := p.Check(); len(problems) > 0 {
		return p, flagged(flags, problems)
	}
	if flags.KeepOrder && p.Pool.Method == launcher.IMapUnordered {
		return p, usageError{command: "run", text: "-k keeps the order of the inputs, and the method is imap_unordered: want one of them"}
	}
	return p, checkTyped(p.Inputs, sys.Stdin)
}

// basePlan returns the plan that flags and a command change. Results of commands come
// in the order of their inputs, as soon as they are there.
func basePlan(flags runFlags, line commandLine) (plan.Plan, error) {
	if flags.Plan == "" && (line.given || flags.Shell != nil) {
		p := plan.Default()
		p.Title, p.Pool.Method = commandTitle, launcher.IMap
		return p, nil
	}
	p, err := loadPlan(flags.Plan)
	if errors.Is(err, os.ErrNotExist) {
		if text := dashesText(flags.Plan, []string{flags.Plan}); text != "" {
			return p, usageError{command: "run", text: text}
		}
	}
	if err != nil {
		return p, planError(flags.Plan, err)
	}
	return p, nil
}

// commandTitle is the title of a run whose command was typed.
const commandTitle = "Command"

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
			if report.console.unread() {
				end(outputError{syscall.EPIPE})
			}
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
	if report.failed != nil || report.archive.err != nil || report.console.errErr != nil {
		return max(status, exitUnfinished)
	}
	return status
}
