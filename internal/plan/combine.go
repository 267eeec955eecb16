package plan

import (
	"fmt"
	"iter"

	"github.com/poolscope/poolscope/internal/argv"
)

// maxHeld is how many bytes of sources are kept in memory at most, to be gone through
// again.
const maxHeld = 256 << 20

// held is rows that are kept.
type held struct {
	rows  []argv.Words
	bytes int
}

func (h *held) add(source string, row argv.Words) error {
	const overhead = 64 // of a row and each of its values, about
	h.rows = append(h.rows, row)
	h.bytes += overhead
	for _, value := range row.Values {
		h.bytes += len(value) + overhead
	}
	if h.bytes > maxHeld {
		return fmt.Errorf("%s is too long to be gone through again: only the first source may have more than %d MiB", source, maxHeld>>20)
	}
	return nil
}

func (h *held) all() rows {
	return func(yield func(argv.Words, error) bool) {
		for _, row := range h.rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// product combines every row of each source with every row of the others. The first
// is read as the inputs are asked for, the others before.
func product(sources []source) source {
	if len(sources) == 1 {
		return sources[0]
	}
	first, rest := sources[0], product(sources[1:])
	total := -1
	if first.total == 0 || rest.total == 0 {
		total = 0
	} else if first.total > 0 && rest.total > 0 && first.total <= maxInputs/rest.total {
		total = first.total * rest.total
	}
	return source{name: first.name, total: total, once: first.once || rest.once, rows: func(yield func(argv.Words, error) bool) {
		var kept held
		for row, err := range rest.rows {
			if err == nil {
				err = kept.add(rest.name, row)
			}
			if err != nil {
				yield(argv.Words{}, err)
				return
			}
		}
		eachWithEach(first.rows, kept, yield)
	}}
}

func eachWithEach(first rows, rest held, yield func(argv.Words, error) bool) {
	if len(rest.rows) == 0 {
		return
	}
	for row, err := range first {
		if err != nil {
			yield(argv.Words{}, err)
			return
		}
		for _, other := range rest.rows {
			joined, err := join(row, other)
			if !yield(joined, err) || err != nil {
				return
			}
		}
	}
}

// linked combines the n-th rows of sources: as many as the longest has, the others
// beginning again, or as many as the shortest.
func linked(sources []source, shortest bool) source {
	if len(sources) == 1 {
		return sources[0]
	}
	made := source{name: sources[0].name, total: linkedTotal(sources, shortest)}
	for _, s := range sources {
		made.once = made.once || s.once
	}
	made.rows = func(yield func(argv.Words, error) bool) {
		b := banded(sources)
		b.shortest = shortest
		defer b.stop()
		for {
			row, ok, err := b.row()
			if err == nil && !ok || !yield(row, err) || err != nil {
				return
			}
		}
	}
	return made
}

func linkedTotal(sources []source, shortest bool) int {
	total := sources[0].total
	for _, s := range sources[1:] {
		switch {
		case total < 0 || s.total < 0:
			return -1
		case shortest:
			total = min(total, s.total)
		default:
			total = max(total, s.total)
		}
	}
	return total
}

// reel is a source that can begin again.
type reel struct {
	source

	next  func() (argv.Words, error, bool)
	stop  func()
	ended bool // it was at its end before
	kept  *held
	read  int
	bound int // after so many rows it need not begin again; -1 where that is not known
}

// band is reels that run side by side.
type band struct {
	reels    []*reel
	shortest bool // it ends with the first that does; else with the last
}

func banded(sources []source) *band {
	b := &band{reels: make([]*reel, len(sources))}
	for i, s := range sources {
		others := append(append([]source{{}}, sources[:i]...), sources[i+1:]...)
		r := &reel{source: s, bound: linkedTotal(others, false)}
		r.next, r.stop = iter.Pull2(s.rows)
		if s.once {
			r.kept = &held{}
		}
		b.reels[i] = r
	}
	return b
}

func (b *band) stop() {
	for _, r := range b.reels {
		r.stop()
	}
}

// row returns the next row of all, false when there is none.
func (b *band) row() (row argv.Words, ok bool, err error) {
	parts := make([]argv.Words, len(b.reels))
	var again []int
	all := true
	for i, r := range b.reels {
		if parts[i], ok, err = b.advance(r); err != nil || !ok && b.shortest {
			return row, false, err
		}
		if !ok {
			again = append(again, i)
		}
		all = all && r.ended
	}
	if all {
		return row, false, nil
	}
	for _, i := range again {
		if parts[i], err = b.reels[i].restart(); err != nil {
			return row, false, err
		}
	}
	row, err = joinAll(parts)
	return row, true, err
}

func joinAll(parts []argv.Words) (row argv.Words, err error) {
	row = parts[0]
	for _, part := range parts[1:] {
		if row, err = join(row, part); err != nil {
			return row, err
		}
	}
	return row, nil
}

// advance returns the next row of a reel, false at the end.
func (b *band) advance(r *reel) (argv.Words, bool, error) {
	row, err, ok := r.next()
	if !ok || err != nil {
		r.ended = true
		return row, ok, err
	}
	r.read++
	switch {
	case r.kept == nil || r.ended:
	case r.bound >= 0 && r.read > r.bound || b.shortest:
		r.kept = nil // all others end before it: an endless one keeps nothing
	default:
		err = r.kept.add(r.name, row)
	}
	return row, true, err
}

// restart returns the first row again.
func (r *reel) restart() (argv.Words, error) {
	r.stop()
	all := r.rows
	if r.kept != nil {
		all = r.kept.all()
	}
	r.next, r.stop = iter.Pull2(all)
	row, err, ok := r.next()
	if !ok && err == nil {
		err = fmt.Errorf("%s has no entries, and so no n-th for the n-th of the others", r.name)
	}
	return row, err
}
