package cli

import "slices"

// span is the tasks from one index up to another.
type span struct{ from, to int }

// spans is a set of tasks, as few spans as it takes, in order.
type spans []span

// add puts in the tasks of a span that is not in the set yet.
func (s *spans) add(new span) {
	at, _ := slices.BinarySearchFunc(*s, new.from, func(have span, from int) int { return have.from - from })
	if at > 0 && (*s)[at-1].to == new.from {
		at--
		(*s)[at].to = new.to
	} else {
		*s = slices.Insert(*s, at, new)
	}
	if next := at + 1; next < len(*s) && (*s)[next].from == (*s)[at].to {
		(*s)[at].to = (*s)[next].to
		*s = slices.Delete(*s, next, next+1)
	}
}

// end returns the first task from a given one on that is not in the set.
func (s spans) end(task int) int {
	at, found := slices.BinarySearchFunc(s, task, func(have span, from int) int { return have.from - from })
	if !found {
		at--
	}
	if at >= 0 && s[at].to > task {
		return s[at].to
	}
	return task
}

// drop takes out what lies before a task.
func (s *spans) drop(task int) {
	for len(*s) > 0 && (*s)[0].to <= task {
		*s = (*s)[1:]
	}
}
