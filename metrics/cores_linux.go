package metrics

import "runtime"

// coreReader reads the times of all cores from /proc/stat.
type coreReader struct {
	stat     machineFile
	counters machineCounters
	times    []CoreTimes
}

// newCoreReader returns what reads the cores for one Source.
func newCoreReader() coreSource {
	r := &coreReader{stat: newMachineFile("/proc/stat", 16<<10)}
	runtime.SetFinalizer(r, (*coreReader).release) // as of a handle
	return r
}

// release implements coreSource.
func (r *coreReader) release() { r.stat.close() }

// read implements coreSource.
func (r *coreReader) read() []CoreTimes {
	r.counters.cores, r.times = r.counters.cores[:0], r.times[:0]
	r.counters.parseCores(r.stat.read())
	for _, c := range r.counters.cores {
		p := &c.parts
		busy := p[partUser] + p[partNice] + p[partSystem] + p[partIRQ] + p[partSteal]
		r.times = append(r.times, CoreTimes{Core: c.core, Busy: ticks(busy), Idle: ticks(p[partIdle] + p[partWait])})
	}
	return r.times
}
