package plan

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Survey is what a look at the inputs of a plan has found out before they are run. It is
// a value that nobody changes afterwards.
type Survey struct {
	Tasks     int      // how many there are; -1 where that is not known
	Estimated bool     // Tasks comes from the first MiB of files too large to be counted yet
	Files     int      // that patterns fit, as far as they were looked for
	Cut       bool     // there may be more files: they were too many, or took too long
	First     []Sample // the first two tasks, or fewer
	Last      []Sample // the last two of the others, in order; empty where they are not known
	Odd       []string // what is seldom meant, in sentences
	Strip     bool     // inputs.strip drops some of that
	NoNumbers NoNumbers
	Done      bool // nothing else will be found out
}

// Sample is a task and its input.
type Sample struct {
	Task  int // from 0; -1 where only its place at the end is known
	Input json.RawMessage
}

// The bounds of a survey, which is a help to whoever edits a plan and no more: a run
// reads everything again.
const (
	ends        = 2                // tasks shown at each end
	mostFiles   = 200_000          // that are looked for
	looksFor    = 5 * time.Second  // files
	walksFor    = 2 * time.Second  // through inputs whose number is known
	countsFor   = 10 * time.Second // inputs whose number is not
	tellsEvery  = 300 * time.Millisecond
	betweenAsks = 1024 // inputs
)

// AtOnce reports whether Survey looks at no file and goes through nothing.
func (p Plan) AtOnce() bool {
	k := p.Inputs.Kind
	return (k == Values || k == Range || k == Repeat) && !p.demand().columned
}

// Survey looks at the inputs of a plan that Check finds nothing wrong with: how many
// tasks they make, and which are the first and the last. Files are read and looked for,
// which takes up to half a minute, so tell is told meanwhile what is known so far, by
// the goroutine that calls Survey. It ends early when ctx does. No pipe and no device is
// opened, and standard input is not read. The error says what is wrong with the inputs,
// and is a Problem; where their beginning is good, it is in the survey.
func (p Plan) Survey(ctx context.Context, tell func(Survey)) (Survey, error) {
	s := surveyor{plan: p, ctx: ctx, tell: tell, found: Survey{Tasks: -1}}
	err := s.look()
	odd := s.odd.Texts()
	s.found.Strip = len(odd) > 0
	for _, sentence := range odd {
		s.found.Odd = append(s.found.Odd, counting(sentence))
	}
	s.found.Done = true
	return s.found, err
}

// surveyor makes one survey.
type surveyor struct {
	plan  Plan
	ctx   context.Context //nolint:containedctx // it lives as long as the call that has it
	tell  func(Survey)
	found Survey
	odd   Notices
}

func (s *surveyor) look() error {
	if s.plan.AtOnce() {
		return s.direct()
	}
	if whole, err := s.resolve(); err != nil || !whole {
		return err
	}
	total, inputs, err := s.plan.OpenNoting(strings.NewReader(""), &s.odd)
	if err != nil {
		return err
	}
	s.found.Tasks = total
	if slices.ContainsFunc(s.plan.Inputs.sources(), s.plan.readOnce) {
		return nil
	}
	if total >= 0 {
		return s.walk(inputs, walksFor)
	}
	s.guess()
	return s.walk(inputs, countsFor)
}

// direct takes the inputs that are known by their index.
func (s *surveyor) direct() error {
	total, _, err := s.plan.openOne(nil, &s.odd)
	if err != nil {
		return err
	}
	s.found.Tasks = total
	for i := range min(ends, total) {
		if s.found.First, err = s.add(s.found.First, i); err != nil {
			return err
		}
	}
	for i := max(ends, total-ends); i < total && err == nil; i++ {
		s.found.Last, err = s.add(s.found.Last, i)
	}
	return err
}

// add adds the task of an index to some.
func (s *surveyor) add(all []Sample, i int) ([]Sample, error) {
	in := s.plan.Inputs
	switch in.Kind {
	case Range:
		return append(all, Sample{i, spanOf(in.Range).appendAt(nil, i)}), nil
	case Repeat:
		return append(all, Sample{i, appendIndex(nil, i)}), nil
	case Values, Lines, CSV, Glob, Stdin:
	}
	for raw, err := range s.plan.demand().arguments(listed(in.Values[i : i+1])) {
		if err != nil {
			return all, Problem{Key: "inputs.values", Text: err.Error()}
		}
		all = append(all, Sample{i, raw})
	}
	return all, nil
}

// walk goes through inputs for some time: how many they are, and the last ones, is known
// where it comes to their end.
func (s *surveyor) walk(inputs sequence, most time.Duration) error {
	until := time.Now().Add(most)
	var last []Sample
	n := 0
	lines := s.plan.numberLines()
	for raw, err := range inputs {
		if err != nil {
			return s.problem(err)
		}
		if lines.see(raw); lines != nil {
			s.found.NoNumbers = lines.found
		}
		switch sample := (Sample{n, slices.Clone(raw)}); {
		case n < ends:
			s.found.First = append(s.found.First, sample)
		case len(last) < ends:
			last = append(last, sample)
		default:
			last[0], last[1] = last[1], sample
		}
		if n++; n == ends {
			s.tell(s.found)
		}
		if n%betweenAsks == 0 && (s.ctx.Err() != nil || time.Now().After(until)) {
			return nil
		}
	}
	s.found.Tasks, s.found.Estimated, s.found.Last = n, false, last
	return nil
}

func (s *surveyor) problem(err error) error {
	return Problem{Key: "inputs." + string(s.plan.Inputs.Kind), Text: err.Error()}
}
