package gui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// unknown stands where the system does not tell, or not to this user.
func unknown() string { return tr.T("n/a") }

// rssRemark and those that follow are the remarks on what the memory is.
func rssRemark() []fact {
	return remark(tr.T("What of it is in memory now. A page that several processes share counts in each of them, so that the RSS of a pool adds up to more than there is."), detailColumns)
}

func pssRemark() []fact {
	return remark(tr.T("The same, with each shared page in equal parts for all who have it: this may be added up."), detailColumns)
}

func ussRemark() []fact {
	return remark(tr.T("The pages that nobody else has: what its end would give back."), detailColumns)
}

func peakRemark() []fact {
	return remark(tr.T("The most RSS so far; with ~ the most of the samples, else the kernel's own mark."), detailColumns)
}

func sumRemark() []fact {
	return remark(tr.T("These numbers are the sum over it and all processes that descend from it; core, nice and allowed cores are of one of them."), detailColumns)
}

// detailFacts says all that is read of a row.
func detailFacts(s *run.Snapshot, r run.Row, scale cpuScale) []fact {
	facts := slices.Concat(identityFacts(s, r), cpuFacts(s, r, scale))
	if r.Alive {
		facts = append(facts, currentMemoryFacts(r.Usage)...)
	}
	facts = append(facts, fact{name: tr.T("Peak RSS"), value: orUnknown(peakText(r))})
	facts = append(facts, peakRemark()...)
	if r.Alive {
		facts = append(facts, scheduleFacts(r.Usage)...)
		facts = append(facts, flowFacts(r.Usage)...)
	}
	return append(facts, threadFacts(s, r, scale)...)
}

func identityFacts(s *run.Snapshot, r run.Row) []fact {
	facts := []fact{{name: "PID", value: strconv.Itoa(r.PID)}, {name: tr.T("Parent"), value: parentText(s, r)}}
	if r.Command != "" {
		facts = append(facts, fact{name: tr.T("Command")})
		facts = append(facts, remark(commandWords(r.Command), detailColumns)...)
	}
	facts = append(facts, fact{name: tr.T("State"), value: rowStateText(r)})
	if r.Alive && r.Usage.MainEnded {
		facts = append(facts, remark(tr.T("Its main thread has ended, others run."), detailColumns)...)
	}
	facts = append(facts, fact{name: tr.T("Started"), value: bornText(s, r)})
	if r.Alive && r.Usage.Processes > 1 {
		facts = append(facts, fact{name: tr.T("Processes"), value: countText(r.Usage.Processes)})
		facts = append(facts, sumRemark()...)
	}
	return facts
}

// parentText names who made the process. That of a worker is Poolscope.
func parentText(s *run.Snapshot, r run.Row) string {
	switch {
	case s.Observed == nil:
		return "Poolscope"
	case r.Parent == 0:
		return unknown()
	}
	return strconv.Itoa(r.Parent)
}

// mostArguments is how much of a command is shown.
const mostArguments = 600

// commandWords is a command whose words end in a NUL byte each, in one line.
func commandWords(raw string) string {
	words := strings.Split(strings.TrimSuffix(clipped(raw, mostArguments), "\x00"), "\x00")
	for i, word := range words {
		words[i] = visible(word)
	}
	return strings.Join(words, " ")
}

func rowStateText(r run.Row) string {
	if !r.Alive && r.Exit != "" {
		return processState(r.State) + ", " + r.Exit
	}
	return orUnknown(processState(r.State))
}

// processState returns a process's state in the words of the screen.
func processState(state string) string {
	switch state {
	case "starting":
		return tr.T("starting")
	case "ended":
		return tr.T("ended")
	}
	return threadStateText(state)
}

// bornText says when a process was made, on the time axis.
func bornText(s *run.Snapshot, r run.Row) string {
	if s.Observed != nil && r.Started <= 0 {
		return tr.T("before it was observed")
	}
	return tr.F("at %s", secondsText(r.Started))
}

func cpuFacts(s *run.Snapshot, r run.Row, scale cpuScale) []fact {
	facts := []fact{{name: tr.T("Processor"), kind: headFact}}
	if r.Alive {
		facts = append(facts, fact{name: tr.T("CPU now"), value: orUnknown(cpuNowText(r, scale, len(s.Cores)))})
	}
	facts = append(facts, fact{name: tr.T("CPU in total"), value: orUnknown(cpuTimeText(r))})
	if r.Alive {
		facts = append(facts, fact{name: tr.T("Threads"), value: orUnknown(positive(r.Usage.Threads))}, fact{name: tr.T("Core"), value: orUnknown(known(r.Usage.Core))})
	}
	return append(facts, fact{name: tr.T("Memory"), kind: headFact})
}

func cpuNowText(r run.Row, scale cpuScale, cores int) string {
	if math.IsNaN(r.Usage.CPU) {
		return ""
	}
	return strconv.FormatFloat(r.Usage.CPU*scale.factor(cores), 'f', 1, 64) + " " + scale.String()
}

// currentMemoryFacts explains each kind of memory: they differ by what is shared.
func currentMemoryFacts(u metrics.Usage) []fact {
	return slices.Concat(
		[]fact{{name: "RSS", value: orUnknown(memoryText(u.RSS))}}, rssRemark(),
		[]fact{{name: "PSS", value: bytesText(u.PSS)}}, pssRemark(),
		[]fact{{name: "USS", value: bytesText(u.USS)}}, ussRemark(),
	)
}

func scheduleFacts(u metrics.Usage) []fact {
	return []fact{
		{name: tr.T("Scheduling"), kind: headFact},
		{name: tr.T("Switches, voluntary"), value: perSecond(u.Voluntary)},
		{name: tr.T("Switches, involuntary"), value: perSecond(u.Involuntary)},
		{name: tr.T("Migrations"), value: perSecond(u.Migrations)},
		{name: tr.T("Allowed cores"), value: affinityText(u.Affinity)},
		{name: tr.T("Nice"), value: niceText(u.Nice)},
	}
}

func flowFacts(u metrics.Usage) []fact {
	descriptors := unknown()
	if u.Descriptors >= 0 {
		descriptors = countText(u.Descriptors)
	}
	return []fact{
		{name: tr.T("Input and output"), kind: headFact},
		{name: tr.T("Read by system calls"), value: bytesText(u.ReadBytes)},
		{name: tr.T("Written by system calls"), value: bytesText(u.WriteBytes)},
		{name: tr.T("Read from storage"), value: bytesText(u.StorageRead)},
		{name: tr.T("Written to storage"), value: bytesText(u.StorageWritten)},
		{name: tr.T("Open descriptors"), value: descriptors},
	}
}

func orUnknown(text string) string {
	if text == "" {
		return unknown()
	}
	return text
}

// bytesText is byteText of a count that may be unknown.
func bytesText(n int64) string {
	if n < 0 {
		return unknown()
	}
	return byteText(uint64(n))
}

func perSecond(v float64) string {
	if math.IsNaN(v) {
		return unknown()
	}
	return tr.F("%s a second", strconv.FormatFloat(v, 'f', 1, 64))
}

// affinityText lists the cores that a process may use. A long list is cut, its length
// is not.
func affinityText(a metrics.Affinity) string {
	if a.Cores < 0 || a.List == "" {
		return unknown()
	}
	return clipped(a.List, 17) + " (" + plural(a.Cores, "core") + ")"
}

func niceText(nice int) string {
	if nice == metrics.UnknownNice {
		return unknown()
	}
	return strconv.Itoa(nice)
}
