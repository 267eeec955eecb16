package plan

// NoNumbers are the lines of a file that are no numbers, where the task takes numbers. A
// run gives the task each of them, and it fails those.
type NoNumbers struct {
	Task  string // that takes numbers
	File  string // of inputs.lines
	Lines int    // so many, as far as they were read
	First int    // line of the first one, from 1
	Text  string // of that line, as a person sees it; "" for a blank one
}

// numberLines looks for them while lines are read.
type numberLines struct {
	found NoNumbers
	read  int
}

func (p Plan) numberLines() *numberLines {
	if p.Inputs.Kind != Lines || p.Task.Kind != Builtin || !p.builtin().Input.Number || p.demand().columned {
		return nil
	}
	return &numberLines{found: NoNumbers{Task: p.Task.Name, File: p.Inputs.File}}
}

// see takes note of the input that the next line is: a text where it is no number.
func (l *numberLines) see(raw []byte) {
	if l == nil {
		return
	}
	if l.read++; len(raw) == 0 || raw[0] != '"' {
		return
	}
	if l.found.Lines++; l.found.Lines == 1 {
		l.found.First, l.found.Text = l.read, lineText(raw)
	}
}

// lineText is a text in JSON as a person sees it, "" for a blank one.
func lineText(raw []byte) string {
	if text := shorten(string(raw)); text != `""` {
		return text
	}
	return ""
}
