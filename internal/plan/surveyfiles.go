package plan

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// resolve looks for the files of patterns, and puts their names in the patterns' place.
// It reports whether it came to the end of all.
func (s *surveyor) resolve() (whole bool, err error) {
	p := s.plan
	s.plan.Inputs.Also = slices.Clone(p.Inputs.Also)
	for i, one := range p.Inputs.sources() {
		if one.Kind != Glob {
			continue
		}
		names, whole := s.files(p, one)
		if one, err = p.named(one, names); err != nil {
			return false, sourceProblem(i, err)
		}
		if i == 0 {
			s.plan.Inputs = one.with(s.plan.Inputs)
		} else {
			one.Combine = s.plan.Inputs.Also[i-1].Combine
			s.plan.Inputs.Also[i-1] = one
		}
		if !whole {
			s.beginning()
			return false, nil
		}
	}
	return true, nil
}

// named returns a pattern as the values that its files make.
func (p Plan) named(one Inputs, names []string) (Inputs, error) {
	values, err := p.fileInputs(names)
	if err != nil {
		return one, Problem{Key: "inputs.glob", Text: err.Error()}
	}
	return Inputs{Kind: Values, Values: values}, nil
}

// beginning shows the first of the files where they alone are the inputs.
func (s *surveyor) beginning() {
	if s.plan.demand().columned {
		return
	}
	for i, raw := range s.plan.Inputs.Values[:min(ends, len(s.plan.Inputs.Values))] {
		s.found.First = append(s.found.First, Sample{i, raw})
	}
}

// fitting is the files of one pattern.
type fitting struct {
	names           []string
	folders, hidden int
	folder, dotted  string // the first of them
}

// files looks for the files of a pattern, for some time.
func (s *surveyor) files(p Plan, one Inputs) (names []string, whole bool) {
	p.Inputs.Glob = one.Glob
	before := s.found.Files
	until, next := time.Now().Add(looksFor), time.Now().Add(tellsEvery)
	var seen fitting
	f := finder{over: func() bool { return s.ctx.Err() != nil || time.Now().After(until) }}
	whole = f.find(p.pattern(), func(m match) bool {
		if len(seen.names) == mostFiles {
			return false
		}
		seen.add(m)
		s.found.Files = before + len(seen.names)
		if len(seen.names)%betweenAsks == 0 && time.Now().After(next) {
			next = time.Now().Add(tellsEvery)
			s.tell(s.found)
		}
		return len(seen.names)%betweenAsks != 0 || !f.over()
	})
	s.found.Cut = s.found.Cut || !whole
	s.found.Odd = append(s.found.Odd, seen.odd(one.Glob)...)
	if whole && len(seen.names) == 0 {
		s.found.Odd = append(s.found.Odd, "No file fits "+one.Glob+".")
	}
	return seen.names, whole
}

func (f *fitting) add(m match) {
	if m.folder {
		if f.folders++; f.folders == 1 {
			f.folder = m.name
		}
	}
	if strings.HasPrefix(filepath.Base(m.name), ".") {
		if f.hidden++; f.hidden == 1 {
			f.dotted = m.name
		}
	}
	f.names = append(f.names, m.name)
}

// odd says what a pattern fits that is seldom meant.
func (f *fitting) odd(pattern string) []string {
	var all []string
	if f.folders > 0 {
		all = append(all, share(f.folders, len(f.names), "is a folder", "are folders")+such(f.folders, f.folder))
	}
	if f.hidden > 0 && !strings.HasPrefix(filepath.Base(pattern), ".") {
		all = append(all, share(f.hidden, len(f.names), "is hidden", "are hidden")+" (a shell's * leaves those out)"+such(f.hidden, f.dotted))
	}
	return all
}

func share(n, of int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("1 of the %s files %s", thousands(of), one)
	}
	return fmt.Sprintf("%s of the %s files %s", thousands(n), thousands(of), many)
}

func such(n int, name string) string {
	if n == 1 {
		return ": " + name + "."
	}
	return ", such as " + name + "."
}
