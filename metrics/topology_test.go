package metrics

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// recordedTree is a machine's files, written down.
type recordedTree struct{ fstest.MapFS }

func newTree() recordedTree { return recordedTree{fstest.MapFS{}} }

func (r recordedTree) set(text, name string, args ...any) {
	r.MapFS[fmt.Sprintf(name, args...)] = &fstest.MapFile{Data: []byte(text + "\n")}
}

// core writes what sysfs has of one core.
func (r recordedTree) core(n, pack, coreID int, siblings string) {
	r.set(strconv.Itoa(pack), "sys/devices/system/cpu/cpu%d/topology/physical_package_id", n)
	r.set(strconv.Itoa(coreID), "sys/devices/system/cpu/cpu%d/topology/core_id", n)
	r.set(siblings, "sys/devices/system/cpu/cpu%d/topology/core_cpus_list", n)
	r.set(siblings, "sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", n)
}

// laptop is an Intel hybrid: two performance cores of two threads, four
// efficiency cores of one.
func laptop() recordedTree {
	r := newTree()
	r.set("0-7", "sys/devices/system/cpu/online")
	r.set("0-7", "sys/devices/system/cpu/present")
	for n, siblings := range []string{"0-1", "0-1", "2-3", "2-3", "4", "5", "6", "7"} {
		id := 4 * (n / 2)
		maximum := 4700000
		if n >= 4 {
			id, maximum = 4+n, 3500000
		}
		r.core(n, 0, id, siblings)
		r.set(strconv.Itoa(maximum), "sys/devices/system/cpu/cpu%d/cpufreq/cpuinfo_max_freq", n)
		r.set(strconv.Itoa(800000+n*1000), "sys/devices/system/cpu/cpu%d/cpufreq/scaling_cur_freq", n)
	}
	r.set("0-3", "sys/devices/cpu_core/cpus")
	r.set("4-7", "sys/devices/cpu_atom/cpus")
	r.set("0-7", "sys/devices/system/node/node0/cpulist")
	r.set("processor\t: 0\nmodel name\t: 12th Gen Intel(R) Core(TM) i5-1240P\ncpu MHz\t\t: 1234.5\n", "proc/cpuinfo")
	return r
}

// server has two sockets of four cores with two threads, numbered as most
// firmware does, and one thread switched off.
func server() recordedTree {
	r := newTree()
	r.set("0-14", "sys/devices/system/cpu/online")
	r.set("0-15", "sys/devices/system/cpu/present")
	var info strings.Builder
	for n := range 15 {
		siblings := fmt.Sprintf("%d,%d", n%8, n%8+8)
		if n == 7 {
			siblings = "7"
		}
		r.core(n, n%8/4, n%4, siblings)
		fmt.Fprintf(&info, "processor\t: %d\nmodel name\t: Intel(R) Xeon(R) Gold 5122\ncpu MHz\t\t: %d.5\n\n", n, 3600+n)
	}
	r.set("0-3,8-11", "sys/devices/system/node/node0/cpulist")
	r.set("4-7,12-14", "sys/devices/system/node/node1/cpulist")
	r.set("0-1", "sys/devices/system/node/online")
	r.set("", "sys/devices/system/cpu/cpufreq/policy0/x")
	r.set(info.String(), "proc/cpuinfo")
	return r
}

// phone is an ARM with three kinds of cores: four small, three middle, one big.
func phone() recordedTree {
	r := newTree()
	r.set("0-7", "sys/devices/system/cpu/online")
	r.set("0-7", "sys/devices/system/cpu/present")
	for n, capacity := range []int{160, 160, 160, 160, 620, 620, 620, 1024} {
		r.core(n, 0, n, strconv.Itoa(n))
		r.set(strconv.Itoa(capacity), "sys/devices/system/cpu/cpu%d/cpu_capacity", n)
	}
	r.set("processor\t: 0\nBogoMIPS\t: 38.40\nCPU implementer\t: 0x41\nCPU part\t: 0xd05\n\nHardware\t: Board 9\n", "proc/cpuinfo")
	return r
}

// container has no sysfs, and one core is missing.
func container() recordedTree {
	r := newTree()
	var info strings.Builder
	for _, c := range [][3]int{{0, 0, 0}, {1, 0, 0}, {2, 0, 1}, {5, 1, 0}} {
		fmt.Fprintf(&info, "processor\t: %d\nmodel name\t: AMD EPYC\ncpu MHz\t\t: 2596.142\nphysical id\t: %d\ncore id\t\t: %d\n\n", c[0], c[1], c[2])
	}
	r.set(info.String(), "proc/cpuinfo")
	return r
}

