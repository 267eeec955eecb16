package cores

import (
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// machine is a tree with cores 0 to last, all online, and more files.
func machine(last int, mask string, more map[string]string) map[string]string {
	files := map[string]string{
		"sys/devices/system/cpu/present": fmt.Sprintf("0-%d\n", last),
		"sys/devices/system/cpu/online":  fmt.Sprintf("0-%d\n", last),
		"proc/self/status":               "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t" + mask + "\nMems_allowed_list:\t0\n",
	}
	maps.Copy(files, more)
	return files
}

const v1cpuset = "34 31 0:31 / /sys/fs/cgroup/cpuset rw - cgroup none rw,cpuset\n"

func TestAccountSaysWhyNotAllCores(t *testing.T) {
	cases := []struct {
		name     string
		files    map[string]string
		usable   float64
		sentence string
	}{
		{"nothing limits", machine(7, "0-7", nil), 8, "all 8 cores"},
		{"one core", machine(0, "0", nil), 1, "the machine's only core"},
		{"a mask beyond the machine", machine(3, "0-127", nil), 4, "all 4 cores"},
		{"a mask and no cgroups to be seen", machine(7, "0-3", nil), 4, "4 of 8 cores: taskset or a container limits it to cores 0-3"},
		{"one core of many", machine(7, "5", nil), 1, "1 of 8 cores: taskset or a container limits it to core 5"},
		{"v2 quota", machine(7, "0-7", map[string]string{
			"proc/self/cgroup": "0::/ci/build\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/ci/build/cpu.max": "max 100000\n",
			"sys/fs/cgroup/ci/cpu.max":       "150000 100000\n",
		}), 1.5, "1.5 of 8 cores: the CPU quota of control group /ci"},
		{"v1 quota of a container that sees its part of the tree", machine(7, "0-7", map[string]string{
			"proc/self/cgroup":                     "4:cpu:/docker/abc\n",
			"proc/self/mountinfo":                  "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu rw - cgroup none rw,cpu\n",
			"sys/fs/cgroup/cpu/cpu.cfs_quota_us":   "25000\n",
			"sys/fs/cgroup/cpu/cpu.cfs_period_us":  "100000\n",
			"sys/fs/cgroup/cpu/other/cpu.whatever": "1\n",
		}), 0.25, "0.25 of 8 cores: the CPU quota of control group /docker/abc"},
		{"v2 cpuset", machine(7, "0-3", map[string]string{
			"proc/self/cgroup": "0::/pod\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/pod/cpuset.cpus.effective": "0-3\n",
			"sys/fs/cgroup/cpuset.cpus.effective":     "0-7\n",
		}), 4, "4 of 8 cores: the cpuset of control group /pod limits it to cores 0-3"},
		{"v2 cpuset of the group above, whose controller is off below", machine(7, "0,2", map[string]string{
			"proc/self/cgroup": "0::/pod/shell\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/pod/cpuset.cpus.effective": "0,2\n",
		}), 2, "2 of 8 cores: the cpuset of control group /pod limits it to cores 0,2"},
		{"v1 cpuset", machine(7, "4-7", map[string]string{
			"proc/self/cgroup": "3:cpuset:/jail\n1:cpu:/\n", "proc/self/mountinfo": v1mount + v1cpuset,
			"sys/fs/cgroup/cpuset/jail/cpuset.effective_cpus": "4-7\n",
			"sys/fs/cgroup/cpuset/jail/cpuset.cpus":           "0-7\n",
		}), 4, "4 of 8 cores: the cpuset of control group /jail limits it to cores 4-7"},
		{"v1 cpuset before Linux 3.18", machine(7, "6-7", map[string]string{
			"proc/self/cgroup": "3:cpuset:/jail\n", "proc/self/mountinfo": v1cpuset,
			"sys/fs/cgroup/cpuset/jail/cpuset.cpus": "6-7\n",
		}), 2, "2 of 8 cores: the cpuset of control group /jail limits it to cores 6-7"},
		{"a cpuset of all, and taskset", machine(7, "1", map[string]string{
			"proc/self/cgroup": "0::/\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/cpuset.cpus.effective": "0-7\n",
		}), 1, "1 of 8 cores: its affinity mask (as taskset sets it) limits it to core 1"},
		{"a cpuset, and taskset within it", machine(7, "1", map[string]string{
			"proc/self/cgroup": "0::/pod\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/pod/cpuset.cpus.effective": "0-3\n",
		}), 1, "1 of 8 cores: its affinity mask (as taskset sets it) limits it to core 1"},
		{"cpuset and quota", machine(7, "0-3", map[string]string{
			"proc/self/cgroup": "0::/pod\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/pod/cpuset.cpus.effective": "0-3\n", "sys/fs/cgroup/pod/cpu.max": "250000 100000\n",
		}), 2.5, "2.5 of 8 cores: the CPU quota of control group /pod; the cpuset of control group /pod limits it to cores 0-3"},
		{"a quota that is larger than the mask", machine(7, "0-1", map[string]string{
			"proc/self/cgroup": "0::/pod\n", "proc/self/mountinfo": v2mount, "sys/fs/cgroup/pod/cpu.max": "300000 100000\n",
		}), 2, "2 of 8 cores: taskset or a container limits it to cores 0-1"},
		{"a quota above the machine", machine(1, "0-1", map[string]string{
			"proc/self/cgroup": "0::/pod\n", "proc/self/mountinfo": v2mount, "sys/fs/cgroup/pod/cpu.max": "800000 100000\n",
		}), 2, "all 2 cores"},
		{"offline cores", machine(7, "0-7", map[string]string{"sys/devices/system/cpu/online": "0-3,5\n"}), 5, "5 of 8 cores: 3 are offline"},
		{"one offline core", machine(7, "0-7", map[string]string{"sys/devices/system/cpu/online": "0-6\n"}), 7, "7 of 8 cores: 1 is offline"},
		{
			"isolated from boot on", machine(7, "0-5", map[string]string{"sys/devices/system/cpu/isolated": "6-7\n"}),
			6, "6 of 8 cores: the kernel keeps cores 6-7 isolated",
		},
		{"no sysfs", map[string]string{
			"proc/stat": "cpu  1 2\ncpu0 1 2\ncpu2 1 2\ncpu3 1 2\nintr 5\n", "proc/self/status": "Cpus_allowed_list:\t0,2\n",
		}, 2, "2 of 3 cores: taskset or a container limits it to cores 0,2"},
		{"a group whose name would write to the terminal", machine(1, "0-1", map[string]string{
			"proc/self/cgroup": "0::/\x1b[2Jx\n", "proc/self/mountinfo": v2mount, "sys/fs/cgroup/\x1b[2Jx/cpu.max": "50000 100000\n",
		}), 0.5, `0.5 of 2 cores: the CPU quota of control group /\x1b[2Jx`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := accountOf(tree(c.files))
			if math.Abs(a.Usable-c.usable) > 1e-9 {
				t.Errorf("usable = %v, want %v", a.Usable, c.usable)
			}
			if got := a.String(); got != c.sentence {
				t.Errorf("sentence = %q, want %q", got, c.sentence)
			}
		})
	}
}

