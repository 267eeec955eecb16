package workload

import (
	"errors"

	"github.com/poolscope/poolscope/launcher/worker"
)

func memoryWorkload() Workload {
	return Workload{
		Name:    "memory",
		Summary: "Touch n MiB, hold them for a while and give them back",
		Input: Input{
			Help: "MiB to hold", Number: true, Whole: true, Max: maxMiB,
			Examples: `[64, 128, 32, 256, 96, 160]`,
		},
		Params: []Param{{Name: "hold", Help: "seconds to hold the memory", Default: 2, Max: longest}},
	}.with(func(_ *worker.Call, a arguments) (any, error) {
		return holdMiB(int(a.n), a.params["hold"])
	})
}

// holdMiB returns the MiB that it touched and found again.
func holdMiB(mib int, hold float64) (any, error) {
	held, err := newBlock(mib * mebibyte)
	if err != nil {
		return nil, err
	}
	wait(seconds(hold))
	return mib, errors.Join(held.check(), held.release())
}