// wantPlaces compares the text of all cores: number, package, core id,
// siblings, node, kind.
func wantPlaces(t *testing.T, got Topology, want ...string) {
	t.Helper()
	if len(got.Cores) != len(want) {
		t.Fatalf("cores = %d, want %d", len(got.Cores), len(want))
	}
	for i, c := range got.Cores {
		text := fmt.Sprint(c.Core, " p", c.Package, " c", c.CoreID, " ", c.Siblings, " n", c.Node, " ", c.Kind)
		if !c.Online {
			text += "offline"
		}
		if text = strings.TrimSpace(text); text != want[i] {
			t.Errorf("core %d = %q, want %q", i, text, want[i])
		}
	}
}

func TestLaptopHasTwoKindsOfCores(t *testing.T) {
	top := ReadTopology(laptop())
	wantPlaces(t, top,
		"0 p0 c0 [0 1] n0 performance", "1 p0 c0 [0 1] n0 performance", "2 p0 c4 [2 3] n0 performance", "3 p0 c4 [2 3] n0 performance",
		"4 p0 c8 [4] n0 efficiency", "5 p0 c9 [5] n0 efficiency", "6 p0 c10 [6] n0 efficiency", "7 p0 c11 [7] n0 efficiency")
	if got := top.PhysicalCores(); got != 6 {
		t.Errorf("physical cores = %d, want 6", got)
	}
	if want := "12th Gen Intel(R) Core(TM) i5-1240P"; top.Model != want {
		t.Errorf("model = %q, want %q", top.Model, want)
	}
	if p, e := top.Cores[0].MaxMHz, top.Cores[7].MaxMHz; p != 4700 || e != 3500 {
		t.Errorf("highest frequencies = %v, %v MHz, want 4700, 3500", p, e)
	}
}

func TestServerHasSocketsNodesAndThreads(t *testing.T) {
	top := ReadTopology(server())
	wantPlaces(t, top,
		"0 p0 c0 [0 8] n0", "1 p0 c1 [1 9] n0", "2 p0 c2 [2 10] n0", "3 p0 c3 [3 11] n0",
		"4 p1 c0 [4 12] n1", "5 p1 c1 [5 13] n1", "6 p1 c2 [6 14] n1", "7 p1 c3 [7] n1",
		"8 p0 c0 [0 8] n0", "9 p0 c1 [1 9] n0", "10 p0 c2 [2 10] n0", "11 p0 c3 [3 11] n0",
		"12 p1 c0 [4 12] n1", "13 p1 c1 [5 13] n1", "14 p1 c2 [6 14] n1",
		"15 p-1 c-1 [] n-1 offline")
	if got := top.PhysicalCores(); got != 8 {
		t.Errorf("physical cores = %d, want 8", got)
	}
	if !math.IsNaN(top.Cores[0].MaxMHz) {
		t.Errorf("highest frequency = %v without cpufreq, want NaN", top.Cores[0].MaxMHz)
	}
}

func TestPhoneTellsKindsByCapacity(t *testing.T) {
	top := ReadTopology(phone())
	var kinds []CoreKind
	for _, c := range top.Cores {
		kinds = append(kinds, c.Kind)
	}
	want := slices.Concat(slices.Repeat([]CoreKind{Efficiency}, 4), slices.Repeat([]CoreKind{Performance}, 4))
	if !slices.Equal(kinds, want) {
		t.Errorf("kinds = %v, want %v", kinds, want)
	}
	if got := top.Cores[4].Capacity; got != 620 {
		t.Errorf("capacity = %d, want 620", got)
	}
	if top.Model != "Board 9" {
		t.Errorf("model = %q, want that of the board", top.Model)
	}
}

func TestPhysicalCoresAreUnknownWhenOneCoreIs(t *testing.T) {
	r := laptop()
	for _, name := range []string{"core_id", "core_cpus_list", "thread_siblings_list"} {
		delete(r.MapFS, "sys/devices/system/cpu/cpu7/topology/"+name)
	}
	if got := ReadTopology(r).PhysicalCores(); got != Unknown {
		t.Errorf("physical cores = %d, want %d", got, Unknown)
	}
}