func TestAccountOfNothingKnownIsWhatTheSystemCallSays(t *testing.T) {
	a := accountOf(tree(nil))
	if a.Machine != Unknown || a.Online != Unknown || a.Allowed != nil || a.Cpuset != nil {
		t.Errorf("account = %+v, want machine and online %d, no lists", a, Unknown)
	}
	if got, want := a.Usable, float64(affinity()); got != want {
		t.Errorf("usable = %v, want %v", got, want)
	}
	if got, want := a.String(), plural(float64(affinity())); got != want {
		t.Errorf("sentence = %q, want %q", got, want)
	}
}

func TestListsOfCoresAreReadAndWritten(t *testing.T) {
	for _, text := range []string{"", "0", "0-3", "0-3,8", "1,3,5-6,1000-1023"} {
		list, ok := ParseList(text + "\n")
		if got := list.String(); !ok || got != text {
			t.Errorf("%q read and written = %q, %t", text, got, ok)
		}
	}
	for _, text := range []string{"x", "3-1", "-1", "0-", "1,,2", "0-99999999999", "0-70000"} {
		if list, ok := ParseList(text); ok {
			t.Errorf("%q = %d numbers, want none", text, len(list))
		}
	}
}

// offMainThread runs f locked to a thread whose mask is not that of
// /proc/self/status.
func offMainThread(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if unix.Gettid() == os.Getpid() {
			offMainThread(f)
			return
		}
		f()
	}()
	<-done
}

