package gui

import (
	"slices"

	"github.com/poolscope/poolscope/gui/tr"
)

// taskForms are the forms of package workload.
func taskForms() []string {
	return slices.Concat(summaryForms(), helpForms(), paramForms(), valueForms())
}

// summaryForms are what the built-in tasks do.
func summaryForms() []string {
	return []string{
		tr.Mark("Print and return a greeting with the worker's name"),
		tr.Mark("Print the worker's name and the input, and return nothing"),
		tr.Mark("Count the primes below n with a sieve (processor only)"),
		tr.Mark("Estimate pi from n random points in a square (processor only)"),
		tr.Mark("The n-th Fibonacci number by naive recursion (processor only)"),
		tr.Mark("Multiply two random matrices and return the trace (processor and caches)"),
		tr.Mark("Count the points of an n x n grid that are in the Mandelbrot set (processor only)"),
		tr.Mark("Sort n random numbers and return the median (processor and memory)"),
		tr.Mark("SHA-256 over n MiB in which byte i is i modulo 251 (processor only)"),
		tr.Mark("Touch n MiB, hold them for a while and give them back"),
		tr.Mark("Wait n seconds and burn nothing, as a task does that waits for a network"),
		tr.Mark("Write n MiB to a temporary file without a name, read them back and compare"),
		tr.Mark("Wait, then burn processor time, with memory held: each as much as you dial"),
		tr.Mark("Return the input at once: what the pool itself costs"),
		tr.Mark("Fail with an error; the worker lives on"),
		tr.Mark("Exit in the middle of the task; the worker is gone"),
		tr.Mark("Write to memory that is not there; the system kills the worker"),
		tr.Mark("Never return, and burn nothing: only a timeout or Stop ends it"),
		tr.Mark("Take memory step by step and never give it back while the worker lives"),
		tr.Mark("Ignore SIGTERM and burn n seconds of a processor: only SIGKILL ends it early"),
	}
}

// helpForms are what the built-in tasks make of an input.
func helpForms() []string {
	return []string{
		tr.Mark("whom to greet; null greets the world"), tr.Mark("the number to print"),
		tr.Mark("n, the primes below it are counted"), tr.Mark("points to throw"),
		tr.Mark("n, each step up takes 1.6 times as long"), tr.Mark("rows and columns; three matrices of 8 n² bytes are held"),
		tr.Mark("points along each side of the grid"), tr.Mark("numbers to sort, 8 bytes each"),
		tr.Mark("MiB to hash"), tr.Mark("MiB to hold"), tr.Mark("MiB to write"), tr.Mark("seconds to wait"),
		tr.Mark("number of the task, which the jitter is drawn from"), tr.Mark("anything"),
		tr.Mark("anything; it is returned where the task behaves"), tr.Mark("seconds of processor time to burn"),
	}
}

// paramForms are what the parameters of the built-in tasks are.
func paramForms() []string {
	return []string{
		tr.Mark("misbehave in one of so many tasks; 1 is all of them"), tr.Mark("exit code, 0 to 255"),
		tr.Mark("seconds of processor time"), tr.Mark("seconds to wait before that"), tr.Mark("MiB held meanwhile"),
		tr.Mark("share by which cpu and wait vary from task to task, 0 to 1"),
		tr.Mark("share of cpu that one task at a time may burn, 0 to 1"),
		tr.Mark("MiB at which a worker stops taking more"), tr.Mark("MiB taken at a time"), tr.Mark("seconds between two steps"),
		tr.Mark("steps after which a point counts as inside"), tr.Mark("seconds to hold the memory"),
		tr.Mark("where the random numbers begin"),
	}
}

// valueForms say what is wrong with a parameter or an input.
func valueForms() []string {
	return []string{
		tr.Mark("%v from %s to %s"), tr.Mark("a number"), tr.Mark("%s is %s: want %v"),
		tr.Mark("no input: want %v (%v)"), tr.Mark("input %s: want %v (%v)"), tr.Mark("input %s is not JSON"),
	}
}
