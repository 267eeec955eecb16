package metrics

import (
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
)

// processorInfo is what is used of /proc/cpuinfo, whose names differ with the
// architecture.
type processorInfo struct {
	processors []processor
	named      map[string]string // the first value of each name
}

type processor struct {
	number, pack, coreID int
	mhz                  float64 // NaN when unknown
}

// readProcessorInfo reads blocks of "name : value" that begin with the
// processor's number. What stands in no block, such as a board's name on ARM, is
// of the machine.
func readProcessorInfo(root fs.FS) processorInfo {
	info := processorInfo{named: map[string]string{}}
	for line := range strings.SplitSeq(readWord(root, "proc/cpuinfo"), "\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if _, known := info.named[name]; !known {
			info.named[name] = value
		}
		if n, err := strconv.Atoi(value); name == "processor" && err == nil {
			info.processors = append(info.processors, processor{n, Unknown, Unknown, math.NaN()})
		} else if len(info.processors) > 0 {
			info.processors[len(info.processors)-1].set(name, value)
		}
	}
	return info
}

func (p *processor) set(name, value string) {
	switch name {
	case "physical id":
		p.pack = wholeOrUnknown(value)
	case "core id":
		p.coreID = wholeOrUnknown(value)
	case "cpu MHz":
		if f, err := strconv.ParseFloat(value, 64); err == nil && f > 0 {
			p.mhz = f
		}
	}
}

func wholeOrUnknown(text string) int {
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return n
	}
	return Unknown
}

func (i processorInfo) processor(number int) (processor, bool) {
	at := slices.IndexFunc(i.processors, func(p processor) bool { return p.number == number })
	if at < 0 {
		return processor{}, false
	}
	return i.processors[at], true
}

func (i processorInfo) numbers() []int {
	var all []int
	for _, p := range i.processors {
		all = append(all, p.number)
	}
	return all
}

// modelName prefers the processor's own name: x86, MIPS, POWER; then the
// board's, as ARM has it.
func modelName(root fs.FS, info processorInfo) string {
	for _, name := range []string{"model name", "cpu model", "cpu", "Model", "Hardware"} {
		if value := info.named[name]; value != "" {
			return value
		}
	}
	// The device tree's texts end with a zero byte.
	return strings.TrimRight(readWord(root, "proc/device-tree/model"), "\x00")
}
