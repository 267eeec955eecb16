package cores

import (
	"math"
	"testing"
	"testing/fstest"
)

// tree is a file system with the files named.
func tree(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

const (
	v2mount = "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 none rw,nsdelegate\n"
	v1mount = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup none rw,cpu,cpuacct\n"
)

func TestQuotaIsTheSmallestOnTheWayUp(t *testing.T) {
	none := math.Inf(1)
	cases := []struct {
		name  string
		files map[string]string
		want  float64
	}{
		{"no cgroups at all", nil, none},
		{"v2 half a core", map[string]string{
			"proc/self/cgroup": "0::/app\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/app/cpu.max": "50000 100000\n",
		}, 0.5},
		{"v2 max is no limit", map[string]string{
			"proc/self/cgroup": "0::/app\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/app/cpu.max": "max 100000\n",
		}, none},
		{"v2 the parent is stricter", map[string]string{
			"proc/self/cgroup": "0::/slice/app\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/slice/app/cpu.max": "400000 100000\n",
			"sys/fs/cgroup/slice/cpu.max":     "150000 100000\n",
		}, 1.5},
		{"v2 in a container's namespace the top has the limit", map[string]string{
			"proc/self/cgroup": "0::/\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/cpu.max": "250000 100000\n",
		}, 2.5},
		{"v2 outside of the namespace", map[string]string{
			"proc/self/cgroup": "0::/../other\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/cpu.max":       "300000 100000\n",
			"sys/fs/cgroup/other/cpu.max": "100000 100000\n",
		}, 3},
		{"v1", map[string]string{
			"proc/self/cgroup": "4:cpu,cpuacct:/app\n3:cpuset:/tight\n", "proc/self/mountinfo": v1mount,
			"sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_quota_us":    "120000\n",
			"sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_period_us":   "100000\n",
			"sys/fs/cgroup/cpu,cpuacct/tight/cpu.cfs_quota_us":  "1000\n",
			"sys/fs/cgroup/cpu,cpuacct/tight/cpu.cfs_period_us": "100000\n",
		}, 1.2},
		{"v1 minus one is no limit", map[string]string{
			"proc/self/cgroup": "4:cpu:/app\n", "proc/self/mountinfo": v1mount,
			"sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_quota_us":  "-1\n",
			"sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_period_us": "100000\n",
		}, none},
		{"v1 container sees its part of the host's tree", map[string]string{
			"proc/self/cgroup":                          "4:cpu:/docker/abc/inner\n",
			"proc/self/mountinfo":                       "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu rw - cgroup none rw,cpu\n",
			"sys/fs/cgroup/cpu/cpu.cfs_quota_us":        "200000\n",
			"sys/fs/cgroup/cpu/cpu.cfs_period_us":       "100000\n",
			"sys/fs/cgroup/cpu/inner/cpu.cfs_quota_us":  "70000\n",
			"sys/fs/cgroup/cpu/inner/cpu.cfs_period_us": "100000\n",
		}, 0.7},
		{"a group whose name only begins like the mount's", map[string]string{
			"proc/self/cgroup":                        "4:cpu:/docker/abcdef\n",
			"proc/self/mountinfo":                     "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu rw - cgroup none rw,cpu\n",
			"sys/fs/cgroup/cpu/cpu.cfs_quota_us":      "200000\n",
			"sys/fs/cgroup/cpu/cpu.cfs_period_us":     "100000\n",
			"sys/fs/cgroup/cpu/def/cpu.cfs_quota_us":  "70000\n",
			"sys/fs/cgroup/cpu/def/cpu.cfs_period_us": "100000\n",
		}, 2},
		{"both versions, the stricter counts", map[string]string{
			"proc/self/cgroup": "1:cpu:/\n0::/\n",
			"proc/self/mountinfo": "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup none rw,cpu\n" +
				"41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 none rw\n",
			"sys/fs/cgroup/cpu/cpu.cfs_quota_us":  "300000\n",
			"sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
			"sys/fs/cgroup/unified/cpu.max":       "150000 100000\n",
		}, 1.5},
		{"each version has its own path", map[string]string{
			"proc/self/cgroup": "4:cpu:/a\n0::/\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/a/cpu.max": "50000 100000\n",
		}, none},
		{"a mount point with a space", map[string]string{
			"proc/self/cgroup": "0::/\n", "proc/self/mountinfo": `35 24 0:30 / /my\040groups rw - cgroup2 none rw` + "\n",
			"my groups/cpu.max": "50000 100000\n",
		}, 0.5},
		{"nonsense is no limit", map[string]string{
			"proc/self/cgroup": "0::/a\nx\n::\n", "proc/self/mountinfo": v2mount + "\n - \n1 2\n",
			"sys/fs/cgroup/a/cpu.max": "lots 0\n", "sys/fs/cgroup/cpu.max": "5 0",
		}, none},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, ok := quota(tree(c.files))
			if math.Abs(got-c.want) > 1e-9 && got != c.want {
				t.Errorf("quota = %v, want %v", got, c.want)
			}
			if ok == math.IsInf(c.want, 1) {
				t.Errorf("ok = %t, want %t", ok, !ok)
			}
		})
	}
}
