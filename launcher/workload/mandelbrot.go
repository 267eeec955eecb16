package workload

import "github.com/poolscope/poolscope/launcher/worker"

func mandelbrotWorkload() Workload {
	return Workload{
		Name:    "mandelbrot",
		Summary: "Count the points of an n x n grid that are in the Mandelbrot set (processor only)",
		Input: Input{
			Help: "points along each side of the grid", Number: true, Whole: true, Min: 1, Max: 16384,
			Examples: `[600, 1000, 800, 400, 1200, 600, 1000, 800, 400, 1200]`,
		},
		Params: []Param{{
			Name: "iterations", Help: "steps after which a point counts as inside", Default: 500,
			Min: 1, Max: 1e6, Whole: true,
		}},
	}.with(func(_ *worker.Call, a arguments) (any, error) {
		return mandelbrot(int(a.n), a.whole("iterations")), nil
	})
}

// The grid spans [-2, 0.5] x [-1.25, 1.25], which the set fits in.
const (
	gridLeft   = -2.0
	gridBottom = -1.25
	gridSide   = 2.5
)

// mandelbrot takes the middle of each cell of the grid.
func mandelbrot(n, iterations int) int {
	step := gridSide / float64(n)
	inside := 0
	for row := range n {
		y := gridBottom + (float64(row)+0.5)*step
		for column := range n {
			x := gridLeft + (float64(column)+0.5)*step
			if bounded(x, y, iterations) {
				inside++
			}
		}
	}
	return inside
}

// bounded reports whether z -> z² + c stays within 2 of the origin.
func bounded(x, y float64, iterations int) bool {
	re, im := 0.0, 0.0
	for range iterations {
		re2, im2 := re*re, im*im
		if re2+im2 > 4 {
			return false
		}
		re, im = re2-im2+x, float64(2*re*im)+y // float64 forbids a fused multiply-add, which rounds otherwise
	}
	return re*re+im*im <= 4
}
