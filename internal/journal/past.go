package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"io"
	"os"

	"github.com/poolscope/poolscope/launcher"
)

// Past is what a log tells of the runs that wrote it. It holds the file, locked, until
// it is closed or a Writer has it. After Check it does not change, and several
// goroutines may ask it.
type Past struct {
	file     *os.File
	handed   bool // a Writer has the file, and closes it
	name     string
	format   Format // "" while nothing of a log was read
	template []byte // of the first record; nil where there is none
	tasks    map[int]entry
	open     map[int]process // what started and is not known to have ended
	marks    []string
	known    int   // inputs that the log knows: up to the last task with an end
	foreign  int   // tasks whose commands GNU parallel wrote
	whole    int64 // bytes up to which the file is kept
	dropped  int64 // bytes of a cut last line, which are not
	unended  bool  // the last line is whole but for its newline
	mend     cutJob
	seed     maphash.Seed
	stop     func() // ends what Check has read of the inputs
}

// entry is what is known of a task.
type entry struct {
	subject  uint64 // hash of its input, or of its command in a joblog
	offset   int64  // of the line of its last end
	line     int32
	attempts int32
	exit     int32
	signal   uint8
	exited   bool // exit is an exit code
	final    bool // it ended, and no attempt began since
	compared bool // subject is known
	waits    bool // its output was not printed when it ended, nor since
	printing bool // and was about to be
	state    launcher.State
}

// cutJob is a joblog's last line whose command was cut: what it says of its task is
// whole, and the rest is known from the run that goes on.
type cutJob struct {
	task    int
	offset  int64
	before  []byte // the line up to its command
	command []byte // what is left of it; nil for no such line
}

// Resume reads a log of either format, to go on with it. A file that was not there is
// made, and is an empty log. A last line that was cut is left out, and cut off by
// Append; a broken line elsewhere is an error with its number. The file must be a
// regular one that belongs to the user, no link, and no other run may be writing it.
func Resume(path string) (*Past, error) {
	f, err := resumeFile(path)
	if err != nil {
		return nil, err
	}
	p := &Past{file: f, name: path}
	if err = p.examine(); err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return p, nil
}

func (p *Past) examine() error {
	info, err := p.file.Stat()
	if err != nil {
		return fmt.Errorf("read the log %s: %w", p.name, cause(err))
	}
	if err = p.read(p.file); err == nil && p.format != Joblog && openToOthers(info) {
		err = fmt.Errorf("read the log %s: %w", p.name, errOpenToOthers)
	}
	return err
}

// read takes in all the lines of a log.
func (p *Past) read(from io.Reader) error {
	p.tasks, p.open, p.seed = map[int]entry{}, map[int]process{}, maphash.MakeSeed()
	for l, err := range lines(from) {
		if err != nil {
			return fmt.Errorf("read the log %s: %w", p.name, err)
		}
		switch err = p.line(l); {
		case err != nil && l.cut && p.cutShort(l):
			p.dropped = int64(len(l.text))
			return nil
		case err != nil:
			return fmt.Errorf("line %d of the log %s cannot be read: %w; mend the line or take it out, or begin another log", l.number, p.name, err)
		}
		p.whole, p.unended = l.end(), l.cut
	}
	return nil
}

// cutShort reports whether a line may be what a crash left of one: any piece is after
// a first line, but a first line alone tells a log from another file.
func (p *Past) cutShort(l line) bool {
	switch {
	case p.format != "":
	case bytes.HasPrefix([]byte(firstOf(Lines)), l.text), bytes.HasPrefix(l.text, []byte(firstOf(Lines))):
		p.format = Lines
	case bytes.HasPrefix([]byte(heading), l.text):
		p.format = Joblog
	default:
		return false
	}
	return true
}

// firstOf is how a log begins.
func firstOf(f Format) string {
	if f == Lines {
		return `{"log":`
	}
	return heading
}

func (p *Past) line(l line) error {
	switch {
	case p.format == Joblog:
		return p.job(l)
	case p.format == "" && isHeading(l.text):
		p.format = Joblog
		return nil
	}
	r, err := parseRecord(l.text)
	switch {
	case err == nil && r.Log == nil && p.format == "":
		return fmt.Errorf("it begins neither as a log of Poolscope (%s) nor as a joblog (Seq, Host, …)", firstOf(Lines))
	case err != nil:
		return err
	}
	p.format = Lines
	return p.record(r, l)
}

func (p *Past) record(r record, l line) error {
	switch {
	case r.Log != nil:
		p.first(r)
		return nil
	case r.Printing != nil || r.Printed != nil:
		p.printed(r)
		return nil
	case r.State == "":
		return p.began(r)
	}
	e := p.tasks[*r.Task]
	e.waits, e.printing = r.Waits, false
	e.attempts = max(e.attempts, int32(r.Attempt))
	delete(p.open, *r.Task)
	e.state, e.line, e.offset = r.State, int32(l.number), l.offset
	e.subject, e.compared = maphash.Bytes(p.seed, oneLine(r.Input)), true
	e.final = (r.Final == nil || *r.Final) && r.State != launcher.Cancelled
	e.exit, e.exited, e.signal = 0, r.ExitCode != nil, uint8(signalNumber(r.Signal))
	if e.exited {
		e.exit = int32(*r.ExitCode)
	}
	p.tasks[*r.Task], p.known = e, max(p.known, *r.Task+1)
	return nil
}

