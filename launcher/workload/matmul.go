package workload

import (
	"math/rand/v2"

	"github.com/poolscope/poolscope/launcher/worker"
)

func matmulWorkload() Workload {
	return Workload{
		Name:    "matmul",
		Summary: "Multiply two random matrices and return the trace (processor and caches)",
		Input: Input{
			Help: "rows and columns; three matrices of 8 n² bytes are held", Number: true, Whole: true, Min: 1, Max: 4096,
			Examples: `[900, 1100, 1000, 800, 1200, 900, 1100, 1000, 800, 1200]`,
		},
		Params: []Param{seedParam()},
	}.with(func(call *worker.Call, a arguments) (any, error) {
		source, n := random(call, a), int(a.n)
		return trace(multiply(matrix(n, source), matrix(n, source), n), n), nil
	})
}

// matrix returns n x n numbers in [0, 1), row after row.
func matrix(n int, source *rand.PCG) []float64 {
	m := make([]float64, n*n)
	for i := range m {
		m[i] = unit(source)
	}
	return m
}

// multiply goes along the rows of all three matrices, as their memory lies.
func multiply(a, b []float64, n int) []float64 {
	product := make([]float64, n*n)
	for i := range n {
		row := product[i*n : i*n+n]
		for k := range n {
			addScaled(row, b[k*n:k*n+n], a[i*n+k])
		}
	}
	return product
}

func addScaled(sum, row []float64, factor float64) {
	for j, v := range row[:len(sum)] {
		sum[j] += factor * v
	}
}

func trace(m []float64, n int) float64 {
	sum := 0.0
	for i := range n {
		sum += m[i*n+i]
	}
	return sum
}
