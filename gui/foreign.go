package gui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
)

// foreign returns a text of another package in the words of the screen, and as it is where
// that package says something that no form is known of. The packages speak English, which is
// what is compared, recorded and printed in a terminal: this is for what is shown.
func foreign(text string) string {
	if !tr.Translates() {
		return text
	}
	said, _ := inForms(text, foreignForms())
	return said
}

// foreigns is foreign for several texts.
func foreigns(texts []string) []string {
	all := slices.Clone(texts)
	for i, text := range texts {
		all[i] = foreign(text)
	}
	return all
}

// foreignForms are what the texts of other packages are made of. A form has %s for a value
// that stays as it is, and %v for one that has a form itself: without that the whole text
// stays English, since nobody reads a sentence that is half of it.
func foreignForms() []string {
	return slices.Concat(fieldForms(), troubleForms(), planForms(), argvForms(), taskForms(), limitForms(), noticeForms(), coreForms(), exampleForms())
}

// inForms returns a text in the words of the screen by the first of some forms that fits it;
// known tells that one did.
func inForms(text string, forms []string) (said string, known bool) {
	if isName(text) {
		return text, true
	}
	for _, form := range forms {
		values, ok := filledIn(form, text)
		if !ok {
			continue
		}
		if filled, ok := translated(form, values, forms); ok {
			return filled, true
		}
	}
	return text, false
}

// translated fills a translated form with values, those of %v in the words of the screen.
func translated(form string, values []any, forms []string) (text string, known bool) {
	at := 0
	for rest := form; len(values) > at; at++ {
		_, rest, _ = strings.Cut(strings.ReplaceAll(rest, "%%", ""), "%")
		if rest[0] == 'v' {
			if values[at], known = inForms(values[at].(string), forms); !known {
				return "", false
			}
		}
	}
	return tr.F(form, values...), true
}

// isName tells that a text is a number or something in quotes, which is the same in all
// languages.
func isName(text string) bool {
	if _, err := strconv.Unquote(text); err == nil {
		return true
	}
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// filledIn returns the values that a form has in a text, and whether it can be read so.
func filledIn(form, text string) (values []any, ok bool) {
	head, _, _ := strings.Cut(form, "%")
	tail := form
	if last := max(strings.LastIndex(form, "%s"), strings.LastIndex(form, "%v")); last >= 0 {
		tail = form[last+len("%s"):]
	}
	if !strings.HasPrefix(text, head) || !strings.HasSuffix(text, strings.ReplaceAll(tail, "%%", "%")) {
		return nil, false // as of most forms, which are many
	}
	parts := strings.Split(strings.ReplaceAll(form, "%v", "%s"), "%s")
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "%%", "%")
	}
	rest, ok := strings.CutPrefix(text, parts[0])
	for i, part := range parts[1:] {
		at := valueEnd(rest, part)
		if i == len(parts)-2 {
			at = len(rest) - len(part)
		}
		if !ok || at < 0 || rest[at:at+len(part)] != part {
			return nil, false
		}
		values, rest = append(values, rest[:at]), rest[at+len(part):]
	}
	return values, ok && rest == ""
}

// valueEnd returns where a value ends that a text begins with and a part of a form follows,
// -1 for nowhere. What is in quotes belongs to the value: somebody may have typed anything.
func valueEnd(text, part string) int {
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return strings.Index(text, part)
	}
	at := strings.Index(text[len(quoted):], part)
	if at < 0 {
		return -1
	}
	return len(quoted) + at
}
