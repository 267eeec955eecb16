package workload

import (
	"math/rand/v2"

	"github.com/poolscope/poolscope/launcher/worker"
)

func piWorkload() Workload {
	return Workload{
		Name:    "pi",
		Summary: "Estimate pi from n random points in a square (processor only)",
		Input: Input{
			Help: "points to throw", Number: true, Whole: true, Min: 1, Max: maxCount,
			Examples: `[50000000, 50000000, 50000000, 50000000, 50000000, 50000000, 50000000, 50000000, 50000000, 50000000, 50000000, 50000000]`,
		},
		Params: []Param{seedParam()},
	}.with(func(call *worker.Call, a arguments) (any, error) {
		return estimatePi(int(a.n), random(call, a)), nil
	})
}

// random is the generator of one task. PCG's numbers are the same in every
// release of Go (math/rand/v2).
func random(call *worker.Call, a arguments) *rand.PCG {
	return rand.NewPCG(a.seed(), uint64(call.Task))
}

// estimatePi returns four times the share of points that fall into the quarter
// of the unit circle.
func estimatePi(points int, source *rand.PCG) float64 {
	inside := 0
	for range points {
		x, y := unit(source), unit(source)
		if float64(x*x)+float64(y*y) < 1 { // float64 forbids a fused multiply-add, which rounds otherwise
			inside++
		}
	}
	return 4 * float64(inside) / float64(points)
}

// unit returns a number in [0, 1): rand.Rand.Float64, without the call through
// an interface that takes longer than the arithmetic here.
func unit(source *rand.PCG) float64 { return float64(source.Uint64()>>11) / (1 << 53) }
