package cores

import (
	"io/fs"
	"iter"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
)

// quota returns the smallest CPU quota, in cores, that holds for this process:
// its control group's and that of every group above, of either version
// (cgroups(7)). root is the file system. Without any quota ok is false.
func quota(root fs.FS) (cores float64, ok bool) {
	mounts := cpuMounts(root)
	cores = math.Inf(1)
	for _, g := range groups(root) {
		for _, m := range mounts {
			if m.version == g.version {
				cores = min(cores, m.quota(root, g.path))
			}
		}
	}
	return cores, !math.IsInf(cores, 1)
}

// group is where this process stands in one hierarchy.
type group struct {
	version int
	path    string
}

// groups reads /proc/self/cgroup, whose lines are "4:cpu,cpuacct:/a" in
// version 1 and "0::/a" in version 2.
func groups(root fs.FS) []group {
	var out []group
	for line := range lines(root, "proc/self/cgroup") {
		parts := strings.SplitN(line, ":", 3)
		switch {
		case len(parts) < 3:
		case parts[0] == "0" && parts[1] == "":
			out = append(out, group{2, parts[2]})
		case slices.Contains(strings.Split(parts[1], ","), "cpu"):
			out = append(out, group{1, parts[2]})
		}
	}
	return out
}

// mount is a place where a hierarchy with CPU quotas is mounted.
type mount struct {
	version int
	group   string // that is seen at point: not "/" where a container sees only its part
	point   string
}

// cpuMounts reads /proc/self/mountinfo (proc_pid_mountinfo(5)).
func cpuMounts(root fs.FS) []mount {
	var out []mount
	for line := range lines(root, "proc/self/mountinfo") {
		place, kind, ok := strings.Cut(line, " - ")
		at, what := strings.Fields(place), strings.Fields(kind)
		if !ok || len(at) < 5 || len(what) < 3 {
			continue
		}
		m := mount{group: unescape(at[3]), point: unescape(at[4])}
		switch {
		case what[0] == "cgroup2":
			m.version = 2
		case what[0] == "cgroup" && slices.Contains(strings.Split(what[2], ","), "cpu"):
			m.version = 1
		default:
			continue
		}
		out = append(out, m)
	}
	return out
}

// quota returns the smallest quota from the group up to the mount's top.
func (m mount) quota(root fs.FS, g string) float64 {
	cores := math.Inf(1)
	dir := m.below(g)
	for {
		cores = min(cores, m.quotaOf(root, strings.TrimPrefix(path.Join(m.point, dir), "/")))
		if dir == "/" {
			return cores
		}
		dir = path.Dir(dir)
	}
}

// below returns the group's path below the mount's point. One that is outside,
// "/../x" in a namespace that was made above it, has only the top in common.
func (m mount) below(g string) string {
	rel, ok := strings.CutPrefix(g, strings.TrimSuffix(m.group, "/"))
	if !ok || rel != "" && rel[0] != '/' || strings.Contains(rel+"/", "/../") {
		return "/"
	}
	return path.Clean("/" + rel)
}

func (m mount) quotaOf(root fs.FS, dir string) float64 {
	var limit, period string
	if m.version == 2 {
		limit, period, _ = strings.Cut(first(root, dir+"/cpu.max"), " ")
	} else {
		limit, period = first(root, dir+"/cpu.cfs_quota_us"), first(root, dir+"/cpu.cfs_period_us")
	}
	l, errLimit := strconv.ParseFloat(limit, 64) // "max" and -1 are no limit
	p, errPeriod := strconv.ParseFloat(period, 64)
	if errLimit != nil || errPeriod != nil || l <= 0 {
		return math.Inf(1)
	}
	return l / p
}

func first(root fs.FS, name string) string {
	for line := range lines(root, name) {
		return strings.TrimSpace(line)
	}
	return ""
}

// lines yields the lines of a file, none when it cannot be read: what is not
// there limits nothing.
func lines(root fs.FS, name string) iter.Seq[string] {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return func(func(string) bool) {}
	}
	return strings.SplitSeq(strings.TrimSuffix(string(text), "\n"), "\n")
}

// unescape undoes the octal escapes of mountinfo, \040 for a space.
func unescape(s string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(s)
}
