package gui

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

// pastedText is called with what is to be pasted into the inputs, and returns what is
// pasted in its place: of several lines into a list of values, each is one value. What
// makes the list too long to be edited is not pasted: it is taken over as a whole.
func (f *inputFields) pastedText(text string) (instead string, paste bool) {
	if f.chosen() != plan.Values {
		return text, true
	}
	p := f.current()
	values, ok := lineValues(text, p)
	if !ok {
		if len(f.entry.Text)+len(text) <= mostInputs {
			return text, true
		}
		if values, ok = listValues(text, p); !ok {
			f.notPasted(tr.T("Not pasted: it is too long to be edited here, and no list of values such as 1, 2, 3."))
			return "", false
		}
	}
	said := tr.F("Pasted %s.", valuesText(values))
	if len(f.entry.Text)+len(text) <= mostInputs {
		if written := f.between(joinedValues(values)); len(f.entry.Text)+len(written) <= mostInputs {
			f.tellLater(said)
			return written, true
		}
	}
	f.takeOver(values, said)
	return "", false
}

// takeOver adds values to those of the entry, of which there are too many to be edited.
func (f *inputFields) takeOver(values []json.RawMessage, said string) {
	before, after, ok := f.beside()
	switch {
	case ok:
		f.fill(plan.Inputs{Kind: plan.Values, Values: slices.Concat(before, values, after)}, said)
	case f.entry.SelectedText() != "":
		f.notPasted(tr.T("Not pasted: select whole values."))
	default:
		f.notPasted(tr.T("Not pasted: put right first what is in the list."))
	}
}

func (f *inputFields) notPasted(why string) {
	f.tellLater(why)
	f.edited()
}

// beside returns the values before and after the place where values are pasted, without
// those that are selected. A cursor within a value stands for the end of the list.
func (f *inputFields) beside() (before, after []json.RawMessage, ok bool) {
	p := f.current()
	left, right := around(&f.entry.Entry)
	selected := f.entry.SelectedText()
	if !withinValue(left, selected+right) && !withinValue(left+selected, right) {
		before, after, ok = halves(left, right, p)
	}
	if ok || selected != "" {
		return before, after, ok
	}
	before, ok = listValues(f.entry.Text, p)
	return before, nil, ok
}

// withinValue reports whether a place in a list has a part of the same value before and
// after it.
func withinValue(before, after string) bool {
	const between = ",[] \t\r\n"
	return before != "" && after != "" && !strings.ContainsAny(before[len(before)-1:]+after[:1], between)
}

// halves reads two parts of a list, which may have brackets around it.
func halves(left, right string, p plan.Plan) (before, after []json.RawMessage, ok bool) {
	left, right = strings.TrimSpace(left), strings.TrimSpace(right)
	before, first := halfValues(strings.TrimSuffix(left, ","), p)
	after, second := halfValues(strings.TrimPrefix(right, ","), p)
	if first && second {
		return before, after, true
	}
	left, opens := strings.CutPrefix(left, "[")
	right, closes := strings.CutSuffix(right, "]")
	if opens && closes {
		return halves(left, right, p)
	}
	return nil, nil, false
}

// halfValues is listValues of a part of a list, which may be nothing.
func halfValues(text string, p plan.Plan) ([]json.RawMessage, bool) {
	if strings.TrimSpace(text) == "" {
		return nil, true
	}
	return listValues(text, p)
}

// fill shows inputs in place of those that are there. What was typed under other kinds
// stays.
func (f *inputFields) fill(in plan.Inputs, said string) {
	quiet, typed := f.quiet, f.texts
	f.quiet = true
	f.load(in)
	f.quiet = quiet
	for kind, text := range typed {
		if kind != in.Kind {
			f.texts[kind] = text
		}
	}
	f.said = said
	f.edited()
}

// between returns values with commas to what stands before and after the place where
// they are pasted.
func (f *inputFields) between(written string) string {
	if f.entry.SelectedText() == f.entry.Text {
		return written
	}
	before, after := around(&f.entry.Entry)
	if before = strings.TrimSpace(before); before != "" && !strings.HasSuffix(before, ",") && !strings.HasSuffix(before, "[") {
		written = ",\n" + written
	}
	if after = strings.TrimSpace(after); after != "" && !strings.HasPrefix(after, ",") && !strings.HasPrefix(after, "]") {
		written += ",\n"
	}
	return written
}

// lineValues makes a value of each line of a text that has several and is not written as
// a list: numbers where the task takes numbers, or takes anything and all are numbers, else
// texts. Blank lines are left out.
func lineValues(text string, p plan.Plan) ([]json.RawMessage, bool) {
	var lines []string
	for line := range strings.Lines(strings.ToValidUTF8(text, "\ufffd")) {
		if line = strings.TrimRight(line, "\r\n"); strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) < 2 || writtenAsList(text) {
		return nil, false
	}
	numbers := p.Task.Kind != plan.Command
	for _, line := range lines {
		numbers = numbers && isNumber(strings.TrimSpace(line))
	}
	w, _ := workload.Lookup(p.Task.Name)
	if p.Task.Kind == plan.Builtin && w.Input.Number && !numbers {
		return nil, false // as it is: what is wrong with it is said at the field
	}
	values := make([]json.RawMessage, len(lines))
	for i, line := range lines {
		values[i] = lineForm{numbers, p.Pool.Method.Star()}.value(line)
	}
	return values, true
}

// lineForm is what a line becomes: a number or a text, alone or as a list of arguments.
type lineForm struct{ number, list bool }

func (f lineForm) value(line string) json.RawMessage {
	var v []byte
	if f.number {
		v = []byte(strings.TrimSpace(line))
	} else {
		v = textJSON(line)
	}
	if f.list {
		v = append(append([]byte{'['}, v...), ']')
	}
	return v
}

// textJSON returns a text in JSON, with <, > and & as they are.
func textJSON(text string) []byte {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text always has a JSON, and a Builder no errors
	return []byte(strings.TrimSuffix(b.String(), "\n"))
}

func isNumber(text string) bool {
	return text != "" && (text[0] == '-' || text[0] >= '0' && text[0] <= '9') && json.Valid([]byte(text))
}

// writtenAsList reports whether a text is a list of values as it is.
func writtenAsList(text string) bool {
	text = strings.TrimSuffix(strings.TrimSpace(text), ",")
	return json.Valid([]byte(text)) || json.Valid([]byte("["+text+"]"))
}

// listValues reads a text as the entry's text is read.
func listValues(text string, p plan.Plan) ([]json.RawMessage, bool) {
	if err := p.Set(inputsKey+"."+string(plan.Values), text); err != nil {
		return nil, false
	}
	return p.Inputs.Values, true
}

// joinedValues returns values as a list, one a line.
func joinedValues(values []json.RawMessage) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteString(",\n")
		}
		b.Write(v)
	}
	return b.String()
}

// valuesText counts values in words: "3 numbers", "3 texts".
func valuesText(values []json.RawMessage) string {
	kind := "value"
	if len(values) > 0 {
		switch first := values[0][0]; {
		case first == '"':
			kind = "text"
		case first == '-' || first >= '0' && first <= '9':
			kind = "number"
		case first == '[':
			kind = "list"
		}
	}
	for _, v := range values {
		if v[0] == '"' != (kind == "text") {
			kind = "value"
		}
	}
	return countedText(len(values), kind)
}

// countedText is a number of values of a kind.
func countedText(n int, kind string) string {
	switch kind {
	case "text":
		return plural(n, "text")
	case "number":
		return plural(n, "number")
	case "list":
		return plural(n, "list")
	}
	return plural(n, "value")
}
