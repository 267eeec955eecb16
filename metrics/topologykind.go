package metrics

import (
	"io/fs"
	"slices"
)

// findKinds asks first for the counters that Intel's hybrids have for each kind, which
// name the cores, then for the capacities.
func (t Topology) findKinds(root fs.FS) {
	found := false
	for _, of := range []struct {
		name string
		kind CoreKind
	}{{"cpu_core", Performance}, {"cpu_atom", Efficiency}, {"cpu_lowpower", Efficiency}} {
		list, ok := readCoreList(root, "sys/devices/"+of.name+"/cpus")
		found = found || ok
		for i := range t.Cores {
			if slices.Contains(list, t.Cores[i].Core) {
				t.Cores[i].Kind = of.kind
			}
		}
	}
	if !found {
		t.kindsByCapacity()
	}
}

// kindsByCapacity calls those efficiency cores that are nearer to the smallest
// capacity than to the largest. Cores that differ by less than a quarter are of one
// kind: some chips favour a core by a few percent.
func (t Topology) kindsByCapacity() {
	least, most := 0, 0
	for _, c := range t.Cores {
		if c.Capacity <= 0 {
			continue
		}
		if most = max(most, c.Capacity); least == 0 || c.Capacity < least {
			least = c.Capacity
		}
	}
	if 4*least >= 3*most {
		return
	}
	for i := range t.Cores {
		switch c := &t.Cores[i]; {
		case c.Capacity <= 0:
		case 2*c.Capacity < least+most:
			c.Kind = Efficiency
		default:
			c.Kind = Performance
		}
	}
}
