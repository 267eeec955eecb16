package argv

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxColumn is more columns than any input has: their number is then never mistaken
// for another by a computer with shorter integers.
const maxColumn = 1 << 30

// source is where a placeholder's text comes from.
type source uint8

// The sources.
const (
	everyColumn    source = iota // {}
	numberedColumn               // {1}
	namedColumn                  // {name}
	taskNumber                   // {#}
	slotNumber                   // {%}
)

// placeholder is what stands in a template for a part of the task.
type placeholder struct {
	source source
	column int    // of numberedColumn, from 1
	name   string // of namedColumn
	form   form
}

func (p placeholder) String() string {
	forms := [...]string{whole: "", stem: ".", base: "/", folder: "//", baseStem: "/."}
	switch p.source {
	case taskNumber:
		return "{#}"
	case slotNumber:
		return "{%}"
	case numberedColumn:
		return "{" + strconv.Itoa(p.column) + forms[p.form] + "}"
	case namedColumn:
		return "{" + p.name + forms[p.form] + "}"
	case everyColumn:
	}
	return "{" + forms[p.form] + "}"
}

// values returns what the placeholder stands for, one text a column.
func (p placeholder) values(e errand) ([]string, error) {
	switch p.source {
	case taskNumber:
		return []string{strconv.Itoa(e.number)}, nil
	case slotNumber:
		return []string{strconv.Itoa(e.slot)}, nil
	case everyColumn:
		return p.formed(e.words.Values), nil
	case numberedColumn:
		if p.column > len(e.words.Values) {
			return nil, columnErrorf("%s asks for column %d, but the input has %s", p, p.column, counted(len(e.words.Values)))
		}
		return p.formed(e.words.Values[p.column-1 : p.column]), nil
	case namedColumn:
	}
	i := slices.Index(e.words.Names, p.name)
	if i < 0 || i >= len(e.words.Values) {
		return nil, columnErrorf("%s asks for a column %s, but the input has %s", p, shown(p.name), named(e.words.Names))
	}
	return p.formed(e.words.Values[i : i+1]), nil
}

func (p placeholder) formed(values []string) []string {
	if p.form == whole {
		return values
	}
	formed := make([]string, len(values))
	for i, v := range values {
		formed[i] = p.form.of(v)
	}
	return formed
}

func counted(columns int) string {
	if columns == 1 {
		return "only 1 column"
	}
	return fmt.Sprintf("only %d columns", columns)
}

func named(names []string) string {
	if len(names) == 0 {
		return "no columns with names"
	}
	return "only " + shown(strings.Join(names, ", "))
}

// placeholderAt returns the placeholder that a text begins with and its length; 0 for
// none. Names are those that columns have; what is a placeholder without them stays
// what it is.
func placeholderAt(text string, names []string) (p placeholder, length int, err error) {
	inside, _, closed := strings.Cut(text[1:], "}")
	if closed {
		p, ok, err := numbered(inside)
		if ok || err != nil {
			return p, len(inside) + 2, err
		}
	}
	return namedAt(text, names)
}

// numbered returns the placeholder that needs no names of columns of what is between
// its braces.
func numbered(inside string) (p placeholder, ok bool, err error) {
	switch inside {
	case "#":
		return placeholder{source: taskNumber}, true, nil
	case "%":
		return placeholder{source: slotNumber}, true, nil
	}
	digits := len(inside) - len(strings.TrimLeft(inside, "0123456789"))
	f, ok := formOf(inside[digits:])
	if !ok || digits == 0 {
		return placeholder{form: f}, ok, nil
	}
	column, err := strconv.Atoi(inside[:digits])
	switch {
	case err != nil || column > maxColumn:
		return placeholder{}, false, fmt.Errorf("{%s}: no input has so many columns", inside)
	case column == 0:
		return placeholder{}, false, fmt.Errorf("{%s}: columns are counted from 1", inside)
	}
	return placeholder{source: numberedColumn, column: column, form: f}, true, nil
}

func formOf(suffix string) (f form, ok bool) {
	switch suffix {
	case "":
		return whole, true
	case ".":
		return stem, true
	case "/":
		return base, true
	case "//":
		return folder, true
	case "/.":
		return baseStem, true
	}
	return whole, false
}

// namedAt returns the placeholder of the column with the longest name that the text
// has: a name may hold what ends others, such as a dot or a brace.
func namedAt(text string, names []string) (p placeholder, length int, err error) {
	for _, name := range names {
		rest, ok := strings.CutPrefix(text[1:], name)
		suffix, _, closed := strings.Cut(rest, "}")
		f, known := formOf(suffix)
		if ok && closed && known && (length == 0 || len(name) > len(p.name)) {
			p, length = placeholder{source: namedColumn, name: name, form: f}, len(name)+len(suffix)+2
		}
	}
	if first := slices.Index(names, p.name); length > 0 && slices.Contains(names[first+1:], p.name) {
		return p, length, fmt.Errorf("%s: several columns have the name %s; give each its own, or use their numbers", p, shown(p.name))
	}
	return p, length, nil
}
