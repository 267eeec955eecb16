package metrics

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

// machineFolder is a stand-in for /proc.
type machineFolder struct {
	*MachineReader

	t   *testing.T
	dir string
}

func newMachineFolder(t *testing.T, files map[string]string) machineFolder {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "pressure"), 0o700); err != nil {
		t.Fatal(err)
	}
	f := machineFolder{&MachineReader{src: newProcMachine(dir)}, t, dir}
	t.Cleanup(f.Close)
	for name, text := range files {
		f.write(name, text)
	}
	return f
}

// write replaces what stands in a file, which may be open.
func (f machineFolder) write(name, text string) {
	f.t.Helper()
	if err := os.WriteFile(filepath.Join(f.dir, name), []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f machineFolder) read() Machine {
	var m Machine
	f.Read(&m)
	return m
}

// readStat writes the lines of cores, and reads.
func (f machineFolder) readStat(cores string) []CoreUsage {
	f.t.Helper()
	f.write("stat", "cpu  9 9 9 9 9 9 9 9 0 0\n"+cores+"intr 5 0 0\nctxt 1\nprocs_running 3\nprocs_blocked 1\n")
	return f.read().Cores
}

// sameNumber tells whether two numbers are the same, NaN and NaN too.
func sameNumber(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9
}

func wantCore(t *testing.T, what string, got, want CoreUsage) {
	t.Helper()
	if got.Online != want.Online {
		t.Errorf("%s: online = %t, want %t", what, got.Online, want.Online)
	}
	for _, p := range []struct {
		name      string
		got, want float64
	}{
		{"busy", got.Busy, want.Busy},
		{"user", got.User, want.User},
		{"nice", got.Nice, want.Nice},
		{"system", got.System, want.System},
		{"irq", got.IRQ, want.IRQ},
		{"wait", got.Wait, want.Wait},
		{"steal", got.Steal, want.Steal},
		{"idle", got.Idle, want.Idle},
	} {
		if !sameNumber(p.got, p.want) {
			t.Errorf("%s: %s = %v, want %v", what, p.name, p.got, p.want)
		}
	}
}

func onlineUnknown() CoreUsage {
	u := unknownUsage()
	u.Online = true
	return u
}

func TestCoreIsReadInParts(t *testing.T) {
	f := newMachineFolder(t, nil)
	first := f.readStat("cpu0 100 20 30 400 50 6 7 8 60 10\n")
	wantCore(t, "first", first[0], onlineUnknown())
	// 10 user, 5 nice, 15 system, 40 idle, 10 wait, 4 + 6 interrupts, 10 stolen; the guests' are in user and nice.
	second := f.readStat("cpu0 110 25 45 440 60 10 13 18 68 12\n")
	wantCore(t, "second", second[0], CoreUsage{
		Online: true, Busy: 0.5, User: 0.10, Nice: 0.05, System: 0.15, IRQ: 0.10, Wait: 0.10, Steal: 0.10, Idle: 0.40,
	})
	third := f.readStat("cpu0 110 25 45 440 60 10 13 18 68 12\n")
	wantCore(t, "nothing counted since", third[0], second[0])
}

func TestCounterThatGoesBackwardsStandsStill(t *testing.T) {
	f := newMachineFolder(t, nil)
	f.readStat("cpu0 100 0 0 400 50 0 0 0 0 0\n")
	got := f.readStat("cpu0 130 0 0 410 20 0 0 0 0 0\n")
	wantCore(t, "wait went back", got[0], CoreUsage{Online: true, Busy: 0.75, User: 0.75, Idle: 0.25})
	got = f.readStat("cpu0 1 0 0 1 1 0 0 0 0 0\n")
	wantCore(t, "all went back", got[0], CoreUsage{Online: true, Busy: 0.75, User: 0.75, Idle: 0.25})
	got = f.readStat("cpu0 2 0 0 4 1 0 0 0 0 0\n")
	wantCore(t, "on from there", got[0], CoreUsage{Online: true, Busy: 0.25, User: 0.25, Idle: 0.75})
}

func TestCoresComeAndGo(t *testing.T) {
	f := newMachineFolder(t, nil)
	const zero, two = "cpu0 100 0 0 0 0 0 0 0 0 0\n", "cpu2 100 0 0 0 0 0 0 0 0 0\n"
	f.readStat(zero)
	got := f.readStat("cpu0 101 0 0 1 0 0 0 0 0 0\n" + two)
	if len(got) != 3 {
		t.Fatalf("cores = %d, want 3", len(got))
	}
	half := CoreUsage{Online: true, Busy: 0.5, User: 0.5, Idle: 0.5}
	wantCore(t, "stayed", got[0], half)
	wantCore(t, "number that is left out", got[1], unknownUsage())
	wantCore(t, "came", got[2], onlineUnknown())
	got = f.readStat("cpu0 102 0 0 2 0 0 0 0 0 0\n")
	if len(got) != 3 {
		t.Fatalf("cores = %d after one went, want 3", len(got))
	}
	wantCore(t, "went", got[2], unknownUsage())
	wantCore(t, "stayed again", got[0], half)
	got = f.readStat(zero + "cpu2 900 0 0 900 0 0 0 0 0 0\n")
	wantCore(t, "is back", got[2], onlineUnknown())
	got = f.readStat(zero + "cpu2 901 0 0 901 0 0 0 0 0 0\n")
	wantCore(t, "is back a while", got[2], half)
}

func TestCoresAreUnknownWhenNothingTellsOfThem(t *testing.T) {
	f := newMachineFolder(t, nil)
	f.readStat("cpu0 1 0 0 1 0 0 0 0\n")
	f.write("stat", "")
	if got := f.read(); len(got.Cores) != 0 || got.Running != Unknown {
		t.Errorf("cores, running = %d, %d, want none and %d", len(got.Cores), got.Running, Unknown)
	}
	wantCore(t, "after a gap", f.readStat("cpu0 5 0 0 5 0 0 0 0\n")[0], onlineUnknown())
	if got := f.readStat("cpu70000 5 0 0 5 0 0 0 0\n"); len(got) != 0 {
		t.Errorf("cores = %d of an impossible number, want none", len(got))
	}
}

func TestCallerMayKeepTheCores(t *testing.T) {
	f := newMachineFolder(t, nil)
	f.readStat("cpu0 1 0 0 1 0 0 0 0\n")
	kept := f.readStat("cpu0 2 0 0 2 0 0 0 0\n")
	f.readStat("cpu0 9 0 0 2 0 0 0 0\n")
	wantCore(t, "kept", kept[0], CoreUsage{Online: true, Busy: 0.5, User: 0.5, Idle: 0.5})
}

func TestMachineIsReadWhole(t *testing.T) {
	f := newMachineFolder(t, map[string]string{
		"stat":            "cpu  1 1 1 1\ncpu0 1 1 1 1\nintr 1\nprocs_running 13\nprocs_blocked 2\n",
		"loadavg":         "13.45 15.03 0.09 6/232 4274\n",
		"meminfo":         "MemTotal:  1000 kB\nMemFree: 100 kB\nMemAvailable:  700 kB\nSwapCached: 5 kB\nSwapTotal: 500 kB\nSwapFree: 450 kB\n",
		"pressure/cpu":    "some avg10=96.63 avg60=95.92 avg300=90.08 total=14152396057\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
		"pressure/memory": "some avg10=1.50 avg60=0.00 avg300=0.00 total=10\nfull avg10=0.25 avg60=0.00 avg300=0.00 total=5\n",
	})
	m := f.read()
	if want := [3]float64{13.45, 15.03, 0.09}; !sameNumber(m.Load[0], want[0]) || !sameNumber(m.Load[1], want[1]) || !sameNumber(m.Load[2], want[2]) {
		t.Errorf("load = %v, want %v", m.Load, want)
	}
	if want := (Memory{Total: 1000 << 10, Available: 700 << 10, Used: 300 << 10}); m.Memory != want {
		t.Errorf("memory = %+v, want %+v", m.Memory, want)
	}
	if want := (Swap{Total: 500 << 10, Used: 50 << 10}); m.Swap != want {
		t.Errorf("swap = %+v, want %+v", m.Swap, want)
	}
	if m.Running != 13 || m.Blocked != 2 {
		t.Errorf("running, blocked = %d, %d, want 13, 2", m.Running, m.Blocked)
	}
	nan := math.NaN()
	wantPressure(t, "cpu", m.CPUPressure, Pressure{Stall{0.9663, nan}, Stall{nan, nan}})
	wantPressure(t, "memory", m.MemoryPressure, Pressure{Stall{0.015, nan}, Stall{0.0025, nan}})
	wantPressure(t, "io, which has no file", m.IOPressure, Pressure{Stall{nan, nan}, Stall{nan, nan}})
}

func TestMachineThatTellsNothingIsUnknown(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"no files":   nil,
		"nonsense":   {"stat": "cpu\ncpux\ncpu0\nx", "loadavg": "x", "meminfo": "MemTotal: x", "pressure/cpu": "some\nfull avg10=", "pressure/io": "x"},
		"old kernel": {"meminfo": "MemFree: 1 kB\n"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachineFolder(t, files).read()
			for i, l := range m.Load {
				if !math.IsNaN(l) {
					t.Errorf("load %d = %v, want NaN", i, l)
				}
			}
			if m.Memory != (Memory{Unknown, Unknown, Unknown}) || m.Swap != (Swap{Unknown, Unknown}) {
				t.Errorf("memory, swap = %+v, %+v, want all %d", m.Memory, m.Swap, Unknown)
			}
			if m.Running != Unknown || m.Blocked != Unknown || len(m.Cores) != 0 {
				t.Errorf("running, blocked, cores = %d, %d, %d, want %d, %[4]d, 0", m.Running, m.Blocked, len(m.Cores), Unknown)
			}
			nan := math.NaN()
			for _, p := range []Pressure{m.CPUPressure, m.MemoryPressure, m.IOPressure} {
				wantPressure(t, "pressure", p, Pressure{Stall{nan, nan}, Stall{nan, nan}})
			}
		})
	}
}

