package metrics

import (
	"math"
	"time"
)

// Machine is one reading of the whole machine. What the system does not say is
// NaN, and Unknown in whole numbers, never 0.
type Machine struct {
	At     time.Time  // when the reading began
	Load   [3]float64 // threads that ran, waited for a core or, on Linux, for a disk: means over 1, 5 and 15 minutes (proc_loadavg(5))
	Memory Memory
	Swap   Swap

	CPUPressure, MemoryPressure, IOPressure Pressure

	// Running is how many threads run or wait for a core, the reading one
	// included, Blocked how many wait for a disk: procs_running and procs_blocked
	// in proc_stat(5), which are threads for all their names.
	Running, Blocked int
	// Cores is by the core's number, up to the highest that was ever online while
	// the MachineReader lives. It is empty when the system tells nothing. The Busy of
	// each is what Sample.Cores has.
	Cores []CoreUsage
}

// Memory is the machine's, in bytes or Unknown.
type Memory struct {
	Total     int64
	Available int64 // what programs can have without swapping, as the kernel estimates it (MemAvailable in proc_meminfo(5))
	Used      int64 // Total less Available: caches that would be given up are not used
}

// Swap is the machine's, in bytes or Unknown. A machine without any has a Total
// of 0.
type Swap struct{ Total, Used int64 }

// MachineReader subtracts readings of the machine. It is passive, no clock and
// no goroutine; whoever calls Read owns it.
type MachineReader struct {
	src      machineSource
	counters machineCounters
	cores    machineMeter
	pressure [pressures]pressureMeter
}

// machineSource reads raw counters.
type machineSource interface {
	// read fills in what the system says. The counters are unknown before.
	read(into *machineCounters)
	// release closes the descriptors that are kept. The source can go on.
	release()
}

// machineCounters is what a machineSource reads at one time.
type machineCounters struct {
	load             [3]float64
	memory           Memory
	swap             Swap
	running, blocked int
	pressure         [pressures]pressureCount
	cores            []coreCount // those online; none when the system does not say
}

// clear makes all unknown, and keeps the memory of the list.
func (c *machineCounters) clear() {
	nan := math.NaN()
	*c = machineCounters{
		load:    [3]float64{nan, nan, nan},
		memory:  Memory{Total: Unknown, Available: Unknown, Used: Unknown},
		swap:    Swap{Total: Unknown, Used: Unknown},
		running: Unknown, blocked: Unknown,
		cores: c.cores[:0],
	}
	for i := range c.pressure {
		c.pressure[i] = unknownPressure()
	}
}

// NewMachineReader returns a MachineReader of the machine it runs on. On Linux it
// keeps six files of /proc open, one reading of /proc/stat tells all of the
// cores, and nothing is allocated once it is warm. Elsewhere it is
// NewPortableMachineReader, and here too where SourceVariable says so.
func NewMachineReader() *MachineReader {
	if portableWanted() {
		return NewPortableMachineReader()
	}
	return &MachineReader{src: newMachineSource()}
}

// NewPortableMachineReader returns a MachineReader that asks gopsutil alone: the
// way out where the kernel's files are not as expected. Pressure, Running and
// Blocked are unknown to it.
func NewPortableMachineReader() *MachineReader { return &MachineReader{src: portableMachine{}} }

// Read replaces all of the Machine by what holds now. Shares are of the time
// since the Read before, however long ago that was. The list of cores is written
// where the old one was: who hands a Machine on gives an empty one to each Read.
// Read has no error: what cannot be read is unknown.
func (r *MachineReader) Read(into *Machine) {
	at := time.Now()
	c := &r.counters
	c.clear()
	r.src.read(c)
	*into = Machine{
		At: at, Load: c.load, Memory: c.memory, Swap: c.swap, Running: c.running, Blocked: c.blocked,
		CPUPressure:    r.pressure[pressureCPU].take(c.pressure[pressureCPU]),
		MemoryPressure: r.pressure[pressureMemory].take(c.pressure[pressureMemory]),
		IOPressure:     r.pressure[pressureIO].take(c.pressure[pressureIO]),
		Cores:          r.cores.take(c.cores, into.Cores[:0]),
	}
}

// Close closes the descriptors that are kept. After Close all begins anew.
func (r *MachineReader) Close() {
	r.src.release()
	*r = MachineReader{src: r.src}
}
