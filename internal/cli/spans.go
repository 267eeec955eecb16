package cli

import "slices"

// span is the tasks from one index up to another.
type span struct{ from, to int }

// spans is a set of tasks, as few spans as it takes, in order.
type spans []span

// add puts in the tasks of a span that is not in the set yet.
func (s *spans) add(more span) {
	at, _ := slices.BinarySearchFunc(*s, more.from, func(have span, from int) int { return have.from - from })
	if at > 0 && (*s)[at-1].to == more.from {
		at--
		(*s)[at].to = more.to
	} else {
		*s = slices.Insert(*s, at, more)
	}
	if next := at + 1; next < len(*s) && (*s)[next].from == (*s)[at].to {
		(*s)[at].to = (*s)[next].to
		*s = slices.Delete(*s, next, next+1)
	}
}

// end returns the first task from a given one on that is not in the set.
func (s *spans) end(task int) int {
	all := *s
	at, found := slices.BinarySearchFunc(all, task, func(have span, from int) int { return have.from - from })
	if !found {
		at--
	}
	if at >= 0 && all[at].to > task {
		return all[at].to
	}
	return task
}

// drop takes out what lies before a task.
func (s *spans) drop(task int) {
	for len(*s) > 0 && (*s)[0].to <= task {
		*s = (*s)[1:]
	}
}
