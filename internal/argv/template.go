package argv

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

const noNUL = "holds a NUL byte, which no argument of a program can"

// Template is a command in which placeholders stand for parts of its task. It is
// never changed once it is made, so several goroutines may use one. The zero value is
// of no command: each Expand is an error.
type Template struct {
	words   []word
	appends bool // the columns follow the words
}

// word is one argument of a template, in parts that follow one another.
type word []part

// part is a text of the template as it stands, or else a placeholder.
type part struct {
	literal string
	placeholder
	fixed bool // literal is all there is
}

// errand is what a template is expanded for.
type errand struct {
	number, slot int
	words        Words
}

// Parse makes a template of a program and its arguments. The placeholders are those of
// GNU parallel: {} is every column of the input, {1} the first and so on; {#} is the
// number of the task, {%} its slot. A column is a file's name in {.} without its
// extension, in {/} without its folder, in {//} the folder, in {/.} without both; so
// it is in {1.} and the rest. Of names, the columns that the inputs name, each has its
// placeholders too, {name} and {name.}; what is a placeholder without them stays that
// one. Where columns have names, another word of letters, digits, "_" and "-" in braces is
// a ColumnError. Other text in braces is no placeholder.
//
// A command without any placeholder has the columns as arguments at its end.
//
// Unlike GNU parallel's, a hidden file keeps its name in {.} and {/.}; slashes at the
// end do not count in {/}, so that of "dir/" it is "dir"; and a column that is not
// there is an error, not "".
//
// An error names the word, counted from 1, and what is wrong with it.
func Parse(command, names []string) (Template, error) {
	if len(command) == 0 {
		return Template{}, errors.New("the command is empty: want a program")
	}
	t := Template{appends: true}
	for i, text := range command {
		if strings.IndexByte(text, 0) >= 0 {
			return Template{}, fmt.Errorf("word %d of the command, %s, %s", i+1, shown(text), noNUL)
		}
		w, err := parseWord(text, names)
		if err != nil {
			return Template{}, fmt.Errorf("word %d of the command: %w", i+1, err)
		}
		t.words = append(t.words, w)
		t.appends = t.appends && !w.replaced()
	}
	return t, nil
}

// Shell makes a template of a script for /bin/sh, in which the columns of an input are
// "$1", "$2" and so on. The script is never expanded: braces in it are the shell's. An
// error says why no shell can have it.
func Shell(script string) (Template, error) {
	if strings.Trim(script, " \t\n") == "" {
		return Template{}, errors.New("the script is empty: want commands for the shell")
	}
	if strings.IndexByte(script, 0) >= 0 {
		return Template{}, fmt.Errorf("the script %s", noNUL)
	}
	command := []string{"/bin/sh", "-c", script, "sh"}
	if strings.ContainsAny(script[:1], "-+") {
		// It would be read as options (sh(1)), which "--" ends.
		command = []string{"/bin/sh", "-c", "--", script, "sh"}
	}
	t := Template{appends: true}
	for _, text := range command {
		t.words = append(t.words, word{{literal: text, fixed: true}})
	}
	return t, nil
}

// Expand returns the program and its arguments for a task: its number from 1, its slot
// from 1, and the columns of its input. What a column holds is never expanded. A word
// that is one placeholder for every column becomes an argument a column; in a longer
// word, one space is between columns. An error names a column that is not there, or
// the argument that would hold a NUL byte. The result is the caller's.
func (t Template) Expand(number, slot int, w Words) ([]string, error) {
	argv := make([]string, 0, len(t.words)+len(w.Values))
	e := errand{number: number, slot: slot, words: w}
	for _, word := range t.words {
		var err error
		if argv, err = word.appendTo(argv, e); err != nil {
			return nil, err
		}
	}
	if t.appends {
		argv = append(argv, w.Values...)
	}
	return argv, check(argv)
}

// check returns why the system would take no such arguments.
func check(argv []string) error {
	if len(argv) == 0 {
		return errors.New("the command is empty: want a program")
	}
	for i, arg := range argv {
		if strings.IndexByte(arg, 0) < 0 {
			continue
		}
		place := "the program"
		if i > 0 {
			place = fmt.Sprintf("argument %d", i)
		}
		return fmt.Errorf("%s, %s, %s; are the inputs separated by NUL bytes?", place, shown(arg), noNUL)
	}
	return nil
}

func parseWord(text string, names []string) (word, error) {
	var w word
	start, i := 0, 0
	for i < len(text) {
		if text[i] != '{' {
			i++
			continue
		}
		p, length, err := placeholderAt(text[i:], names)
		if err != nil {
			return nil, err
		}
		if length == 0 {
			if names != nil {
				if err := strangerAt(text[i:], names); err != nil {
					return nil, err
				}
			}
			i++
			continue
		}
		w = append(w.withText(text[start:i]), part{placeholder: p})
		i += length
		start = i
	}
	if len(w) > 0 && start == len(text) {
		return w, nil
	}
	return append(w, part{literal: text[start:], fixed: true}), nil
}

// AsksForColumns reports whether a command has the placeholder of a numbered column other
// than the first, or of a named one, so that an input may have too few.
func (t Template) AsksForColumns() bool {
	return slices.ContainsFunc(t.words, func(w word) bool {
		return slices.ContainsFunc(w, func(p part) bool {
			return !p.fixed && (p.source == namedColumn || p.source == numberedColumn && p.column > 1)
		})
	})
}

// withText returns the word with a text at its end, if there is any.
func (w word) withText(text string) word {
	if text == "" {
		return w
	}
	return append(w, part{literal: text, fixed: true})
}

// replaced reports whether the word has a placeholder: with {#} alone nothing is
// appended either, as GNU parallel has it.
func (w word) replaced() bool {
	return slices.ContainsFunc(w, func(p part) bool { return !p.fixed })
}

func (w word) appendTo(argv []string, e errand) ([]string, error) {
	if len(w) == 1 {
		return w[0].appendTo(argv, e)
	}
	texts := make([]string, len(w))
	for i, p := range w {
		texts[i] = p.literal
		if p.fixed {
			continue
		}
		values, err := p.values(e)
		if err != nil {
			return nil, err
		}
		texts[i] = strings.Join(values, " ")
	}
	return append(argv, strings.Join(texts, "")), nil
}

// appendTo appends the arguments that the part is where it is a word alone.
func (p part) appendTo(argv []string, e errand) ([]string, error) {
	if p.fixed {
		return append(argv, p.literal), nil
	}
	values, err := p.values(e)
	return append(argv, values...), err
}
