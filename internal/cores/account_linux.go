package cores

import (
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
)

func explain() Account { return accountOf(os.DirFS("/")) }

// accountOf reads the Account below root, the file system or a recorded one.
func accountOf(root fs.FS) Account {
	online, known := onlineCores(root)
	a := Account{Machine: Unknown, Online: Unknown, Allowed: maskOf(root)}
	if known {
		a.Online = len(online)
		a.Machine = len(online)
		// The mask may have cores that are offline; sched_getaffinity(2) leaves them out.
		a.Allowed = common(a.Allowed, online)
	}
	if present, ok := readList(root, "sys/devices/system/cpu/present"); ok {
		a.Machine = max(a.Machine, len(present))
	}
	isolated, _ := readList(root, "sys/devices/system/cpu/isolated")
	a.Isolated = common(isolated, online)
	a.Cpuset, a.CpusetGroup = cpuset(root)
	l := tightest(root)
	a.Quota, a.QuotaGroup = l.cores, l.group
	a.Usable = a.Quota
	if n := len(a.Allowed); n > 0 {
		a.Usable = min(a.Quota, float64(n))
	} else if math.IsInf(a.Quota, 1) {
		a.Usable = float64(affinity())
	}
	return a
}

// onlineCores asks /proc/stat where sysfs is not there: it has a line for each core
// that is online.
func onlineCores(root fs.FS) ([]int, bool) {
	if list, ok := readList(root, "sys/devices/system/cpu/online"); ok && len(list) > 0 {
		return list, true
	}
	var list []int
	for line := range lines(root, "proc/stat") {
		name, _, _ := strings.Cut(line, " ")
		if digits, ok := strings.CutPrefix(name, "cpu"); ok && digits != "" {
			n, _ := ParseList(digits)
			list = append(list, n...)
		}
	}
	return list, len(list) > 0
}

// maskOf reads the affinity mask, which on any number of cores is whole here
// (proc_pid_status(5), Cpus_allowed_list). A mask belongs to a thread.
func maskOf(root fs.FS) []int {
	for _, name := range []string{"proc/thread-self/status", "proc/self/status"} {
		for line := range lines(root, name) {
			if text, ok := strings.CutPrefix(line, "Cpus_allowed_list:"); ok {
				list, _ := ParseList(text)
				return list
			}
		}
	}
	return nil
}

// cpuset returns the cores that this process's control group has, and the group
// that says so: its own, or the first above that has a list of its own (cpuset(7);
// in version 2 the controller may be off in the lower ones).
func cpuset(root fs.FS) (list []int, group string) {
	mounts := mountsOf(root, "cpuset")
	for _, g := range groups(root, "cpuset") {
		for _, m := range mounts {
			if m.version != g.version {
				continue
			}
			if list, group := m.cpuset(root, g.path); list != nil {
				return list, group
			}
		}
	}
	return nil, ""
}

func (m mount) cpuset(root fs.FS, g string) (list []int, group string) {
	// The effective list leaves out what is offline and what groups above refuse.
	names := []string{"cpuset.cpus.effective"}
	if m.version == 1 {
		names = []string{"cpuset.effective_cpus", "cpuset.cpus"}
	}
	for dir := range m.upwards(g) {
		for _, name := range names {
			if list, ok := readList(root, m.folder(dir)+"/"+name); ok && len(list) > 0 {
				return list, m.full(dir)
			}
		}
	}
	return nil, ""
}

func readList(root fs.FS, name string) (list []int, ok bool) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, false
	}
	return ParseList(string(text))
}

// common returns what is in both lists.
func common(a, b []int) []int {
	var out []int
	for _, n := range a {
		if slices.Contains(b, n) {
			out = append(out, n)
		}
	}
	return out
}
