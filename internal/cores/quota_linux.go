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

// limit is a CPU quota, and the control group that has it.
type limit struct {
	cores float64 // +Inf where there is none
	group string  // as the mount's file system names it, "/a/b"
}

// quota returns the smallest CPU quota, in cores, that holds for this process:
// its control group's and that of every group above, of either version
// (cgroups(7)). root is the file system. Without any quota ok is false.
func quota(root fs.FS) (cores float64, ok bool) {
	l := tightest(root)
	return l.cores, !math.IsInf(l.cores, 1)
}

// tightest is quota that knows whose it is.
func tightest(root fs.FS) limit {
	mounts := mountsOf(root, "cpu")
	out := limit{cores: math.Inf(1)}
	for _, g := range groups(root, "cpu") {
		for _, m := range mounts {
			if m.version == g.version {
				out = out.or(m.quota(root, g.path))
			}
		}
	}
	return out
}

// or returns the stricter of the two.
func (l limit) or(other limit) limit {
	if other.cores < l.cores {
		return other
	}
	return l
}

// group is where this process stands in one hierarchy.
type group struct {
	version int
	path    string
}

// groups reads where a controller sees this process in /proc/self/cgroup, whose
// lines are "4:cpu,cpuacct:/a" in version 1 and "0::/a" in version 2.
func groups(root fs.FS, controller string) []group {
	var out []group
	for line := range lines(root, "proc/self/cgroup") {
		parts := strings.SplitN(line, ":", 3)
		switch {
		case len(parts) < 3:
		case parts[0] == "0" && parts[1] == "":
			out = append(out, group{2, parts[2]})
		case slices.Contains(strings.Split(parts[1], ","), controller):
			out = append(out, group{1, parts[2]})
		}
	}
	return out
}

// mount is a place where a hierarchy of control groups is mounted.
type mount struct {
	version int
	group   string // that is seen at point: not "/" where a container sees only its part
	point   string
}

// mountsOf reads where a controller is mounted, and version 2 in any case, from
// /proc/self/mountinfo (proc_pid_mountinfo(5)).
func mountsOf(root fs.FS, controller string) []mount {
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
		case what[0] == "cgroup" && slices.Contains(strings.Split(what[2], ","), controller):
			m.version = 1
		default:
			continue
		}
		out = append(out, m)
	}
	return out
}

// quota returns the smallest quota from the group up to the mount's top.
func (m mount) quota(root fs.FS, g string) limit {
	out := limit{cores: math.Inf(1)}
	for dir := range m.upwards(g) {
		out = out.or(limit{m.quotaOf(root, m.folder(dir)), m.full(dir)})
	}
	return out
}

// upwards yields the group's path below the mount's point and those above, up to
// "/".
func (m mount) upwards(g string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for dir := m.below(g); yield(dir) && dir != "/"; {
			dir = path.Dir(dir)
		}
	}
}

// folder returns where the files of a group are, by its path below the point.
func (m mount) folder(dir string) string {
	return strings.TrimPrefix(path.Join(m.point, dir), "/")
}

// full returns a group's whole path.
func (m mount) full(dir string) string { return path.Join("/", m.group, dir) }

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
