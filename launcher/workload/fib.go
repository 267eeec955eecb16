package workload

import "github.com/poolscope/poolscope/launcher/worker"

func fibWorkload() Workload {
	return Workload{
		Name:    "fib",
		Summary: "The n-th Fibonacci number by naive recursion (processor only)",
		Input: Input{
			Help: "n, each step up takes 1.6 times as long", Number: true, Whole: true, Max: 60,
			Examples: `[36, 38, 40, 37, 39, 36, 38, 40, 37, 39, 36, 38]`,
		},
	}.with(func(_ *worker.Call, a arguments) (any, error) { return fib(int64(a.n)), nil })
}

func fib(n int64) int64 {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}
