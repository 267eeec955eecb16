package cli

import "fmt"

// printPython prints a plan as a Python program, if plan check finds it good.
func printPython(sys System, path string) (int, error) {
	p, _, err := goodPlan(sys, path)
	if err != nil {
		return exitUsage, err
	}
	program, err := p.Python()
	if err != nil {
		return exitUsage, fmt.Errorf("%s: %w", path, err)
	}
	return writeOut(sys.Stdout, program)
}
