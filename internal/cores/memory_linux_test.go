package cores

import "testing"

func TestMemoryLimitIsTheSmallestOnTheWayUp(t *testing.T) {
	const v1memory = "33 31 0:31 / /sys/fs/cgroup/memory rw - cgroup none rw,memory\n"
	for _, c := range []struct {
		name  string
		files map[string]string
		want  uint64
	}{
		{"no cgroups at all", nil, 0},
		{"v2 a limit", map[string]string{
			"proc/self/cgroup": "0::/app\n", "proc/self/mountinfo": v2mount, "sys/fs/cgroup/app/memory.max": "1073741824\n",
		}, 1 << 30},
		{"v2 max is no limit", map[string]string{
			"proc/self/cgroup": "0::/app\n", "proc/self/mountinfo": v2mount, "sys/fs/cgroup/app/memory.max": "max\n",
		}, 0},
		{"v2 the parent is stricter", map[string]string{
			"proc/self/cgroup": "0::/slice/app\n", "proc/self/mountinfo": v2mount,
			"sys/fs/cgroup/slice/app/memory.max": "1073741824\n", "sys/fs/cgroup/slice/memory.max": "536870912\n",
		}, 1 << 29},
		{"v1 a limit", map[string]string{
			"proc/self/cgroup": "9:memory:/app\n", "proc/self/mountinfo": v1memory,
			"sys/fs/cgroup/memory/app/memory.limit_in_bytes": "1048576\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
		}, 1 << 20},
		{"v1 all pages are no limit", map[string]string{
			"proc/self/cgroup": "9:memory:/\n", "proc/self/mountinfo": v1memory,
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
		}, 0},
	} {
		got, ok := memoryLimit(tree(c.files))
		if got != c.want || ok != (c.want > 0) {
			t.Errorf("%s: limit = %d, %v, want %d", c.name, got, ok, c.want)
		}
	}
}