// first takes in what a run began with. That of the first run is what the others have
// to be like.
func (p *Past) first(r record) {
	if p.template == nil && r.Template != nil {
		p.template = oneLine(r.Template)
	}
	if r.Mark != "" {
		p.marks = append(p.marks, r.Mark)
	}
}

// printed takes in what became of output that waited. What else the record names, such
// as tasks that have not ended, is none of its business.
func (p *Past) printed(r record) {
	over, done := r.Printing, false
	if r.Printed != nil {
		over, done = r.Printed, true
	}
	for task := max(0, over[0]); task < min(over[1], p.known); task++ {
		if e, ok := p.tasks[task]; ok && e.waits {
			e.waits, e.printing = !done, !done
			p.tasks[task] = e
		}
	}
}

// Unprinted reports whether the output of a task that ended was not printed before the
// run was cut off; unsure, that it may have been, as a whole or in part.
func (p *Past) Unprinted(task int) (unprinted, unsure bool) {
	e := p.tasks[task]
	return e.final && e.waits, e.printing
}

// CountUnprinted returns of how many of the tasks that are not done again Unprinted is
// true, and of how many of these it is unsure.
func (p *Past) CountUnprinted(again Again) (unprinted, unsure int) {
	for _, e := range p.tasks {
		if !e.waits || !e.skipped(again) {
			continue
		}
		if unprinted++; e.printing {
			unsure++
		}
	}
	return unprinted, unsure
}

// began takes in that an attempt started. What ended before is to be done again.
func (p *Past) began(r record) error {
	started, err := r.process()
	if err != nil {
		return err
	}
	e := p.tasks[*r.Task]
	e.attempts, e.final = max(e.attempts, int32(started.Attempt)), false
	p.tasks[*r.Task], p.open[*r.Task] = e, started
	return nil
}

func (p *Past) job(l line) error {
	j, err := parseJob(l.text)
	if err != nil {
		return err
	}
	e := p.tasks[j.task]
	if !j.own {
		p.foreign++
	}
	if l.cut && j.own {
		p.mend = cutJob{j.task, l.offset, bytes.Clone(j.complete), append([]byte{}, j.command...)}
	}
	p.tasks[j.task] = entry{
		subject: maphash.Bytes(p.seed, j.command), compared: j.own, offset: l.offset, line: int32(l.number), attempts: e.attempts + 1,
		state: j.state(), final: true, exit: int32(j.exit), exited: j.signal == 0 && j.exit != noExit, signal: uint8(j.signal),
	}
	p.known = max(p.known, j.task+1)
	return nil
}

// Attempts returns how many attempts at a task the log knows of.
func (p *Past) Attempts(task int) int { return int(p.tasks[task].attempts) }

func (p *Past) ended(task int) bool { return p.tasks[task].final }

// Tasks returns how many tasks ended, by the states that they ended in.
func (p *Past) Tasks() map[launcher.State]int {
	counts := map[launcher.State]int{}
	for _, e := range p.tasks {
		if e.final {
			counts[e.state]++
		}
	}
	return counts
}

// Notes returns what a person has to know of the log, a sentence each.
func (p *Past) Notes() []string {
	var notes []string
	if p.format == "" {
		notes = append(notes, fmt.Sprintf("the log %s is empty: every task is still to be done", p.name))
	}
	if p.dropped > 0 {
		notes = append(notes, fmt.Sprintf("the last line of the log %s was cut, and its %d bytes are left out: what it told is done again", p.name, p.dropped))
	}
	if p.unended {
		notes = append(notes, fmt.Sprintf("the last line of the log %s was cut, and is mended: it tells enough", p.name))
	}
	if p.foreign > 0 {
		notes = append(notes, fmt.Sprintf(
			"GNU parallel wrote %d lines of the log %s, and notes no inputs: that the tasks are the same now cannot be told, only that there are as many", p.foreign, p.name,
		))
	}
	return notes
}

// recall reads the record of a task's last end again; false where it cannot be.
func (p *Past) recall(e entry) ([]byte, bool) {
	if p.file == nil {
		return nil, false
	}
	for l, err := range lines(io.NewSectionReader(p.file, e.offset, maxLine)) {
		return l.text, err == nil
	}
	return nil, false
}

// Close gives up the file and the inputs, if no Writer has them. It may be called
// after Append too, and then ends what Check has read of the inputs.
func (p *Past) Close() error {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	if p.file == nil || p.handed {
		return nil
	}
	err := p.file.Close()
	if p.file = nil; err != nil {
		return fmt.Errorf("close the log %s: %w", p.name, cause(err))
	}
	return nil
}

// templateText is a template for a person, as it stands in a log.
func templateText(template json.RawMessage) string {
	if string(template) == "null" {
		return "none"
	}
	return shortened(template)
}
