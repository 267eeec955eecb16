package launcher

// fresh is inputs that were read and never handed out, in order.
type fresh struct {
	packs []texts
	count int
	size  int // bytes
}

func (f *fresh) add(r reading) {
	f.packs = append(f.packs, r.packs...)
	f.count += r.count
	f.size += r.size()
}

// upTo returns how many of the next n inputs go into one message: all but those
// that begin beyond maxAhead.
func (f *fresh) upTo(n int) int {
	count, size := 0, 0
	for i := 0; i < len(f.packs) && count < n; i++ {
		pack := &f.packs[i]
		if count > 0 && size+pack.size() > maxAhead {
			return count
		}
		count += pack.len()
		size += pack.size()
	}
	return min(n, count)
}

// take takes the next n inputs, of which there are as many. They share the memory
// of what was read where they lie together.
func (f *fresh) take(n int) texts {
	f.count -= n
	taken := f.cut(n)
	f.size -= taken.size()
	return taken
}

func (f *fresh) cut(n int) texts {
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
