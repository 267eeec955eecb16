package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/record"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// inputShown is how much of an input stands in a line about its task.
const inputShown = 200

// report turns the events of a run into what is written. One goroutine uses it.
type report struct {
	console  *console
	flags    runFlags
	order    *order
	tags     *tagger // nil without --tag
	feed     *feed
	archive  *archive
	progress progress
	newest   *run.Snapshot
	lines    record.Lines
	recorder *record.Recorder // nil without --record
	unsaved  bool             // it was said that the recorder failed
	commands bool             // the tasks are commands
	before   run.Counts       // of tasks that ended in an earlier run, by their state
	stopping bool             // it was said that the run is being stopped
	waits    bool             // it was said that no task may be started
	failed   error            // an event that could not be written as it is
}

func newReport(c *console, f runFlags) *report {
	r := &report{console: c, flags: f, feed: &feed{}, archive: &archive{}}
	r.lines.DropResults = f.NoOutput
	if f.Tag {
		r.tags = newTagger(func(e launcher.TaskOutput) { r.order.output(e) }, f.JSON || c.one)
	}
	return r
}

// event takes an event of the run, in order.
func (r *report) event(e run.Event) {
	switch e := e.(type) {
	case run.Started:
		r.order = newOrder(e.Plan.Pool.Method, r)
		r.commands = e.Plan.Task.Kind == plan.Command
		r.archive.waits(r.order.waits)
		r.started(e)
	case run.FromPool:
		r.poolEvents(e.Event)
		return
	case run.Sampled:
		if e.Notice != "" && !r.flags.Quiet {
			r.console.note(e.Notice)
		}
	case run.Finished:
		r.order.drain()
	}
	r.record(r.counted(e))
	if s, ok := e.(run.Sampled); ok {
		r.recorder.Sampled(s)
	}
	r.checkRecord()
	if f, ok := e.(run.Finished); ok {
		r.finished(f)
	}
}

// poolEvents takes an event of the launcher, or what it stands for one by one.
func (r *report) poolEvents(several launcher.Event) {
	r.printBefore(several)
	for _, err := range r.archive.event(several) {
		r.console.alarm(err.Error())
	}
	if e, ok := several.(launcher.TasksRan); ok && !r.wantsLines() && r.tags == nil {
		r.order.finished(e.First, len(e.Tasks))
		return
	}
	for e := range launcher.Singly(several) {
		r.fromPool(e)
		r.record(run.FromPool{Event: e})
	}
}

// wantsLines reports whether events are written as lines.
func (r *report) wantsLines() bool { return r.flags.JSON || r.recorder.TakesLines() }

// record writes the line of an event wherever it is wanted.
func (r *report) record(e run.Event) {
	if !r.wantsLines() {
		return
	}
	line, err := r.lines.Of(e)
	if err != nil {
		r.failed = fmt.Errorf("write event: %w", err)
		return
	}
	if line == nil {
		return
	}
	r.recorder.Line(line)
	if r.flags.JSON {
		r.console.record(line)
	}
}

// checkRecord says once that the record could not be written. The run goes on.
func (r *report) checkRecord() {
	if err := r.recorder.Err(); err != nil && !r.unsaved {
		r.unsaved = true
		r.console.alarm(err.Error())
	}
}

func (r *report) started(e run.Started) {
	if r.flags.Quiet || r.console.live() {
		return
	}
	title := ""
	if e.Plan.Title != "" {
		title = e.Plan.Title + ": "
	}
	r.console.note(title + strings.Join(describe(e.Plan, e.Tasks, e.Workers), ", "))
}

func (r *report) fromPool(e launcher.Event) {
	switch e := e.(type) {
	case launcher.TaskStarted:
		if r.tags != nil {
			r.tags.started(e.Task, e.Input)
		}
	case launcher.TaskOutput:
		r.printed(e)
	case launcher.TaskFinished:
		r.recall(e.Result)
		r.untag(e.Result)
		r.order.finished(e.Task, 1)
		r.failure(e.Result)
	case launcher.TaskRetried:
		r.untag(e.Result)
		r.console.alarm(failureLine(e.Result) + "; it is tried again")
	case launcher.ResultsReady:
		r.order.ready(e)
	case launcher.TaskLost:
		r.console.alarm(failureLine(e.Result) + "; as with Python's Pool nobody will ever say what became of it: the run waits until it is stopped")
	case launcher.SpawnFailed:
		r.console.alarm(fmt.Sprintf("no worker could be started for slot %d: %v", e.Slot, e.Err))
	case launcher.Waiting:
		r.waiting(e.Why)
	case launcher.WorkerExited:
		if r.commands && e.Err != nil {
			r.console.alarm(fmt.Sprintf("%s (PID %d): %v", e.Worker, e.PID, e.Err))
		}
	}
}

