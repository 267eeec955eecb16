package launcher

// fresh is inputs that were read and never handed out, in order.
type fresh struct {
	packs []texts
	count int
}

func (f *fresh) add(r reading) {
	f.packs = append(f.packs, r.packs...)
	f.count += r.count
}

// take takes the next n inputs, of which there are as many. They share the memory
// of what was read where they lie together.
func (f *fresh) take(n int) texts {
	f.count -= n
	if first := &f.packs[0]; n <= first.len() {
		taken := first.view(0, n)
		f.skip(n)
		return taken
	}
	taken := newTexts(n)
	for n > 0 {
		part := min(n, f.packs[0].len())
		for i := range part {
			taken.append(f.packs[0].at(i))
		}
		f.skip(part)
		n -= part
	}
	return taken
}

// skip drops n inputs of the first pack.
func (f *fresh) skip(n int) {
	if first := &f.packs[0]; n < first.len() {
		*first = first.view(n, first.len()-n)
		return
	}
	f.packs[0] = texts{}
	f.packs = f.packs[1:]
}
