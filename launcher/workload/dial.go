package workload

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/poolscope/poolscope/launcher/worker"
)

func dialWorkload() Workload {
	return Workload{
		Name:    "dial",
		Summary: "Wait, then burn processor time, with memory held: each as much as you dial",
		Input: Input{
			Help: "number of the task, which the jitter is drawn from", Number: true, Whole: true, Max: maxExact,
			Examples: `[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]`,
		},
		Params: []Param{
			{Name: "cpu", Help: "seconds of processor time", Default: 0.3, Max: 3600},
			{Name: "wait", Help: "seconds to wait before that", Default: 0.1, Max: longest},
			{Name: "memory", Help: "MiB held meanwhile", Default: 16, Max: maxMiB, Whole: true},
			{Name: "jitter", Help: "share by which cpu and wait vary from task to task, 0 to 1", Default: 0.5, Max: 1},
			{Name: "serial", Help: "share of cpu that one task at a time may burn, 0 to 1", Max: 1},
			seedParam(),
		},
	}.with(dial)
}

// dialed is what a dial measured, not what it was asked for.
type dialed struct {
	CPU    float64 `json:"cpu_s"`  // on the clock of its thread
	Wait   float64 `json:"wait_s"` // without the time it stood in line for its serial part
	Memory int     `json:"memory_mib"`
}

func dial(call *worker.Call, a arguments) (any, error) {
	cpu, pause := jittered(a)
	held, err := newBlock(a.whole("memory") * mebibyte)
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	wait(pause)
	waited := time.Since(begin)
	serial := time.Duration(float64(cpu) * a.params["serial"])
	burnt := burn(cpu - serial)
	if serial > 0 {
		alone(call, func() { burnt += burn(serial) })
	}
	result := dialed{CPU: burnt.Seconds(), Wait: waited.Seconds(), Memory: len(held.data) / mebibyte}
	return result, errors.Join(held.check(), held.release())
}

// jittered returns the processor time and the wait of one task, each its
// parameter times a factor in [1-jitter, 1+jitter).
func jittered(a arguments) (cpu, pause time.Duration) {
	source := rand.NewPCG(a.seed(), uint64(a.n))
	draw := func(mean float64) time.Duration {
		return seconds(mean * (1 + a.params["jitter"]*(2*unit(source)-1)))
	}
	cpu = draw(a.params["cpu"])
	return cpu, draw(a.params["wait"])
}

func alone(call *worker.Call, f func()) {
	if call.Serial == nil {
		f() // no pool, nobody else to keep out
		return
	}
	call.Serial(f)
}