// The machine that the test runs on may have limits of its own: whatever they
// are, the account holds what the system calls say.
func TestAccountOfThisMachineAgreesWithTheSystemCall(t *testing.T) {
	offMainThread(func() {
		var all, one unix.CPUSet
		if err := unix.SchedGetaffinity(0, &all); err != nil {
			t.Error(err)
			return
		}
		a := Explain()
		checkLive(t, a, all)
		if got, want := Allowed(), int(math.Ceil(a.Usable)); got != want {
			t.Errorf("Allowed() = %d, want %d as the account says", got, want)
		}
		for i := range 1024 {
			if all.IsSet(i) {
				one = unix.CPUSet{} // the last one stays
				one.Set(i)
			}
		}
		if err := unix.SchedSetaffinity(0, &one); err != nil {
			t.Error(err)
			return
		}
		a = Explain()
		if err := unix.SchedSetaffinity(0, &all); err != nil {
			t.Error(err)
		}
		checkLive(t, a, one)
	})
}

func checkLive(t *testing.T, a Account, set unix.CPUSet) {
	t.Helper()
	if len(a.Allowed) != set.Count() || !slices.IsSorted(a.Allowed) {
		t.Errorf("allowed = %d cores, want %d in order", len(a.Allowed), set.Count())
	}
	for _, n := range a.Allowed {
		if !set.IsSet(n) {
			t.Errorf("core %d is allowed, want only those of sched_getaffinity", n)
		}
	}
	if a.Online < len(a.Allowed) || a.Machine < a.Online {
		t.Errorf("machine %d, online %d, allowed %d: want none above the one before", a.Machine, a.Online, len(a.Allowed))
	}
	if got, want := a.Usable, min(a.Quota, float64(set.Count())); got != want {
		t.Errorf("usable = %v, want %v", got, want)
	}
}

// A program under taskset(1) says so by itself.
func TestTasksetIsNamed(t *testing.T) {
	if os.Getenv("CORES_TEST_PART") != "" {
		fmt.Println(Explain())
		os.Exit(0)
	}
	taskset, err := exec.LookPath("taskset")
	a := Explain()
	if err != nil || len(a.Allowed) < 2 || a.Quota <= 1 {
		t.Skip("needs taskset and two cores")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	core := a.Allowed[len(a.Allowed)-1]
	cmd := exec.Command(taskset, "-c", strconv.Itoa(core), program, "-test.run", "^TestTasksetIsNamed$")
	cmd.Env = append(os.Environ(), "CORES_TEST_PART=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.TrimSpace(string(out))
	if want := fmt.Sprintf("1 of %d cores: ", a.Machine); !strings.HasPrefix(got, want) {
		t.Errorf("under taskset = %q, want it to begin with %q", got, want)
	}
	if want := fmt.Sprintf("core %d", core); !strings.Contains(got, want) {
		t.Errorf("under taskset = %q, want it to name %s", got, want)
	}
}
