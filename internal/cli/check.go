package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/poolscope/poolscope/internal/plan"
)

// checkPlans says of each file what is wrong with it, or that nothing is.
func checkPlans(sys System, paths []string) (int, error) {
	status := exitDone
	for _, path := range paths {
		text, err := checkPlan(sys, path)
		if err != nil {
			complain(sys.Stderr, err)
			status = exitUsage
			continue
		}
		if wrote, err := writeOut(sys.Stdout, text+"\n"); wrote != exitDone {
			return wrote, err
		}
	}
	return status, nil
}

func checkPlan(sys System, path string) (string, error) {
	p, total, err := goodPlan(sys, path)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: good: %s", oneLine(path), strings.Join(describe(p, total, p.Workers()), ", ")), nil
}

// goodPlan loads a plan of which nothing is known that would keep a run from
// starting; total is -1 when its tasks are not counted.
func goodPlan(sys System, path string) (p plan.Plan, total int, err error) {
	p, err = plan.Load(path)
	if err != nil {
		return p, 0, err
	}
	total, _, err = p.Open(sys.Stdin)
	if err == nil {
		err = p.Preflight(context.Background())
	}
	return p, total, plan.Locate(path, err)
}

// describe says in few words what a plan will do; total is -1 when not known.
func describe(p plan.Plan, total, workers int) []string {
	tasks := "tasks as they are read"
	if total >= 0 {
		tasks = count(total, "task", "tasks")
	}
	return []string{
		tasks + " of " + oneLine(p.Task.Label()),
		count(workers, "worker", "workers") + " as " + string(p.Pool.RunAs),
		string(p.Pool.Method),
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
