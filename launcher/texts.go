package launcher

import "encoding/json"

// texts is many byte strings, of less than 4 GiB together, in two pieces of memory,
// which cost the garbage collector nothing to look at. A view of some of them shares the memory, so what
// was appended is never changed.
type texts struct {
	bytes []byte
	start uint32   // of the first
	ends  []uint32 // of each
}

// newTexts returns an empty list with room for about n short texts.
func newTexts(n int) texts { return texts{bytes: make([]byte, 0, 8*n), ends: make([]uint32, 0, n)} }

func (t *texts) len() int { return len(t.ends) }

// append adds a text.
func (t *texts) append(text []byte) {
	t.bytes = append(t.bytes, text...)
	t.ends = append(t.ends, uint32(len(t.bytes)))
}

// at returns the i-th text, nil for an empty one.
func (t *texts) at(i int) json.RawMessage {
	from, to := t.start, t.ends[i]
	if i > 0 {
		from = t.ends[i-1]
	}
	if from == to {
		return nil
	}
	return t.bytes[from:to:to]
}

// size is how many bytes the texts have together.
func (t *texts) size() int {
	if len(t.ends) == 0 {
		return 0
	}
	return int(t.ends[len(t.ends)-1] - t.start)
}

// filled is how many of the texts are not empty.
func (t *texts) filled() int {
	n, from := 0, t.start
	for _, to := range t.ends {
		if to > from {
			n++
		}
		from = to
	}
	return n
}

// view returns n of the texts from the i-th on.
func (t *texts) view(i, n int) texts {
	v := texts{bytes: t.bytes, start: t.start, ends: t.ends[i : i+n : i+n]}
	if i > 0 {
		v.start = t.ends[i-1]
	}
	return v
}

// all yields the texts in order.
func (t *texts) all(yield func(int, json.RawMessage) bool) {
	for i := range t.ends {
		if !yield(i, t.at(i)) {
			return
		}
	}
}
