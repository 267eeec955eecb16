package launcher

import "slices"

// order holds results back until the method of their job may hand them out.
type order struct {
	method Method
	next   int // index that comes next, where the order is that of the inputs
	held   map[int]Result
}

// add takes the result of a task and returns those that may be handed out now.
func (o *order) add(r Result) []Result {
	if o.method == IMapUnordered {
		return []Result{r}
	}
	if o.held == nil {
		o.held = map[int]Result{}
	}
	o.held[r.Task] = r
	if o.method != IMap && o.method != Apply {
		return nil
	}
	return o.inRow()
}

// inRow returns the held results that follow on what was handed out.
func (o *order) inRow() []Result {
	var ready []Result
	for {
		r, ok := o.held[o.next]
		if !ok {
			return ready
		}
		delete(o.held, o.next)
		o.next++
		ready = append(ready, r)
	}
}

// end returns all that is held, in input order: the job is complete.
func (o *order) end() []Result {
	rest := make([]Result, 0, len(o.held))
	for _, r := range o.held {
		rest = append(rest, r)
	}
	slices.SortFunc(rest, func(a, b Result) int { return a.Task - b.Task })
	o.held = nil
	return rest
}