func TestFavouredCoreIsOfNoKind(t *testing.T) {
	r := laptop()
	delete(r.MapFS, "sys/devices/cpu_core/cpus")
	delete(r.MapFS, "sys/devices/cpu_atom/cpus")
	for n := range 8 {
		r.set(strconv.Itoa(1024-20*n), "sys/devices/system/cpu/cpu%d/cpu_capacity", n)
	}
	for _, c := range ReadTopology(r).Cores {
		if c.Kind != "" {
			t.Errorf("core %d = %q, want no kind: all are about as fast", c.Core, c.Kind)
		}
	}
}

func TestContainerWithoutSysfsHasWhatCpuinfoSays(t *testing.T) {
	top := ReadTopology(container())
	wantPlaces(t, top, "0 p0 c0 [0 1] n-1", "1 p0 c0 [0 1] n-1", "2 p0 c1 [2] n-1", "5 p1 c0 [5] n-1")
	if got := top.PhysicalCores(); got != 3 || top.Model != "AMD EPYC" {
		t.Errorf("physical cores, model = %d, %q, want 3, AMD EPYC", got, top.Model)
	}
	if got := top.Cores[0].Capacity; got != Unknown {
		t.Errorf("capacity = %d, want %d", got, Unknown)
	}
}

func TestTopologyOfNothingIsUnknown(t *testing.T) {
	top := ReadTopology(newTree())
	if len(top.Cores) != 0 || top.Model != "" || top.PhysicalCores() != Unknown {
		t.Errorf("topology = %d cores, %q, %d physical, want 0, no model, %d", len(top.Cores), top.Model, top.PhysicalCores(), Unknown)
	}
	broken := newTree()
	broken.set("0-1,x", "sys/devices/system/cpu/online")
	broken.set("0-99999999", "sys/devices/system/cpu/present")
	broken.set("processor : x\nprocessor : 0\ncore id : -1\n: \ncpu MHz : x", "proc/cpuinfo")
	wantPlaces(t, ReadTopology(broken), "0 p-1 c-1 [] n-1")
	if got := ReadTopology(broken).PhysicalCores(); got != Unknown {
		t.Errorf("physical cores = %d, want %d", got, Unknown)
	}
}

func TestDeviceTreeNamesABoard(t *testing.T) {
	r := newTree()
	r.MapFS["proc/device-tree/model"] = &fstest.MapFile{Data: []byte("Some Board v2\x00")}
	if got := ReadTopology(r).Model; got != "Some Board v2" {
		t.Errorf("model = %q, want that of the device tree", got)
	}
}

func TestFrequencyIsReadWhereTheMachineHasIt(t *testing.T) {
	now := time.Now()
	if got := NewFrequencies(laptop()).Read(now); len(got) != 8 || got[0] != 800 || got[7] != 807 {
		t.Errorf("frequencies of the laptop = %v, want 800 to 807 MHz by cpufreq", got)
	}
	if got := NewFrequencies(server()).Read(now); len(got) != 15 || got[0] != 3600.5 || got[14] != 3614.5 {
		t.Errorf("frequencies of the server = %v, want 3600.5 to 3614.5 MHz by cpuinfo", got)
	}
	if got := NewFrequencies(container()).Read(now); len(got) != 6 || got[5] != 2596.142 || !math.IsNaN(got[3]) {
		t.Errorf("frequencies of the container = %v, want one of core 5 and none of core 3", got)
	}
	for i, f := range NewFrequencies(phone()).Read(now) {
		if !math.IsNaN(f) {
			t.Errorf("frequency of core %d = %v, want NaN", i, f)
		}
	}
}

func TestFrequencyIsReadOnceASecond(t *testing.T) {
	r, now := laptop(), time.Now()
	f := NewFrequencies(r)
	f.Read(now)
	r.set("2500000", "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq")
	if got := f.Read(now.Add(900 * time.Millisecond))[0]; got != 800 {
		t.Errorf("frequency after 0.9 s = %v, want the last, 800", got)
	}
	// However slow this machine is, a minute is enough.
	if got := f.Read(now.Add(time.Minute))[0]; got != 2500 {
		t.Errorf("frequency after a minute = %v, want 2500", got)
	}
}

func TestListsOfCores(t *testing.T) {
	for text, want := range map[string][]int{"": nil, "0": {0}, "0-2,8": {0, 1, 2, 8}, "4,0-1": {0, 1, 4}} {
		if got, ok := parseCoreList(text); !ok || !slices.Equal(got, want) {
			t.Errorf("list %q = %v, %t, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"x", "3-1", "-1", "1,,2", "0-70000", "0-"} {
		if got, ok := parseCoreList(text); ok {
			t.Errorf("list %q = %d numbers, want none", text, len(got))
		}
	}
}
