package launcher

import (
	"errors"
	"fmt"
	"slices"
)

// SetAffinity lets a worker run on some cores alone, with each of its threads and all that
// descends from it; none of them is all that this program may use, see AllowedCores.
// Whatever they start inherits it; a worker that takes its place later does not. It is
// known on Linux alone.
func (p *Pool) SetAffinity(name string, cores []int) error {
	allowed := AllowedCores()
	if len(allowed) == 0 {
		return errors.New("this system binds no process to a core: leave it as it is")
	}
	cores, err := amongst(allowed, cores)
	if err != nil {
		return err
	}
	return p.ask(func(d *dispatcher) error {
		w, err := d.worker(name)
		if err != nil {
			return err
		}
		told := cores
		if len(cores) == len(allowed) {
			told = nil
		}
		err = w.process.setAffinity(cores)
		return d.settled(err, name, Controlled{Action: WorkerPinned, Worker: name, Cores: told})
	})
}

// amongst returns some cores in order, each once; all that are allowed for none.
func amongst(allowed, cores []int) ([]int, error) {
	if len(cores) == 0 {
		return allowed, nil
	}
	cores = slices.Clone(cores)
	slices.Sort(cores)
	cores = slices.Compact(cores)
	for _, core := range cores {
		if !slices.Contains(allowed, core) {
			return nil, fmt.Errorf("core %d: this program may use the cores %v", core, allowed)
		}
	}
	return cores, nil
}
