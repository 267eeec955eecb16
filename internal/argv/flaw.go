package argv

import "strings"

// flawUnit is the half of a character that, alone in a JSON text, separates the
// beginning of an entry from what is wrong with it. AppendText never writes it.
const flawUnit = 0xdbff

// FlawError is why an entry of a source cannot be the input of a command, though it is to be
// a task like the others: that task fails alone.
type FlawError struct {
	Beginning string // of the entry, for a person
	Text      string // what is wrong
}

// Error returns what is wrong.
func (f *FlawError) Error() string { return f.Text }

// AppendFlaw appends a JSON text that stands for no bytes, but for the flaw: WordsOf
// returns it as its error, which may be wrapped. Equal flaws have equal texts.
func AppendFlaw(dst []byte, f *FlawError) []byte {
	dst = AppendText(dst, []byte(f.Beginning))
	dst = appendUnit(dst[:len(dst)-1], flawUnit)
	return append(dst, AppendText(nil, []byte(f.Text))[1:]...)
}

// flawOf returns the flaw that a text stands for in which a lone flawUnit was found
// behind the bytes so far; rest is what follows.
func flawOf(raw []byte, rest string) *FlawError {
	text, err := unquote(`"` + rest + `"`)
	if err != nil || strings.TrimSpace(text) == "" {
		return nil
	}
	return &FlawError{Beginning: string(raw), Text: text}
}
