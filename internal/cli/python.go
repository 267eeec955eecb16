package cli

import "github.com/poolscope/poolscope/internal/plan"

// printPython prints a plan as a Python program, if plan check finds it good.
func printPython(sys System, path string) (int, error) {
	p, err := plan.Load(path)
	if err != nil {
		return exitUsage, err
	}
	if _, _, err := p.Open(sys.Stdin); err != nil {
		return exitUsage, err
	}
	return writeOut(sys.Stdout, p.Python())
}
