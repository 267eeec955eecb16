package results

// bits is a set of tasks, a bit each.
type bits []uint64

func (b *bits) add(task int) {
	for len(*b) <= task/64 {
		*b = append(*b, 0)
	}
	(*b)[task/64] |= 1 << (task % 64)
}

func (b *bits) has(task int) bool {
	return task/64 < len(*b) && (*b)[task/64]&(1<<(task%64)) != 0
}
