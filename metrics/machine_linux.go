package metrics

import (
	"time"

	"golang.org/x/sys/unix"
)

// procMachine reads the machine from a folder that is /proc but in tests.
type procMachine struct {
	stat, load, memory machineFile
	pressure           [pressures]machineFile
}

func newMachineSource() machineSource { return newProcMachine("/proc") }

func newProcMachine(dir string) *procMachine {
	return &procMachine{
		stat: newMachineFile(dir+"/stat", 16<<10), load: newMachineFile(dir+"/loadavg", 128),
		memory: newMachineFile(dir+"/meminfo", 8<<10),
		pressure: [pressures]machineFile{
			pressureCPU:    newMachineFile(dir+"/pressure/cpu", 512),
			pressureMemory: newMachineFile(dir+"/pressure/memory", 512),
			pressureIO:     newMachineFile(dir+"/pressure/io", 512),
		},
	}
}

func (p *procMachine) read(into *machineCounters) {
	into.parseStat(p.stat.read())
	for i := range p.pressure {
		before := time.Now()
		text := p.pressure[i].read()
		into.pressure[i] = parsePressure(text, before.Add(time.Since(before)/2))
	}
	// The kernel writes zeros there and calls them undefined (psi.rst).
	into.pressure[pressureCPU].full = unknownPressure().full
	into.parseLoad(p.load.read())
	into.parseMemory(p.memory.read())
}

func (p *procMachine) release() {
	for _, f := range []*machineFile{
		&p.stat, &p.load, &p.memory,
		&p.pressure[pressureCPU], &p.pressure[pressureMemory], &p.pressure[pressureIO],
	} {
		f.close()
	}
}

// machineFile is a file that stays open, and the memory that it is read into.
type machineFile struct {
	path []byte // ends with a zero byte
	fd   int    // -1 while it is closed
	buf  []byte
}

func newMachineFile(path string, size int) machineFile {
	return machineFile{path: append([]byte(path), 0), fd: -1, buf: make([]byte, 0, size)}
}

// read returns the text, valid until the next call, and none when it cannot be
// read. A kernel without pressure has no such file, or one that cannot be read.
func (f *machineFile) read() []byte {
	if f.fd < 0 {
		fd, err := openPath(f.path, unix.O_RDONLY)
		if err != nil {
			return nil
		}
		f.fd = fd
	}
	text, err := pread(f.fd, f.buf)
	f.buf = text[:0]
	if err != nil {
		f.close()
		return nil
	}
	return text
}

func (f *machineFile) close() {
	if f.fd >= 0 {
		_ = unix.Close(f.fd)
		f.fd = -1
	}
}

// parseStat reads /proc/stat. Its first line adds up all cores, offline ones as
// well, and is left out; those of the cores follow at once.
func (c *machineCounters) parseStat(text []byte) {
	c.running = int(named(text, "\nprocs_running "))
	c.blocked = int(named(text, "\nprocs_blocked "))
	c.parseCores(text)
}

// parseCores reads the lines of cores that /proc/stat begins with.
func (c *machineCounters) parseCores(text []byte) {
	for len(text) > 3 && string(text[:3]) == "cpu" {
		var line []byte
		if line, text = nextLine(text); len(line) < 4 || line[3] == ' ' {
			continue
		}
		if core, times := leadingNumber(line[3:]); core < mostCores {
			if parts, ok := parseParts(times); ok {
				c.cores = append(c.cores, coreCount{core: int(core), parts: parts})
			}
		}
	}
}

func nextLine(text []byte) (line, rest []byte) {
	for i, b := range text {
		if b == '\n' {
			return text[:i], text[i+1:]
		}
	}
	return text, nil
}

// parseParts reads "user nice system idle iowait irq softirq steal guest
// guest_nice", of which the first four are always there. The time of guests is in
// user and nice already.
func parseParts(times []byte) (parts [coreParts]uint64, ok bool) {
	for i, part := range [...]int{partUser, partNice, partSystem, partIdle, partWait, partIRQ, partIRQ, partSteal} {
		n, rest := leadingNumber(times)
		if len(rest) == len(times) {
			return parts, i >= 4
		}
		parts[part] += n
		times = rest
	}
	return parts, true
}

// parseLoad reads /proc/loadavg: "13.45 15.03 10.69 6/232 4274".
func (c *machineCounters) parseLoad(text []byte) {
	for i := range c.load {
		c.load[i], text = leadingDecimal(text)
	}
}

// parseMemory reads /proc/meminfo, whose kB are KiB. MemAvailable is there since
// Linux 3.14.
func (c *machineCounters) parseMemory(text []byte) {
	c.memory.Total, c.memory.Available = memoryLine(text, "MemTotal:"), memoryLine(text, "MemAvailable:")
	if c.memory.Total != Unknown && c.memory.Available != Unknown {
		c.memory.Used = max(0, c.memory.Total-c.memory.Available)
	}
	c.swap.Total = memoryLine(text, "SwapTotal:")
	if free := memoryLine(text, "SwapFree:"); c.swap.Total != Unknown && free != Unknown {
		c.swap.Used = max(0, c.swap.Total-free)
	}
}

func memoryLine(text []byte, name string) int64 {
	if kiB := named(text, name); kiB != Unknown {
		return kiB * 1024
	}
	return Unknown
}
