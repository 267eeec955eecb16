package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/poolscope/poolscope/internal/journal"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/results"
	"github.com/poolscope/poolscope/launcher"
)

// archive is what is kept of a run on disk: its logs, and what its tasks print; and
// what logs of earlier runs say is done. One goroutine uses it, but for skip. The zero
// value keeps nothing.
type archive struct {
	folder  *results.Folder
	live    map[int]json.RawMessage // inputs of the tasks that run, where there is a folder
	logs    []*journal.Writer
	pasts   []*journal.Past
	err     error         // the first thing that could not be kept
	logErr  error         // the first of them of a log
	lacking map[int]bool  // tasks whose files are not all there
	kept    *kept         // the output of the earlier run, nil where none of it is to be printed
	lines   *journal.Past // of the earlier run's own log; nil for none

	skip func(task int, input json.RawMessage) (launcher.Result, bool) // nil where no earlier run is gone on with
}

// namedLog is a log that the flags name.
type namedLog struct {
	path   string
	format journal.Format
}

func (f runFlags) logs() []namedLog {
	var all []namedLog
	for _, l := range []namedLog{{f.Log, journal.Lines}, {f.Joblog, journal.Joblog}} {
		if l.path != "" {
			all = append(all, l)
		}
	}
	return all
}

func (f runFlags) resumes() bool { return f.Resume || f.ResumeFailed }

// opening is what an archive is opened with.
type opening struct {
	flags runFlags
	plan  plan.Plan
	run   journal.Run
	feed  *feed
	note  func(string) // takes what is to be said of the logs
}

// openArchive opens what the flags name, before anything is started.
func openArchive(ctx context.Context, o opening) (*archive, error) {
	a := &archive{live: map[int]json.RawMessage{}, lacking: map[int]bool{}}
	if err := a.open(ctx, o); err != nil {
		_ = a.close() // nothing was written that matters without a run
		return nil, err
	}
	return a, nil
}

func (a *archive) open(ctx context.Context, o opening) (err error) {
	logs := o.flags.logs()
	switch {
	case o.flags.resumes() && len(logs) == 0:
		return usageError{command: "run", text: "--resume needs the log of the earlier run: name it with --log FILE or --joblog FILE"}
	case len(logs) == 0 && o.flags.Results == "":
		return nil
	}
	// A log that nothing can be written to would be in the way of the next try.
	if err = o.plan.Preflight(ctx); err != nil {
		return err
	}
	if o.run, err = journalRun(o.plan); err != nil {
		return err
	}
	if o.flags.resumes() {
		err = a.resume(ctx, o)
	} else {
		err = a.create(o)
	}
	if err != nil || o.flags.Results == "" {
		return err
	}
	begin := results.Open
	if o.flags.resumes() {
		begin = results.Resume
	}
	a.folder, err = begin(o.flags.Results)
	return err
}

func (a *archive) create(o opening) error {
	for _, l := range o.flags.logs() {
		w, err := journal.Create(l.path, l.format, o.run)
		if err != nil {
			return err
		}
		a.logs = append(a.logs, w)
	}
	return nil
}

// journalRun is a plan as a log knows it.
func journalRun(p plan.Plan) (journal.Run, error) {
	r := journal.Run{Title: p.Title, Template: p.Task.Command, Shell: p.Task.Shell}
	command, err := p.Command()
	if err != nil || command == nil {
		return r, err
	}
	r.Argv = func(e launcher.Errand) ([]string, error) {
		made, err := command.Make(e)
		return made.Argv, err
	}
	return r, nil
}

// resume goes on with the logs: compares the inputs, ends what an earlier run left
// behind, and knows from then on what is not done again. The first log says so.
func (a *archive) resume(ctx context.Context, o opening) error {
	for _, l := range o.flags.logs() {
		past, err := journal.Resume(l.path)
		if err != nil {
			return err
		}
		a.pasts = append(a.pasts, past)
		if o.feed.inputs, err = past.Check(o.feed.inputs, o.run); err != nil {
			return err
		}
	}
	again := journal.Unfinished
	if o.flags.ResumeFailed {
		again = journal.Unsuccessful
	}
	a.skip = a.pasts[0].Skip(again)
	if err := a.look(again, o); err != nil {
		return err
	}
	for i, l := range o.flags.logs() {
		if err := a.goOn(ctx, a.pasts[i], l.format, o); err != nil {
			return err
		}
	}
	return nil
}

