package plan

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
)

// surveyed is how many bytes of a file, at its beginning and at its end, stand for the
// rest of it.
const surveyed = 1 << 20

// guess estimates the number of tasks, and tells the last lines of a file that are
// tasks as they are.
func (s *surveyor) guess() {
	if n := s.plan.estimate(); n >= 0 {
		s.found.Tasks, s.found.Estimated = n, true
	}
	if s.plan.Inputs.Kind == Lines && !s.plan.demand().columned {
		s.found.Last = s.plan.tail()
	}
}

// estimate returns about how many tasks there are, -1 where nothing tells.
func (p Plan) estimate() int {
	in := p.Inputs
	var groups []group
	for _, one := range in.sources() {
		n := p.estimateOf(one)
		if n < 0 {
			return -1
		}
		if in.Header && one.Kind != CSV {
			n = max(0, n-1)
		}
		how := one.Combine
		if how == "" {
			how = in.combine()
		}
		groups = appendSource(groups, source{total: n}, how)
	}
	var all []source
	for _, g := range groups {
		all = append(all, linked(g.sources, g.paired))
	}
	total := product(all).total
	if in.Group > 1 && total > 0 {
		total = (total + in.Group - 1) / in.Group
	}
	return total
}

// estimateOf returns about how many entries a source has: of a file as many a byte as
// at its beginning.
func (p Plan) estimateOf(one Inputs) int {
	switch one.Kind {
	case Values:
		return len(one.Values)
	case Range, Repeat:
		n, _, err := one.openNumbers()
		if err != nil {
			return -1
		}
		return n
	case Lines, CSV:
		return p.estimateFile(one)
	case Glob, Stdin:
	}
	return -1
}

func (p Plan) estimateFile(one Inputs) int {
	f, size, err := openSized(p.path(one.File))
	if err != nil {
		return -1
	}
	defer func() { _ = f.Close() }() // it was only read: nothing can be lost
	single := p
	single.Inputs.Kind, single.Inputs.File = one.Kind, one.File
	n := 0
	single.fileReading()(io.LimitReader(f, surveyed), func(_ json.RawMessage, err error) bool {
		if err == nil {
			n++
		}
		return err == nil // of the last one, which may be cut, or of one that the count will come to
	})
	if size <= surveyed {
		return n
	}
	return int(float64(n) * float64(size) / surveyed)
}

// fileReading returns what makes inputs of a file's content, and counts nothing that is
// seldom meant.
func (p Plan) fileReading() reading {
	if p.Inputs.Kind == CSV {
		return rowsReading(p.Inputs.File, p.demand())
	}
	return p.lineReading(p.Inputs.File, &Notices{})
}

func openSized(path string) (*os.File, int64, error) {
	f, err := openRegular(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close() // the error that matters is the first
		return nil, 0, cause(err)
	}
	return f, info.Size(), nil
}

// tail returns the last tasks of a file of lines that is longer than is read of it, nil
// where there is anything wrong with them.
func (p Plan) tail() []Sample {
	f, size, err := openSized(p.path(p.Inputs.File))
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // it was only read: nothing can be lost
	text := make([]byte, min(size, surveyed))
	if _, err := f.ReadAt(text, size-int64(len(text))); err != nil {
		return nil
	}
	end := byte('\n')
	if p.Inputs.Null {
		end = 0
	}
	first := bytes.IndexByte(text, end)
	if first < 0 {
		return nil // one line is longer
	}
	var last []Sample
	p.fileReading()(bytes.NewReader(text[first+1:]), func(raw json.RawMessage, err error) bool {
		if last = append(last, Sample{-1, bytes.Clone(raw)}); len(last) > ends {
			last = last[1:]
		}
		if err != nil {
			last = nil
		}
		return err == nil
	})
	return last
}
