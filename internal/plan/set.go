package plan

import (
	"fmt"
	"strconv"
	"strings"
)

// Set sets one key from the text of a flag or of a field in a form, with the
// words and the messages of the file: Set("pool.workers", "auto"),
// Set("pool.timeout", "1.5s"). The keys are title, those of [pool] and [task],
// task.params.NAME, task.env, metrics.every, those of [inputs] but also, and
// inputs.KIND, whose text is that of ParseInputs. The text of task.program and of
// task.command is a line of words, in quotes as a shell has them; that of task.env
// is NAME=VALUE a line; inputs.columns takes \t for a tab. The error is a Problem
// with that key; then the plan is as it was.
//
// To set task.kind drops what only other kinds have, and task.name the
// parameters that the new task does not take. An empty text takes a parameter
// back to its default.
func (p *Plan) Set(key, text string) error {
	if name, ok := strings.CutPrefix(key, "task.params."); ok {
		return p.setParamText(key, name, strings.TrimSpace(text))
	}
	if key == "task.env" {
		return p.setEnvText(text)
	}
	k, ok := lookupKey(key)
	if kind, isInput := strings.CutPrefix(key, "inputs."); isInput && !ok {
		return p.setInputs(InputKind(kind), text)
	}
	if !ok {
		return Problem{Key: key, Text: "unknown key " + last(key) + suggest(key, allKeys())}
	}
	if !k.goesWith(p.Task.Kind) {
		return Problem{Key: key, Text: k.stray(p.Task.Kind)}
	}
	if program, isProgram := k.kind.(words); isProgram {
		return p.setWords(key, program, text)
	}
	v := typed(k.kind, text)
	if !k.kind.set(p, v) {
		return Problem{Key: key, Text: refusalOf(k.kind, v, text)}
	}
	return nil
}

// refusalOf is refusal with a number as it was typed: 1e3, not the 1000.0 it is read as.
func refusalOf(k kind, v value, text string) string {
	if _, isNumber := numeric(v); isNumber {
		return shorten(strings.TrimSpace(text)) + " is not " + k.want()
	}
	return refusal(k, v)
}

// typed turns a text into the value that its key would have in a file, where
// text stands in quotes and the rest does not.
func typed(k kind, text string) value {
	switch k.(type) {
	case whole, fraction:
		return scalar(strings.TrimSpace(text))
	case prose:
		if strings.TrimSpace(text) == `\t` {
			return "\t"
		}
		return text
	case yesNo:
		if b, err := strconv.ParseBool(strings.TrimSpace(text)); err == nil {
			return b
		}
	case title:
		return text
	}
	return strings.TrimSpace(text)
}

// scalar reads a number in decimal; anything else is text.
func scalar(text string) value {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		return f
	}
	return text
}

// setWords sets a program from one line of words. A command may be taken away, for
// a line of the shell.
func (p *Plan) setWords(key string, k words, line string) error {
	want := "a program and its arguments such as node worker.js"
	if key == "task.command" {
		want = "a program and its arguments such as gzip -k {}"
	}
	program, err := splitWords(line)
	switch {
	case err != nil:
		return Problem{Key: key, Text: err.Error()}
	case len(program) == 0 && key != "task.command":
		return Problem{Key: key, Text: "missing: want " + want}
	case !k.fit(program):
		return Problem{Key: key, Text: show(line) + " is not " + want}
	}
	*k.at(p) = program
	return nil
}

func (p *Plan) setParamText(key, name, text string) error {
	if text == "" {
		p.dropParam(name)
		return nil
	}
	n, ok := numeric(scalar(text))
	if !ok {
		return Problem{Key: key, Text: fmt.Sprintf("%q is not a number", text)}
	}
	if p.Task.Kind != Builtin {
		return Problem{Key: key, Text: noParams(p.Task.Kind)}
	}
	if w := p.builtin(); w.Name != "" {
		if wrong := paramProblem(w, name, n); wrong != "" {
			return Problem{Key: key, Text: wrong}
		}
	}
	p.setParam(name, n)
	return nil
}

func (p *Plan) setInputs(kind InputKind, text string) error {
	in, err := parseInputs(kind, text, p.demand())
	if err != nil {
		return err
	}
	p.Inputs = in.with(p.Inputs)
	return nil
}
