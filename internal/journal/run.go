package journal

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/launcher"
)

// Run is what a log says of a run besides its tasks. It is not changed once it was
// handed over.
type Run struct {
	Title    string
	Template []string // the words of the command; nil where there is a Shell, or where tasks are no commands
	Shell    string   // the shell's script; "" for none
	// Argv returns the program and the arguments of an attempt at a task, as
	// launcher.Command.Make does. It is called where the log's events are handled, and
	// by Check for slots that nothing runs in. nil where tasks are no commands.
	Argv func(launcher.Errand) ([]string, error)
}

// template is the JSON of what makes the commands: a list of words, a text for a
// script, or null.
func (r Run) template() []byte {
	switch {
	case r.Shell != "":
		return argv.AppendText(nil, []byte(r.Shell))
	case r.Template == nil:
		return []byte("null")
	}
	return appendWords(nil, r.Template)
}

// words returns the arguments of an errand, nil where there are none to be had: a
// command that could not be made is told by its task's error.
func (r Run) words(e launcher.Errand) []string {
	if r.Argv == nil {
		return nil
	}
	words, err := r.Argv(e)
	if err != nil {
		return nil
	}
	return words
}

// command is an errand as a joblog has it: on one line, as a shell would take it. A
// task that is no command stands as its input.
func (r Run) command(e launcher.Errand) string {
	words := r.words(e)
	if words == nil {
		words = []string{string(oneLine(e.Input))}
	}
	return argv.Quote(words)
}

// oneLine returns an input as JSON without any blanks between its parts, and what is
// no JSON in UTF-8 as the text of its bytes.
func oneLine(input json.RawMessage) []byte {
	var b bytes.Buffer
	if !utf8.Valid(input) || json.Compact(&b, input) != nil {
		return argv.AppendText(nil, input)
	}
	return b.Bytes()
}

func appendWords(dst []byte, words []string) []byte {
	dst = append(dst, '[')
	for i, word := range words {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = argv.AppendText(dst, []byte(word))
	}
	return append(dst, ']')
}
