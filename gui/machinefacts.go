package gui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

func orUnknownModel(model string) string {
	if model == "" {
		return "This machine does not name its processor"
	}
	return visible(model)
}

// topologyText counts the cores in every way that is known: "8 cores: 4 physical, each
// shared by SMT; 4 performance and 4 efficiency; 1 package".
func topologyText(t metrics.Topology) string {
	if len(t.Cores) == 0 {
		return "Its cores are not told."
	}
	var online, fast, slow int
	packages := map[int]bool{}
	for _, c := range t.Cores {
		if !c.Online {
			continue
		}
		online++
		packages[c.Package] = true
		switch c.Kind {
		case metrics.Performance:
			fast++
		case metrics.Efficiency:
			slow++
		}
	}
	parts := []string{plural(online, "core")}
	if physical := t.PhysicalCores(); physical != metrics.Unknown {
		parts = append(parts, physicalText(physical, online))
	}
	if fast+slow > 0 {
		parts = append(parts, strconv.Itoa(fast)+" performance and "+strconv.Itoa(slow)+" efficiency")
	}
	if !packages[metrics.Unknown] && len(packages) > 0 {
		parts = append(parts, plural(len(packages), "package"))
	}
	if off := len(t.Cores) - online; off > 0 {
		parts = append(parts, strconv.Itoa(off)+" offline")
	}
	return strings.Join(parts, ", ")
}

func physicalText(physical, online int) string {
	if physical == online {
		return "each a physical one"
	}
	return strconv.Itoa(physical) + " physical (SMT: cores that share one slow each other down)"
}

// mayUseText says how many cores Poolscope may use, and why not all.
func mayUseText(a cores.Account) string { return "Poolscope may use " + a.String() + "." }

// isLess tells that Poolscope may not use all that the machine has.
func isLess(a cores.Account) bool {
	return a.Usable < float64(max(a.Machine, a.Online))
}

// autoText says what "auto" comes to as a number of workers.
func autoText(workers int, a cores.Account) string {
	if isLess(a) {
		return "auto: " + plural(workers, "worker") + ", as Poolscope may use " + a.String()
	}
	return "auto: " + plural(workers, "worker") + ", one a core"
}

// machineFacts says what is read of the machine besides its cores.
func machineFacts(r run.MachineReading) []fact {
	return slices.Concat(loadFacts(r.Machine), machineMemoryFacts(r.Machine), pressureFacts(r.Machine))
}

func loadFacts(m metrics.Machine) []fact {
	facts := []fact{{name: "Load", kind: headFact}, {name: "Over 1, 5 and 15 minutes", value: loadText(m.Load)}}
	facts = append(facts, remark("Threads that ran or waited for a core, on Linux for a disk too, as a mean. Where there are more of them than cores, some wait.", machineColumns)...)
	return append(facts, fact{name: "Threads on a core or ready", value: countOrUnknown(m.Running)}, fact{name: "Threads waiting for a disk", value: countOrUnknown(m.Blocked)})
}

func loadText(load [3]float64) string {
	texts := make([]string, len(load))
	for i, v := range load {
		if texts[i] = strconv.FormatFloat(v, 'f', 2, 64); math.IsNaN(v) {
			texts[i] = unknownText
		}
	}
	return strings.Join(texts, "   ")
}

func countOrUnknown(n int) string {
	if n < 0 {
		return unknownText
	}
	return countText(n)
}

func machineMemoryFacts(m metrics.Machine) []fact {
	facts := []fact{
		{name: "Memory", kind: headFact},
		{name: "Used", value: partText(m.Memory.Used, m.Memory.Total)},
		{name: "Available", value: bytesText(m.Memory.Available)},
	}
	facts = append(facts, remark("Available is what programs can have before anything is moved to swap. Caches that would be given up for them are not used.", machineColumns)...)
	facts = append(facts, fact{name: "Swap used", value: swapText(m.Swap)})
	return append(facts, remark("Memory that lies on storage by now: whoever needs it waits until it is read back.", machineColumns)...)
}

func partText(part, whole int64) string {
	if part < 0 || whole < 0 {
		return unknownText
	}
	return byteText(uint64(part)) + " of " + byteText(uint64(whole))
}

func swapText(s metrics.Swap) string {
	if s.Total == 0 {
		return "there is none"
	}
	return partText(s.Used, s.Total)
}

// pressureFacts says how much of the time somebody waited for what others used.
func pressureFacts(m metrics.Machine) []fact {
	facts := []fact{{name: "Pressure, share of the last 10 s and now", kind: headFact}}
	facts = append(facts, fact{name: "Cores: some waited", value: stallText(m.CPUPressure.Some)})
	facts = append(facts, remark("At least one thread was ready and had no core.", machineColumns)...)
	facts = append(facts,
		fact{name: "Memory: some waited", value: stallText(m.MemoryPressure.Some)},
		fact{name: "Memory: all waited", value: stallText(m.MemoryPressure.Full)})
	facts = append(facts, remark("For memory to be freed, or read back from storage. While all wait, nothing is done.", machineColumns)...)
	facts = append(facts,
		fact{name: "Disks: some waited", value: stallText(m.IOPressure.Some)},
		fact{name: "Disks: all waited", value: stallText(m.IOPressure.Full)})
	return append(facts, remark("For something to be read or written.", machineColumns)...)
}

func stallText(s metrics.Stall) string {
	if math.IsNaN(s.Avg10) {
		return unknownText
	}
	text := percentDigits(s.Avg10) + " %"
	if !math.IsNaN(s.Share) {
		text += ", now " + percentDigits(s.Share) + " %"
	}
	return text
}

// percentDigits is a share as a number of percent with one digit, "" for one that is not known.
func percentDigits(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(100*v, 'f', 1, 64)
}
