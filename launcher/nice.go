package launcher

import "fmt"

// The bounds of niceness. A worker that is less nice than another gets more of a core
// that both want (sched(7)); one that has a core to itself is not slower for being nice.
const (
	LeastNice = -20
	MostNice  = 19
)

// SetNice sets how nice a worker is, LeastNice to MostNice, with each of its threads and
// all that descends from it. Whatever they start inherits it; a worker that takes its
// place later does not. Less than it has needs root, or RLIMIT_NICE (see LowestNice), and
// the error says so. It is known on Linux alone.
func (p *Pool) SetNice(name string, nice int) error {
	return p.ask(func(d *dispatcher) error {
		w, err := d.worker(name)
		if err != nil {
			return err
		}
		err = w.process.setNice(nice)
		return d.settled(err, name, Controlled{Action: WorkerNiced, Worker: name, Count: nice})
	})
}

// settled says that something of a worker was set, be it of some of its processes alone,
// and returns what the caller is told.
func (d *dispatcher) settled(err error, name string, done Controlled) error {
	if isGone(err) {
		return fmt.Errorf("no worker %s lives now", name)
	}
	if err == nil || isPartial(err) {
		done.At, done.Task = d.now(), -1
		d.emit(done)
	}
	return err
}