func TestAvailableMemoryIsUnknownBeforeLinux314(t *testing.T) {
	m := newMachineFolder(t, map[string]string{"meminfo": "MemTotal: 8 kB\nMemFree: 1 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"}).read()
	if want := (Memory{Total: 8 << 10, Available: Unknown, Used: Unknown}); m.Memory != want {
		t.Errorf("memory = %+v, want %+v", m.Memory, want)
	}
	if m.Swap != (Swap{}) {
		t.Errorf("swap = %+v, want none, which is known", m.Swap)
	}
}

func TestReadingTheMachineAllocatesNothingOnceWarm(t *testing.T) {
	r := NewMachineReader()
	defer r.Close()
	var m Machine
	r.Read(&m)
	if got := testing.AllocsPerRun(200, func() { r.Read(&m) }); got != 0 {
		t.Errorf("allocations = %v a reading, want 0", got)
	}
}

func TestClosedReaderBeginsAnew(t *testing.T) {
	r := NewMachineReader()
	before := openFiles(t)
	var m Machine
	r.Read(&m)
	if kept := openFiles(t) - before; kept < 3 || kept > 6 {
		t.Errorf("descriptors kept = %d, want 3 to 6", kept)
	}
	r.Close()
	if left := openFiles(t) - before; left != 0 {
		t.Errorf("descriptors left = %d, want 0", left)
	}
	f := newMachineFolder(t, nil)
	f.readStat("cpu0 1 0 0 1 0 0 0 0\n")
	f.Close()
	wantCore(t, "after Close", f.readStat("cpu0 2 0 0 2 0 0 0 0\n")[0], onlineUnknown())
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func BenchmarkMachine(b *testing.B) {
	for _, kind := range []struct {
		name string
		open func() *MachineReader
	}{{"kernel", NewMachineReader}, {"gopsutil", NewPortableMachineReader}} {
		b.Run(kind.name, func(b *testing.B) {
			r := kind.open()
			defer r.Close()
			var m Machine
			b.ReportAllocs()
			used := ownCPU(b)
			for b.Loop() {
				r.Read(&m)
			}
			b.ReportMetric((ownCPU(b)-used).Seconds()*1e6/float64(b.N), "cpu-us/reading")
		})
	}
}
