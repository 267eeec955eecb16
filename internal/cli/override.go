package cli

import (
	"errors"
	"fmt"
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
	var pin *string
	if f.Pin != nil {
		text := strconv.FormatBool(*f.Pin)
		pin = &text
	}
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
		{"--pin", "pool.pin", pin},
		{"--every", "metrics.every", f.Every},
	}
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
	if len(wrong) > 0 {
		return usageError{command: "run", text: strings.Join(wrong, "; ")}
	}
	return nil
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
