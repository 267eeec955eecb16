package run

import (
	"time"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/metrics"
)

// wanted says what the sampler is to read.
type wanted struct {
	processes []metrics.Process
	looked    int               // number of the row that is looked at, 0 for none
	detail    []metrics.Process // whose threads are read: that row's
}

// reading is what the sampler answers, one for each wanted.
type reading struct {
	sample  metrics.Sample
	looked  int             // as it was asked for
	machine *MachineReading // nil where none was taken
	cost    time.Duration   // CPU time that it took, wall time where the system does not tell
}

// sampler reads what workers use: a metrics.Sampler, or metrics.Families.
type sampler interface {
	SetDetail(processes ...metrics.Process)
	Sample(now time.Time, want []metrics.Process) metrics.Sample
	Close()
}

// newSampler returns what reads the workers of a kind. The built-in tasks start no
// processes, so that nobody need look for them.
func newSampler(kind plan.TaskKind) sampler {
	if kind == plan.Builtin {
		return metrics.NewSampler(metrics.NewSource())
	}
	families := metrics.NewFamilies(metrics.NewSource())
	families.Adopt(isHeldHere)
	return families
}

// readings is what the sampling goroutine alone has.
type readings struct {
	sampler sampler
	machine *machineMeter // nil where nobody wants to know of the machine
}

func newReadings(o Options) *readings {
	r := &readings{sampler: newSampler(o.Plan.Task.Kind)}
	if !o.Bare {
		r.machine = newMachineMeter()
	}
	return r
}

// run is the goroutine. It ends when wants is closed. An answer never waits: no more
// than one is asked for at a time.
func (r *readings) run(wants <-chan wanted, answers chan<- reading) {
	defer r.close()
	for want := range wants {
		answers <- r.read(time.Now(), want)
	}
}

// read takes one reading, and its cost.
func (r *readings) read(now time.Time, want wanted) reading {
	answer := reading{looked: want.looked}
	answer.cost = costOf(func() {
		r.sampler.SetDetail(want.detail...)
		answer.sample = r.sampler.Sample(now, want.processes)
		if r.machine != nil {
			answer.machine = r.machine.read(now)
		}
	})
	return answer
}

func (r *readings) close() {
	r.sampler.Close()
	if r.machine != nil {
		r.machine.close()
	}
}