// look finds out which output of the earlier run was not printed. A joblog does not tell.
func (a *archive) look(again journal.Again, o opening) (err error) {
	for i, l := range o.flags.logs() {
		if l.format == journal.Lines {
			a.lines = a.pasts[i]
		}
	}
	if a.lines == nil {
		return nil
	}
	unprinted, unsure := a.lines.CountUnprinted(again)
	if unprinted == 0 {
		return nil
	}
	if o.flags.Results != "" {
		a.kept, err = openKept(o.flags.Results)
	}
	fate := outputLost
	if a.kept != nil {
		fate = outputPrinted
	}
	o.note(reprintNote(unprinted, unsure, fate))
	return err
}

// unprinted reports whether the output of a task that ended in an earlier run is still
// to be printed.
func (a *archive) unprinted(task int) bool {
	if a == nil || a.lines == nil {
		return false
	}
	unprinted, _ := a.lines.Unprinted(task)
	return unprinted
}

// waits has the logs know which output waits for its turn.
func (a *archive) waits(waits func(task int) bool) {
	for _, w := range a.logs {
		w.Waits(waits)
	}
}

// goOn has a log written to again, once nothing of its earlier runs lives.
func (a *archive) goOn(ctx context.Context, past *journal.Past, format journal.Format, o opening) error {
	for _, text := range past.Notes() {
		o.note(text)
	}
	ended, err := past.Leftovers().End(ctx, launcher.DefaultGrace)
	if ended > 0 {
		o.note(fmt.Sprintf("ended %s that an earlier run had left behind", count(ended, "process", "processes")))
	}
	if err != nil {
		return err
	}
	w, err := past.Append(format, o.run)
	if err != nil {
		return err
	}
	a.logs = append(a.logs, w)
	return nil
}

// event keeps what an event of the pool says, and returns what could not be kept, once
// for each task and log; it does not end the run.
func (a *archive) event(several launcher.Event) []error {
	var all []error
	// What the log says is done is not done again: its files have to be there before.
	if a.folder != nil {
		for e := range launcher.Singly(several) {
			all = a.lack(all, e, a.file(e))
		}
	}
	had := a.logErr != nil
	for _, w := range a.logs {
		w.Event(several)
		if a.logErr == nil {
			a.logErr = w.Err()
		}
	}
	if a.logErr != nil && !had {
		all = append(all, a.logErr)
		a.keep(a.logErr)
	}
	return all
}

// lack adds what could not be put into the folder of a task, the first time.
func (a *archive) lack(all []error, e launcher.Event, err error) []error {
	task := taskOf(e)
	if err == nil || a.lacking[task] {
		return all
	}
	a.lacking[task] = true
	a.keep(err)
	return append(all, err)
}

// taskOf is the task that an event is about, -1 for none.
func taskOf(e launcher.Event) int {
	switch e := e.(type) {
	case launcher.TaskStarted:
		return e.Task
	case launcher.TaskOutput:
		return e.Task
	case launcher.TaskRetried:
		return e.Task
	case launcher.TaskFinished:
		return e.Task
	}
	return -1
}

func (a *archive) keep(err error) {
	if a.err == nil {
		a.err = err
	}
}

// file puts what an event says into the folder of results.
func (a *archive) file(e launcher.Event) error {
	switch e := e.(type) {
	case launcher.TaskStarted:
		a.live[e.Task] = e.Input
	case launcher.TaskOutput:
		return a.folder.Output(e.Task, a.live[e.Task], e.Stream, e.Data)
	case launcher.TaskRetried:
		return a.folder.Retried(e.Result)
	case launcher.TaskFinished:
		delete(a.live, e.Task)
		return a.folder.Finished(e.Result)
	}
	return nil
}

// marked returns the plan with what its processes are known by to a run that goes on.
func (a *archive) marked(p plan.Plan) plan.Plan {
	if p.Task.Kind != plan.Command {
		return p
	}
	env := maps.Clone(p.Task.Env)
	for _, w := range a.logs {
		if name, value, ok := strings.Cut(w.Env(), "="); ok {
			if env == nil {
				env = map[string]string{}
			}
			env[name] = value
		}
	}
	p.Task.Env = env
	return p
}

// freeze has nothing recorded from now on. Any goroutine may call it.
func (a *archive) freeze() {
	for _, w := range a.logs {
		w.Freeze()
	}
}

// close ends the files, and returns what could not be written to them; not what was
// returned by event.
func (a *archive) close() error {
	had := a.err != nil
	a.kept.close()
	for _, w := range a.logs {
		a.keep(w.Close())
	}
	for _, p := range a.pasts {
		a.keep(p.Close())
	}
	if a.folder != nil {
		a.keep(a.folder.Close())
	}
	if had {
		return nil
	}
	return a.err
}
