package launcher

import (
	"encoding/json"
	"slices"
	"time"
)

// order holds results back until the method of their job may hand them out.
type order struct {
	method Method
	next   int            // index that comes next, where each comes in its turn
	early  map[int]Result // before their turn
	all    []Result       // until the end
	brief  bool           // events have told the rest: hold what came of the tasks
	sums   []outcome      // until the end, where that is enough
}

// outcome is what came of a task, in less than half the space of a Result.
type outcome struct {
	value  json.RawMessage
	worker string
	state  State
	at     time.Duration
	task   int
	pid    int
}

func outcomeOf(r Result) outcome {
	return outcome{value: r.Value, worker: r.Worker, state: r.State, at: r.At, task: r.Task, pid: r.PID}
}

func (o outcome) result() Result {
	return Result{Value: o.value, Worker: o.worker, State: o.state, At: o.at, Task: o.task, PID: o.pid}
}

// add takes the result of a task and returns those that may be handed out now.
func (o *order) add(r Result) []Result {
	switch o.method {
	case IMapUnordered:
		return []Result{r}
	case IMap, Apply:
		return o.inTurn(r)
	case Map, MapAsync, ApplyAsync:
	}
	if o.brief {
		o.sums = append(o.sums, outcomeOf(r))
		return nil
	}
	o.all = append(o.all, r)
	return nil
}

// inTurn returns the results whose turn has come with r.
func (o *order) inTurn(r Result) []Result {
	if r.Task != o.next {
		if o.early == nil {
			o.early = map[int]Result{}
		}
		o.early[r.Task] = r
		return nil
	}
	var ready []Result
	for ok := true; ok; {
		ready = append(ready, r)
		o.next++
		r, ok = o.early[o.next]
		delete(o.early, o.next)
	}
	return ready
}

// end hands out all that is held, in input order: the job is complete.
func (o *order) end(hand func(Result)) {
	rest := o.all
	for _, r := range o.early {
		rest = append(rest, r)
	}
	slices.SortFunc(rest, func(a, b Result) int { return a.Task - b.Task })
	for _, r := range rest {
		hand(r)
	}
	slices.SortFunc(o.sums, func(a, b outcome) int { return a.task - b.task })
	for _, sum := range o.sums {
		hand(sum.result())
	}
	o.all, o.early, o.sums = nil, nil, nil
}
