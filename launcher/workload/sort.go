package workload

import (
	"math/rand/v2"
	"slices"

	"github.com/poolscope/poolscope/launcher/worker"
)

func sortWorkload() Workload {
	return Workload{
		Name:    "sort",
		Summary: "Sort n random numbers and return the median (processor and memory)",
		Input: Input{
			Help: "numbers to sort, 8 bytes each", Number: true, Whole: true, Min: 1, Max: 5e7,
			Examples: `[2000000, 4000000, 3000000, 1000000, 5000000, 2000000, 4000000, 3000000]`,
		},
		Params: []Param{seedParam()},
	}.with(func(call *worker.Call, a arguments) (any, error) {
		return median(uniform(int(a.n), random(call, a))), nil
	})
}

func uniform(n int, source *rand.PCG) []float64 {
	numbers := make([]float64, n)
	for i := range numbers {
		numbers[i] = unit(source)
	}
	return numbers
}

// median sorts the numbers, of which there is at least one.
func median(numbers []float64) float64 {
	slices.Sort(numbers)
	middle := len(numbers) / 2
	if len(numbers)%2 == 1 {
		return numbers[middle]
	}
	return (numbers[middle-1] + numbers[middle]) / 2
}
