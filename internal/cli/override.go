package cli

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/internal/plan"
)

// override is a flag that beats a key of the plan.
type override struct {
	flag, key string
	text      *string // nil when the flag was not given
}

func (f runFlags) overrides() []override {
	return []override{
		{"--workers", "pool.workers", f.Workers},
		{"--run-as", "pool.run_as", f.RunAs},
		{"--method", "pool.method", f.Method},
		{"--chunk", "pool.chunk", f.Chunk},
		{"--max-tasks-per-worker", "pool.max_tasks_per_worker", f.MaxTasksPerWorker},
		{"--on-worker-death", "pool.on_worker_death", f.OnWorkerDeath},
		{"--timeout", "pool.timeout", f.Timeout},
		{"--retries", "pool.retries", f.Retries},
		{"--halt", "pool.halt", f.Halt},
		{"--nice", "pool.nice", f.Nice},
		{"--pin", "pool.pin", switched(f.Pin)},
		{"--every", "metrics.every", f.Every},
		{"--delay", "pool.delay", f.Delay},
		{"--max-load", "pool.max_load", f.MaxLoad},
		{"--min-free", "pool.min_free", f.MinFree},
		{"--null", "inputs.null", switched(f.Null)},
		{"--columns", "inputs.columns", f.Columns},
		{"--header", "inputs.header", switched(f.Header)},
		{"--strip", "inputs.strip", switched(f.Strip)},
		{"--group", "inputs.group", f.Group},
	}
}

// switched returns what a flag without a value stands for, nil where it was not given.
func switched(flag *bool) *string {
	if flag == nil {
		return nil
	}
	text := strconv.FormatBool(*flag)
	return &text
}

// apply sets the keys of the plan that flags were given for. The error is a
// usageError that names every flag that was wrong.
func (f runFlags) apply(p *plan.Plan) error {
	var wrong []string
	for _, o := range f.overrides() {
		if o.text == nil {
			continue
		}
		if err := p.Set(o.key, *o.text); err != nil {
			wrong = append(wrong, o.complaint(err))
		}
	}
	wrong = append(wrong, f.applyPlace(p)...)
	if !(f.Budget >= 0 && f.Budget <= 100) { // NaN is neither
		wrong = append(wrong, fmt.Sprintf("--budget %v: want 0, which is no bound, to 100 percent of a core", f.Budget))
	}
	if len(wrong) > 0 {
		return usageError{command: "run", text: strings.Join(wrong, "; ")}
	}
	return nil
}

// applyPlace sets where commands run and what is in their environment, byte for byte.
// It returns what is wrong.
func (f runFlags) applyPlace(p *plan.Plan) []string {
	if p.Task.Kind != plan.Command {
		if f.Dir != nil || len(f.Env) > 0 {
			return []string{"--dir and --env go with commands, and these tasks are of kind " + string(p.Task.Kind)}
		}
		return nil
	}
	if f.Dir != nil {
		p.Task.Dir = fromHere(*p, *f.Dir)
	}
	env := maps.Clone(p.Task.Env)
	if env == nil {
		env = map[string]string{}
	}
	for _, text := range f.Env {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return []string{fmt.Sprintf("--env: %q is not NAME=VALUE", text)}
		}
		env[name] = value
	}
	if len(env) > 0 {
		p.Task.Env = env
	}
	return nil
}

// flagged says where what is wrong was typed, or in which file it stands.
func flagged(f runFlags, err error) error {
	if f.Plan != "" {
		return plan.Locate(f.Plan, err)
	}
	problems, many := errors.AsType[plan.Problems](err)
	if !many {
		problem, one := errors.AsType[plan.Problem](err)
		if !one {
			return err
		}
		problems = plan.Problems{problem}
	}
	typed := f.typed()
	var wrong []string
	for _, p := range problems {
		if place, ok := typed[p.Key]; ok {
			p.Key = place
		}
		wrong = append(wrong, p.Error())
	}
	return usageError{command: "run", text: strings.Join(wrong, "; ")}
}

// typed returns where each key of a plan is typed that was made on the command line.
func (f runFlags) typed() map[string]string {
	places := map[string]string{
		"task.command": "the command behind --", "task.shell": "--shell", "task.dir": "--dir", "task.env": "--env",
		"inputs.combine": "--link", "inputs.values": "inputs", "inputs.lines": "inputs", "inputs.also": "inputs", "inputs.stdin": "inputs",
	}
	for _, o := range f.overrides() {
		places[o.key] = o.flag
	}
	return places
}

// complaint says what is wrong under the name that the person typed.
func (o override) complaint(err error) string {
	text := err.Error()
	var problem plan.Problem
	var problems plan.Problems
	switch {
	case errors.As(err, &problems) && len(problems) > 0:
		text = problems[0].Text
	case errors.As(err, &problem):
		text = problem.Text
	}
	return fmt.Sprintf("%s: %s", o.flag, text)
}
