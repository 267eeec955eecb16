package plan

import "fmt"

// gauges read what limits the start of commands.
type gauges struct {
	load   func() (float64, error)            // over the last minute
	memory func() (free, all uint64, e error) // bytes that a new program can have, and those that there are
}

// hold returns why no command may be started now, "" for no reason; nil where nothing
// limits it. An error is a Problem: a limit that cannot be told, or is never met.
func (p Pool) hold(g gauges) (func() string, error) {
	if p.MaxLoad == 0 && p.MinFree == (Size{}) {
		return nil, nil //nolint:nilnil // no limit is an answer
	}
	if p.MaxLoad > 0 {
		if _, err := g.load(); err != nil {
			return nil, Problem{Key: "pool.max_load", Text: fmt.Sprintf("the load cannot be read: %v: want 0", err)}
		}
	}
	if p.MinFree != (Size{}) {
		_, all, err := g.memory()
		if err != nil {
			return nil, Problem{Key: "pool.min_free", Text: fmt.Sprintf("the free memory cannot be read: %v: want \"0\"", err)}
		}
		if p.MinFree.of(all) >= all {
			return nil, Problem{Key: "pool.min_free", Text: fmt.Sprintf("%s is never free on this machine, which has %s: want less", p.MinFree, rough(all))}
		}
	}
	return func() string { return p.held(g) }, nil
}

// held says which limit is exceeded now. One that cannot be read any more holds: it
// was asked for.
func (p Pool) held(g gauges) string {
	if p.MaxLoad > 0 {
		switch load, err := g.load(); {
		case err != nil:
			return fmt.Sprintf("the load cannot be read: %v", err)
		case load > p.MaxLoad:
			return fmt.Sprintf("the load is %.1f, and max_load is %g", load, p.MaxLoad)
		}
	}
	if p.MinFree == (Size{}) {
		return ""
	}
	free, all, err := g.memory()
	switch {
	case err != nil:
		return fmt.Sprintf("the free memory cannot be read: %v", err)
	case free < p.MinFree.of(all) && p.MinFree.Percent > 0:
		return fmt.Sprintf("%.1f%% of the memory is free, and min_free is %s", 100*float64(free)/float64(all), p.MinFree)
	case free < p.MinFree.of(all):
		return fmt.Sprintf("%s of memory is free, and min_free is %s", rough(free), p.MinFree)
	}
	return ""
}

// rough shows a number of bytes to a tenth of its unit.
func rough(n uint64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1fGiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1fMiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%dKiB", n>>10)
}