// recall counts a task that ended in an earlier run, and has printed what that had not.
func (r *report) recall(t launcher.Result) {
	c := &r.before
	if !t.Before {
		return
	}
	r.reprint(t)
	switch t.State {
	case launcher.Done:
		c.Done++
	case launcher.TimedOut:
		c.TimedOut++
	case launcher.Killed:
		c.Killed++
	case launcher.Failed, launcher.Cancelled, launcher.NotRun, launcher.Queued, launcher.Running:
		c.Failed++
	}
}

// counted returns an event with tasks of an earlier run under their states: a line of
// JSON has no other place for them.
func (r *report) counted(e run.Event) run.Event {
	f, ok := e.(run.Finished)
	if !ok {
		return e
	}
	c, b := &f.Counts, r.before
	c.Done, c.Failed, c.TimedOut, c.Killed = c.Done+b.Done, c.Failed+b.Failed, c.TimedOut+b.TimedOut, c.Killed+b.Killed
	c.Before -= b.Done + b.Failed + b.TimedOut + b.Killed
	return f
}

// printed takes a piece of what a task printed.
func (r *report) printed(e launcher.TaskOutput) {
	if r.tags != nil {
		r.tags.output(e)
		return
	}
	r.order.output(e)
}

func (r *report) untag(t launcher.Result) {
	if r.tags != nil {
		r.tags.ended(t)
	}
}

// waiting says once why nothing is started, where no progress line shows it.
func (r *report) waiting(why string) {
	if why != "" && !r.waits && (r.flags.Quiet || !r.console.live()) {
		r.console.note("waiting: " + why)
	}
	r.waits = why != ""
}

// output writes a piece of what a task printed, when it is its turn.
func (r *report) output(stream launcher.Stream, data []byte) {
	switch {
	case stream == launcher.Stderr:
		r.console.taskErr(data)
	case r.flags.NoOutput:
	case r.flags.JSON:
		r.console.taskErr(data)
	default:
		r.console.taskOut(data)
	}
}

// result writes what a task returned, when it is its turn.
func (r *report) result(task int, o launcher.Outcome) {
	if r.flags.NoOutput || r.flags.JSON || o.State != launcher.Done || len(o.Value) == 0 || string(o.Value) == "null" {
		return
	}
	var line bytes.Buffer
	if err := json.Compact(&line, o.Value); err != nil {
		r.failed = fmt.Errorf("write result of task %d: %w", task, err)
		return
	}
	r.console.record(line.Bytes())
}

func (r *report) failure(t launcher.Result) {
	if t.Before {
		return
	}
	if t.State == launcher.Failed || t.State == launcher.TimedOut || t.State == launcher.Killed {
		r.console.alarm(failureLine(t))
		r.stack(t.Stack)
	}
}

// maxStackLines is how much of a stack is written: its innermost lines.
const maxStackLines = 20

// stack writes where a task failed.
func (r *report) stack(text string) {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	if text == "" || r.flags.Quiet {
		return
	}
	for _, line := range lines[max(0, len(lines)-maxStackLines):] {
		r.console.note("    " + line)
	}
}

// failureLine names the task, its input, what happened and where.
func failureLine(t launcher.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "task %d (input %s) %s", t.Task, shorten(string(t.Input), inputShown), strings.ReplaceAll(string(t.State), "_", " "))
	if t.Signal != "" && !strings.Contains(t.Err, t.Signal) {
		fmt.Fprintf(&b, " by %s", t.Signal)
	}
	if t.ExitCode != nil && !strings.Contains(t.Err, "exit") {
		fmt.Fprintf(&b, " with exit code %d", *t.ExitCode)
	}
	if t.Worker != "" {
		fmt.Fprintf(&b, " on %s (PID %d)", t.Worker, t.PID)
	}
	if t.Err != "" {
		fmt.Fprintf(&b, ": %s", strings.TrimSpace(t.Message()))
	}
	return b.String()
}

