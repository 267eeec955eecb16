package metrics

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// statTruth is what the test itself reads of /proc/stat for one core, in ticks.
type statTruth struct{ busy, idle float64 }

func readStatTruth(t *testing.T, core int) statTruth {
	t.Helper()
	for line := range strings.Lines(readText(t, "/proc/stat")) {
		f := strings.Fields(line)
		if f[0] != "cpu"+strconv.Itoa(core) {
			continue
		}
		n := func(i int) float64 {
			v, err := strconv.ParseFloat(f[i], 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		return statTruth{busy: n(1) + n(2) + n(3) + n(6) + n(7) + n(8), idle: n(4) + n(5)}
	}
	t.Fatalf("core %d is not in /proc/stat", core)
	return statTruth{}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// startPinned starts burners on the last core that the test may use.
func startPinned(t *testing.T, burners int) (core int) {
	t.Helper()
	runtime.LockOSThread() // a mask belongs to a thread, and goes to its children
	defer runtime.UnlockOSThread()
	var all, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		t.Fatal(err)
	}
	for i := range 1024 {
		if all.IsSet(i) {
			core = i
		}
	}
	one.Set(core)
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		t.Fatal(err)
	}
	for range burners {
		startPart(t, self(t), "burn")
	}
	if err := unix.SchedSetaffinity(0, &all); err != nil {
		t.Fatal(err)
	}
	return core
}

func TestPinnedBurnerKeepsItsCoreBusy(t *testing.T) {
	core := startPinned(t, 1)
	r := NewMachineReader()
	defer r.Close()
	var m Machine
	tick := time.NewTicker(300 * time.Millisecond)
	defer tick.Stop()
	earlier := [2]statTruth{readStatTruth(t, core)}
	r.Read(&m)
	earlier[1] = readStatTruth(t, core)
	for i := range 5 {
		<-tick.C
		now := [2]statTruth{readStatTruth(t, core)}
		r.Read(&m)
		now[1] = readStatTruth(t, core)
		got := m.Cores[core]
		// What was counted between the two Reads is between what was counted from
		// after the first to before the second, and from before to after.
		leastBusy, mostBusy := now[0].busy-earlier[1].busy, now[1].busy-earlier[0].busy
		leastIdle, mostIdle := max(0, now[0].idle-earlier[1].idle), max(0, now[1].idle-earlier[0].idle)
		low, high := leastBusy/(leastBusy+mostIdle), mostBusy/(mostBusy+leastIdle)
		// Wait may go backwards by a tick, and Idle counts it instead.
		if slack := 2 / (leastBusy + leastIdle); got.Busy < low-slack || got.Busy > high+slack {
			t.Errorf("reading %d: busy = %.3f, want %.3f to %.3f", i, got.Busy, low, high)
		}
		if got.Busy < 0.9 {
			t.Errorf("reading %d: busy = %.3f beside a burner, want about 1", i, got.Busy)
		}
		earlier = now
	}
	checkParts(t, m.Cores)
}

func checkParts(t *testing.T, cores []CoreUsage) {
	t.Helper()
	for i, c := range cores {
		sum := c.User + c.Nice + c.System + c.IRQ + c.Wait + c.Steal + c.Idle
		if c.Online && math.Abs(sum-1) > 1e-9 {
			t.Errorf("core %d: sum of parts = %v, want 1", i, sum)
		}
		if got := c.Busy + c.Wait + c.Idle; c.Online && math.Abs(got-1) > 1e-9 {
			t.Errorf("core %d: busy and idle = %v, want 1", i, got)
		}
	}
}

// pressureTruth is what the test itself reads of a pressure file.
type pressureTruth struct {
	at           time.Time
	avg10, total float64
}

func readPressureTruth(t *testing.T) pressureTruth {
	t.Helper()
	var avg10, avg60, avg300, total float64
	line, _, _ := strings.Cut(readText(t, "/proc/pressure/cpu"), "\n")
	if _, err := fmt.Sscanf(line, "some avg10=%f avg60=%f avg300=%f total=%f", &avg10, &avg60, &avg300, &total); err != nil {
		t.Fatal(err)
	}
	return pressureTruth{time.Now(), avg10 / 100, total / 1e6}
}

func TestPressureIsWhatTheKernelCounts(t *testing.T) {
	if _, err := os.ReadFile("/proc/pressure/cpu"); err != nil {
		t.Skip("this kernel does not count pressure: ", err)
	}
	startPinned(t, 2)
	r := NewMachineReader()
	defer r.Close()
	var m Machine
	tick := time.NewTicker(300 * time.Millisecond)
	defer tick.Stop()
	earlier := [2]pressureTruth{readPressureTruth(t)}
	r.Read(&m)
	earlier[1] = readPressureTruth(t)
	for i := range 5 {
		<-tick.C
		now := [2]pressureTruth{readPressureTruth(t)}
		r.Read(&m)
		now[1] = readPressureTruth(t)
		got := m.CPUPressure.Some
		low := (now[0].total - earlier[1].total) / now[1].at.Sub(earlier[0].at).Seconds()
		high := min(1, (now[1].total-earlier[0].total)/now[0].at.Sub(earlier[1].at).Seconds())
		// A reading's instant is known to as long as it took, which the test's own
		// readings take as well.
		if got.Share < low-0.01 || got.Share > high+0.01 {
			t.Errorf("reading %d: share = %.4f, want %.4f to %.4f", i, got.Share, low, high)
		}
		if least, most := min(now[0].avg10, now[1].avg10), max(now[0].avg10, now[1].avg10); got.Avg10 < least-1e-9 || got.Avg10 > most+1e-9 {
			t.Errorf("reading %d: avg10 = %v, want %v to %v", i, got.Avg10, least, most)
		}
		if got.Share < 0.5 {
			t.Errorf("reading %d: share = %.3f with two burners on a core, want most of the time", i, got.Share)
		}
		earlier = now
	}
	if !math.IsNaN(m.CPUPressure.Full.Share) || !math.IsNaN(m.CPUPressure.Full.Avg10) {
		t.Errorf("full pressure of cores = %v, want NaN: the kernel does not count it", m.CPUPressure.Full)
	}
}

// meminfoTruth reads a line of /proc/meminfo in bytes.
func meminfoTruth(t *testing.T, name string) int64 {
	t.Helper()
	for line := range strings.Lines(readText(t, "/proc/meminfo")) {
		if f := strings.Fields(line); f[0] == name+":" {
			n, err := strconv.ParseInt(f[1], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n * 1024
		}
	}
	t.Fatalf("%s is not in /proc/meminfo", name)
	return 0
}

func TestMemoryIsWhatTheKernelSays(t *testing.T) {
	r := NewMachineReader()
	defer r.Close()
	var m Machine
	total := meminfoTruth(t, "MemTotal")
	// Other processes take and give back memory meanwhile.
	slack, off := total/50, int64(0)
	for range 20 {
		before := meminfoTruth(t, "MemAvailable")
		r.Read(&m)
		after := meminfoTruth(t, "MemAvailable")
		off = max(min(before, after)-m.Memory.Available, m.Memory.Available-max(before, after))
		if off <= slack {
			break
		}
	}
	if off > slack {
		t.Errorf("available = %d, want within %d of the kernel's, not %d off", m.Memory.Available, slack, off)
	}
	if m.Memory.Total != total || m.Memory.Used != total-m.Memory.Available {
		t.Errorf("memory = %+v, want total %d less available used", m.Memory, total)
	}
	if want := meminfoTruth(t, "SwapTotal"); m.Swap.Total != want {
		t.Errorf("swap = %d, want %d", m.Swap.Total, want)
	}
}

func TestBothReadersSeeTheSameMachine(t *testing.T) {
	fast, portable := NewMachineReader(), NewPortableMachineReader()
	defer fast.Close()
	defer portable.Close()
	var a, b Machine
	fast.Read(&a)
	portable.Read(&b)
	<-time.After(time.Second)
	fast.Read(&a)
	portable.Read(&b)
	if a.Memory.Total != b.Memory.Total || a.Swap.Total != b.Swap.Total || len(a.Cores) != len(b.Cores) {
		t.Fatalf("memory, swap, cores = %d, %d, %d, want gopsutil's %d, %d, %d",
			a.Memory.Total, a.Swap.Total, len(a.Cores), b.Memory.Total, b.Swap.Total, len(b.Cores))
	}
	for i := range a.Cores {
		if d := math.Abs(a.Cores[i].Busy - b.Cores[i].Busy); !(d < 0.1) {
			t.Errorf("core %d: busy = %.3f, want gopsutil's %.3f", i, a.Cores[i].Busy, b.Cores[i].Busy)
		}
	}
	checkParts(t, a.Cores)
	checkParts(t, b.Cores)
	for i := range a.Load {
		if d := math.Abs(a.Load[i] - b.Load[i]); !(d <= 0.2*a.Load[i]+1) {
			t.Errorf("load %d = %v, want gopsutil's %v", i, a.Load[i], b.Load[i])
		}
	}
	if a.Running < 1 || a.Blocked < 0 {
		t.Errorf("running, blocked = %d, %d, want at least the reader itself, and a number", a.Running, a.Blocked)
	}
	if b.Running != Unknown || !math.IsNaN(b.CPUPressure.Some.Share) {
		t.Errorf("gopsutil's running, pressure = %d, %v, want unknown", b.Running, b.CPUPressure.Some.Share)
	}
}
