package plan

import (
	"io"
	"os"
)

// isStream reports whether a file is a pipe or a device: it has no size, can be read
// once, and to open it may wait for somebody who writes (fifo(7)).
func isStream(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && !info.Mode().IsRegular()
}

// readOnce reports whether a source cannot be gone through again.
func (p Plan) readOnce(one Inputs) bool {
	return one.Kind == Stdin || (one.Kind == Lines || one.Kind == CSV) && isStream(p.path(one.File))
}

// checkStreams refuses a pipe or a device that several sources name: the second would
// find nothing in it, or wait for ever.
func (p Plan) checkStreams(all []Inputs, stdin io.Reader) error {
	var seen []os.FileInfo
	for i, one := range all {
		if !p.readOnce(one) {
			continue
		}
		info, err := p.streamInfo(one, stdin)
		if err != nil {
			continue // it is said when it is opened
		}
		for _, other := range seen {
			if os.SameFile(info, other) {
				text := sourceName(i, one) + " is a pipe or a device and named twice, and can be read but once: name it once, or keep it in a file"
				return Problem{Key: "inputs.also", Text: text}
			}
		}
		seen = append(seen, info)
	}
	return nil
}

func (p Plan) streamInfo(one Inputs, stdin io.Reader) (os.FileInfo, error) {
	if one.Kind != Stdin {
		return os.Stat(p.path(one.File)) //nolint:wrapcheck // nobody reads it
	}
	if f, ok := stdin.(*os.File); ok {
		return f.Stat() //nolint:wrapcheck // nobody reads it
	}
	return nil, errNoStdin
}