// snapshot takes the newest snapshot.
func (r *report) snapshot(s *run.Snapshot) {
	if s.Phase == run.Stopping && !r.stopping && !r.flags.Quiet {
		r.stopping = true
		r.console.note(stoppingNote(living(s)))
	}
	r.newest = s
	r.progress.see(s)
}

// living is how many workers are left.
func living(s *run.Snapshot) int {
	n := 0
	for _, r := range s.Rows {
		if r.Alive {
			n++
		}
	}
	return n
}

// tick shows how far the run is, if it is time to.
func (r *report) tick() {
	r.recorder.Flush()
	r.checkRecord()
	switch {
	case r.flags.Quiet || r.newest == nil || r.newest.Phase == run.Ended:
	case r.console.live():
		r.console.draw(r.progress.line(r.newest, r.console.width()))
	case r.progress.due(r.newest.Elapsed):
		r.console.note(r.progress.line(r.newest, 0))
	}
}

// finished writes the summary, the last line of which says what became of the
// workers.
func (r *report) finished(f run.Finished) {
	r.console.flush()
	r.console.clear()
	r.troubles(f)
	workers := fmt.Sprintf("workers started %d, reaped %d, left over %d", f.Started, f.Reaped, f.Started-f.Reaped)
	if r.flags.Quiet {
		if f.Started != f.Reaped {
			r.console.alarm(workers)
		}
		return
	}
	r.console.note(taskSummary(f.Counts))
	r.console.note(fmt.Sprintf("wall %.2f s, CPU %s, peak memory %s", f.At.Seconds(), processorTime(f), peak(f)))
	if f.Missed > 0 {
		r.console.note(count(f.Missed, "sample was", "samples were") + " due and not taken")
	}
	r.console.note(workers)
}

// processorTime says how much CPU time a run took, and what is known of it.
func processorTime(f run.Finished) string {
	text := fmt.Sprintf("%.2f s", f.CPU.Seconds())
	switch {
	case f.CPUVague:
		return text + " (at least: nobody waited for some of the processes that tasks started)"
	case f.CPULate >= run.LateShown:
		return text + fmt.Sprintf(" (%.2f s of it used by what outlived its task)", f.CPULate.Seconds())
	}
	return text + " (exact)"
}

// peak is how much memory the largest sample saw. Commands may have ended before any.
func peak(f run.Finished) string {
	switch {
	case f.PeakRSS == 0:
		return "not sampled: no process lived long enough"
	case f.PeakPSS == 0:
		return mebibytes(f.PeakRSS) + " (resident, sampled)"
	}
	return mebibytes(f.PeakPSS) + " (PSS; " + byRSSText(f.PeakRSS) + "; sampled)"
}

// troubles writes why a run ended early or is not all on standard output.
func (r *report) troubles(f run.Finished) {
	if f.Err != nil {
		what, stack, _ := strings.Cut(f.Err.Error(), "\n") // that of an initializer has its traceback
		r.console.alarm("the run ended early: " + what)
		r.stack(stack)
	}
	for _, e := range f.Escaped {
		r.console.alarm(fmt.Sprintf("could not be ended, and lives on: %s", e))
	}
	switch err := r.console.outErr; {
	case err == nil:
	case isClosedPipe(err):
		r.console.note("nobody reads standard output any more")
	default:
		r.console.alarm(outputError{err}.Error())
	}
	if r.failed != nil {
		r.console.alarm(r.failed.Error())
	}
	for _, text := range r.feed.notes() {
		r.console.note(text)
	}
	if f.Stopped && !r.flags.Quiet {
		r.console.note("the run was stopped before its end")
	}
}

// earlier says how many tasks ended in an earlier run, and how.
func earlier(c run.Counts) string {
	text := fmt.Sprintf("%d of them in an earlier run", c.Before)
	if c.Spoilt > 0 {
		text += fmt.Sprintf(", where %d did not succeed", c.Spoilt)
	}
	return text
}

func taskSummary(c run.Counts) string {
	total := c.Total
	if total < 0 {
		total = c.Finished()
	}
	line := count(total, "task", "tasks")
	if parts := states(c); len(parts) > 0 {
		line += ": " + strings.Join(parts, ", ")
	}
	if c.Before > 0 {
		line += "; " + earlier(c)
	}
	if c.Partial {
		line += "; the inputs were not read to their end"
	}
	return line
}
