package gui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

func orUnknownModel(model string) string {
	if model == "" {
		return tr.T("This machine does not name its processor")
	}
	return visible(model)
}

// topologyText counts the cores in every way that is known: "8 cores: 4 physical, each
// shared by SMT; 4 performance and 4 efficiency; 1 package".
func topologyText(t metrics.Topology) string {
	if len(t.Cores) == 0 {
		return tr.T("Its cores are not told.")
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
		parts = append(parts, tr.F("%s performance and %s efficiency", strconv.Itoa(fast), strconv.Itoa(slow)))
	}
	if !packages[metrics.Unknown] && len(packages) > 0 {
		parts = append(parts, plural(len(packages), "package"))
	}
	if off := len(t.Cores) - online; off > 0 {
		parts = append(parts, tr.F("%s offline", strconv.Itoa(off)))
	}
	return strings.Join(parts, ", ")
}

func physicalText(physical, online int) string {
	if physical == online {
		return tr.T("each a physical one")
	}
	return tr.F("%s physical (SMT: cores that share one slow each other down)", strconv.Itoa(physical))
}

// mayUseText says how many cores Poolscope may use, and why not all.
func mayUseText(a cores.Account) string { return tr.F("Poolscope may use %s.", usableText(a)) }

// usableText is a.String in the words of the screen.
func usableText(a cores.Account) string {
	total := max(a.Machine, a.Online)
	switch {
	case isLess(a) || total == cores.Unknown:
		return foreign(a.String())
	case total == 1:
		return tr.T("the machine's only core")
	}
	return tr.F("all %s cores", strconv.Itoa(total))
}

// isLess tells that Poolscope may not use all that the machine has.
func isLess(a cores.Account) bool {
	return a.Usable < float64(max(a.Machine, a.Online))
}

// autoText says what "auto" comes to as a number of workers.
func autoText(workers int, a cores.Account) string {
	if isLess(a) {
		return tr.F("auto: %s, as Poolscope may use %s", plural(workers, "worker"), foreign(a.String()))
	}
	return tr.F("auto: %s, one a core", plural(workers, "worker"))
}

// machineFacts says what is read of the machine besides its cores.
func machineFacts(r run.MachineReading) []fact {
	return slices.Concat(loadFacts(r.Machine), machineMemoryFacts(r.Machine), pressureFacts(r.Machine))
}

func loadFacts(m metrics.Machine) []fact {
	facts := []fact{{name: tr.T("Load"), kind: headFact}, {name: tr.T("Over 1, 5 and 15 minutes"), value: loadText(m.Load)}}
	facts = append(facts, remark(tr.T("Threads that ran or waited for a core, on Linux for a disk too, as a mean. Where there are more of them than cores, some wait."), machineColumns)...)
	return append(facts, fact{name: tr.T("Threads on a core or ready"), value: countOrUnknown(m.Running)}, fact{name: tr.T("Threads waiting for a disk"), value: countOrUnknown(m.Blocked)})
}

func loadText(load [3]float64) string {
	texts := make([]string, len(load))
	for i, v := range load {
		if texts[i] = strconv.FormatFloat(v, 'f', 2, 64); math.IsNaN(v) {
			texts[i] = unknown()
		}
	}
	return strings.Join(texts, "   ")
}

func countOrUnknown(n int) string {
	if n < 0 {
		return unknown()
	}
	return countText(n)
}

func machineMemoryFacts(m metrics.Machine) []fact {
	facts := []fact{
		{name: tr.T("Memory"), kind: headFact},
		{name: tr.T("Used"), value: partText(m.Memory.Used, m.Memory.Total)},
		{name: tr.T("Available"), value: bytesText(m.Memory.Available)},
	}
	facts = append(facts, remark(tr.T("Available is what programs can have before anything is moved to swap. Caches that would be given up for them are not used."), machineColumns)...)
	facts = append(facts, fact{name: tr.T("Swap used"), value: swapText(m.Swap)})
	return append(facts, remark(tr.T("Memory that lies on storage by now: whoever needs it waits until it is read back."), machineColumns)...)
}

func partText(part, whole int64) string {
	if part < 0 || whole < 0 {
		return unknown()
	}
	return tr.F("%s of %s", byteText(uint64(part)), byteText(uint64(whole)))
}

func swapText(s metrics.Swap) string {
	if s.Total == 0 {
		return tr.T("there is none")
	}
	return partText(s.Used, s.Total)
}

// pressureFacts says how much of the time somebody waited for what others used.
func pressureFacts(m metrics.Machine) []fact {
	facts := []fact{{name: tr.T("Pressure, share of the last 10 s and now"), kind: headFact}}
	facts = append(facts, fact{name: tr.T("Cores: some waited"), value: stallText(m.CPUPressure.Some)})
	facts = append(facts, remark(tr.T("At least one thread was ready and had no core."), machineColumns)...)
	facts = append(facts,
		fact{name: tr.T("Memory: some waited"), value: stallText(m.MemoryPressure.Some)},
		fact{name: tr.T("Memory: all waited"), value: stallText(m.MemoryPressure.Full)})
	facts = append(facts, remark(tr.T("For memory to be freed, or read back from storage. While all wait, nothing is done."), machineColumns)...)
	facts = append(facts,
		fact{name: tr.T("Disks: some waited"), value: stallText(m.IOPressure.Some)},
		fact{name: tr.T("Disks: all waited"), value: stallText(m.IOPressure.Full)})
	return append(facts, remark(tr.T("For something to be read or written."), machineColumns)...)
}

func stallText(s metrics.Stall) string {
	if math.IsNaN(s.Avg10) {
		return unknown()
	}
	text := percentDigits(s.Avg10) + " %"
	if !math.IsNaN(s.Share) {
		text = tr.F("%s, now %s", text, percentDigits(s.Share)+" %")
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
