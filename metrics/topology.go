package metrics

import (
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Topology is how the machine's cores hang together. It changes only when cores
// go on- or offline.
type Topology struct {
	Model string // of the processor, or of the board where that has no name; "" when unknown
	// Cores is by number: those that are there, offline ones too. A number may be
	// left out, so that Cores[i].Core need not be i. It is empty when unknown.
	Cores []CorePlace
}

// CorePlace says where a core is. What is unknown is Unknown, NaN or empty: for a core
// that is offline, nearly everything.
type CorePlace struct {
	Core    int // number, as in Usage.Core
	Online  bool
	Package int // the chip that sits in a socket
	CoreID  int // of the physical core; other packages, and other dies of one, may have the same
	// Siblings are the numbers of the cores that are one physical core by SMT,
	// this one included, in order: alone when it shares nothing.
	Siblings []int
	Node     int // of memory (NUMA)
	Kind     CoreKind
	Capacity int     // its work in a time against the machine's fastest core's, which has 1024 (cpu_capacity in sysfs)
	MaxMHz   float64 // the highest that it is made for
}

// CoreKind tells apart the cores of a machine with two kinds or more. It is
// empty when all are the same or the kernel does not say.
type CoreKind string

// The kinds of cores.
const (
	Performance CoreKind = "performance"
	Efficiency  CoreKind = "efficiency"
)

const cpuFolder = "sys/devices/system/cpu"

// ReadTopology reads what Linux tells below root, which is the file system's, or
// a recorded one: sysfs, and /proc/cpuinfo where there is none, as in some
// containers (the kernel's Documentation/admin-guide/cputopology.rst).
func ReadTopology(root fs.FS) Topology {
	info := readProcessorInfo(root)
	online, known := readCoreList(root, cpuFolder+"/online")
	if !known {
		online = info.numbers()
	}
	present, _ := readCoreList(root, cpuFolder+"/present")
	t := Topology{Model: modelName(root, info)}
	for _, n := range sortedSet(present, online) {
		t.Cores = append(t.Cores, placeOf(root, info, n, slices.Contains(online, n)))
	}
	t.findSiblings()
	t.findNodes(root)
	t.findKinds(root)
	return t
}

// PhysicalCores returns how many physical cores are online, or Unknown.
func (t Topology) PhysicalCores() int {
	count := 0
	for _, c := range t.Cores {
		switch {
		case !c.Online:
		case len(c.Siblings) == 0:
			return Unknown
		case t.isFirst(c):
			count++
		}
	}
	if count == 0 {
		return Unknown
	}
	return count
}

// isFirst tells whether no sibling with a lower number is online.
func (t Topology) isFirst(c CorePlace) bool {
	for _, other := range t.Cores {
		if other.Online && other.Core < c.Core && slices.Contains(c.Siblings, other.Core) {
			return false
		}
	}
	return true
}

// placeOf reads what stands in a core's own folder. An offline core has no
// topology there.
func placeOf(root fs.FS, info processorInfo, n int, online bool) CorePlace {
	dir := coreFolder(n)
	c := CorePlace{
		Core: n, Online: online, Package: readInt(root, dir+"/topology/physical_package_id"),
		CoreID: readInt(root, dir+"/topology/core_id"), Node: Unknown, Capacity: readInt(root, dir+"/cpu_capacity"),
		MaxMHz: readMHz(root, dir+"/cpufreq/cpuinfo_max_freq"),
	}
	// The older of the two names is the only one before Linux 5.3.
	for _, name := range []string{"core_cpus_list", "thread_siblings_list"} {
		if list, ok := readCoreList(root, dir+"/topology/"+name); ok && slices.Contains(list, n) {
			c.Siblings = list
			break
		}
	}
	if p, ok := info.processor(n); ok && c.CoreID == Unknown {
		c.Package, c.CoreID = p.pack, p.coreID
	}
	return c
}

// findSiblings sorts those out that sysfs did not, by package and core_id. A
// kernel that tells neither has told nothing.
func (t Topology) findSiblings() {
	for i := range t.Cores {
		c := &t.Cores[i]
		if len(c.Siblings) > 0 || c.CoreID == Unknown || c.Package == Unknown {
			continue
		}
		for _, other := range t.Cores {
			if other.Package == c.Package && other.CoreID == c.CoreID {
				c.Siblings = append(c.Siblings, other.Core)
			}
		}
	}
}

func (t Topology) findNodes(root fs.FS) {
	const folder = "sys/devices/system/node"
	entries, err := fs.ReadDir(root, folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		digits, ok := strings.CutPrefix(e.Name(), "node")
		node, err := strconv.Atoi(digits)
		if !ok || err != nil {
			continue
		}
		list, _ := readCoreList(root, path.Join(folder, e.Name(), "cpulist"))
		for i := range t.Cores {
			if slices.Contains(list, t.Cores[i].Core) {
				t.Cores[i].Node = node
			}
		}
	}
}

func coreFolder(n int) string { return cpuFolder + "/cpu" + strconv.Itoa(n) }

// readWord returns a file's text without blanks around it, "" when it cannot be
// read.
func readWord(root fs.FS, name string) string {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// readInt returns a file's number, or Unknown. Kernels write -1 themselves where
// they do not know.
func readInt(root fs.FS, name string) int {
	n, err := strconv.Atoi(readWord(root, name))
	if err != nil || n < 0 {
		return Unknown
	}
	return n
}

// readMHz reads a file that has kHz.
func readMHz(root fs.FS, name string) float64 {
	if kHz := readInt(root, name); kHz > 0 {
		return float64(kHz) / 1000
	}
	return math.NaN()
}
