package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"iter"

	"github.com/poolscope/poolscope/launcher"
)

// Inputs are the inputs of a run one by one; an error is their last pair.
type Inputs = iter.Seq2[json.RawMessage, error]

// beginAnew is the way out of a log that does not fit.
const beginAnew = "resume with what the log was begun with, or begin another log"

// Check compares the run that is to go on with what the log knows: what makes the
// commands, and of each task that ended its input or, in a joblog, its command. The
// error tells the first difference. It reads as many inputs as the log knows, keeps
// them, and returns a sequence that yields these and then the others, once; what is
// given must not be ranged over besides. Close ends the sequence, too.
func (p *Past) Check(inputs Inputs, run Run) (Inputs, error) {
	if now := run.template(); p.template != nil && !bytes.Equal(p.template, oneLine(now)) {
		return nil, fmt.Errorf("the log %s is of the command %s, now it is %s: %s", p.name, templateText(p.template), templateText(now), beginAnew)
	}
	if p.known == 0 {
		return inputs, nil
	}
	next, stop := iter.Pull2(inputs)
	p.stop = stop
	var kept texts
	for task := range p.known {
		input, err, ok := next()
		switch {
		case !ok:
			return nil, p.missing(task)
		case err != nil:
			return nil, err
		}
		if err = p.compare(task, input, run); err != nil {
			return nil, err
		}
		kept.add(input)
	}
	return kept.then(next), nil
}

// missing says that there are fewer inputs than the log knows of.
func (p *Past) missing(count int) error {
	e := p.tasks[p.known-1]
	was := ""
	if text, ok := p.recall(e); ok && p.format == Lines {
		if r, err := parseRecord(text); err == nil {
			was = " had the input " + shortened(oneLine(r.Input))
		}
	}
	if was == "" {
		was = " ended"
	}
	return fmt.Errorf("task %d (line %d of the log %s)%s, now there are only %d inputs: %s", p.known-1, e.line, p.name, was, count, beginAnew)
}

// compare says how a task differs from what the log knows of it.
func (p *Past) compare(task int, input json.RawMessage, run Run) error {
	e, ok := p.tasks[task]
	switch {
	case !ok || !e.compared:
		return nil
	case p.format == Joblog:
		return p.compareCommand(task, e, input, run)
	}
	now := oneLine(input)
	if maphash.Bytes(p.seed, now) == e.subject {
		return nil
	}
	was := "another one"
	if text, ok := p.recall(e); ok {
		if r, err := parseRecord(text); err == nil {
			was = shortened(oneLine(r.Input))
		}
	}
	return p.differs(task, e, "input", was, shortened(now))
}

// compareCommand compares the command of a joblog with that of now. It may hold the
// slot, which need not be the same: every one is tried, if it differs by slot.
func (p *Past) compareCommand(task int, e entry, input json.RawMessage, run Run) error {
	first := ""
	for slot := 1; slot <= launcher.MaxWorkers; slot++ {
		now := run.command(launcher.Errand{Task: task, Slot: slot, Attempt: 1, Input: input})
		if p.isCommand(task, e, now) {
			return nil
		}
		if slot == 1 {
			first = now
		}
		if slot == 2 && now == first {
			break
		}
	}
	was := "another one"
	if text, ok := p.recall(e); ok {
		if j, err := parseJob(text); err == nil {
			was = shortened(j.command)
		}
	}
	return p.differs(task, e, "command", was, shortened([]byte(first)))
}

// isCommand reports whether a task's line has this command, or the beginning of it in
// a line that was cut, which is then whole again.
func (p *Past) isCommand(task int, e entry, now string) bool {
	if p.mend.command == nil || p.mend.task != task || !p.unended {
		return maphash.String(p.seed, now) == e.subject
	}
	if !bytes.HasPrefix([]byte(now), p.mend.command) {
		return false
	}
	p.mend.command = []byte(now)
	return true
}

func (p *Past) differs(task int, e entry, what, was, now string) error {
	return fmt.Errorf("task %d (line %d of the log %s) had the %s %s, now it is %s: %s", task, e.line, p.name, what, was, now, beginAnew)
}

// shortened is the beginning of a text for a person.
func shortened(text []byte) string {
	const most = 200
	if len(text) <= most {
		return string(text)
	}
	return string(bytes.ToValidUTF8(text[:most], nil)) + "…"
}

// texts are inputs in one piece of memory.
type texts struct {
	bytes []byte
	ends  []int
}

func (t *texts) add(input []byte) {
	t.bytes = append(t.bytes, input...)
	t.ends = append(t.ends, len(t.bytes))
}

// then yields the texts, and after them what else there is.
func (t *texts) then(next func() (json.RawMessage, error, bool)) Inputs {
	return func(yield func(json.RawMessage, error) bool) {
		start := 0
		for _, end := range t.ends {
			if !yield(t.bytes[start:end:end], nil) {
				return
			}
			start = end
		}
		for {
			input, err, ok := next()
			if !ok || !yield(input, err) {
				return
			}
		}
	}
}
