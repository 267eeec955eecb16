package journal

import "fmt"

// Append returns a writer that goes on with the log, after Check and after what was
// left behind was ended. A last line that was cut is mended or cut off first. It is an
// error if the log is of another format. The writer then has the file, and reads it for
// Skip; close both.
func (p *Past) Append(format Format, run Run) (*Writer, error) {
	if p.format != "" && p.format != format {
		return nil, fmt.Errorf("%s was written for %s: name it with that flag", p.name, p.format.flag())
	}
	w := newWriter(p.file, p.name, format, run, p)
	p.handed = true
	if p.repair(w); w.err == nil {
		w.begin()
	}
	if w.err != nil {
		return nil, w.Close()
	}
	return w, nil
}

// repair has the file end with a whole line.
func (p *Past) repair(w *Writer) {
	w.size = p.whole
	var rest []byte
	switch {
	case p.unended && p.mend.command != nil:
		w.size = p.mend.offset
		rest = append(append(append(rest, p.mend.before...), p.mend.command...), '\n')
	case p.unended:
		rest = []byte{'\n'}
	}
	if p.dropped > 0 || w.size < p.whole {
		if err := cutTo(p.file, w.size); err != nil {
			w.err = fmt.Errorf("repair the log %s: %w", p.name, err)
		}
	}
	w.write(rest)
}
