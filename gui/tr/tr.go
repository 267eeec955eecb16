// Package tr has the words of the window in the language that was chosen, as gettext(3) has
// those of a program: the English text itself is the key, and stands in the code.
//
// What is looked up when it is shown, and never kept, may be any English text. What is looked
// up early, such as the title of a button, is in the language that Use chose last: the window
// is built after that.
//
// Words of the plan file and of the command line are not translated, nor are messages of the
// system: they have to be found by who searches for them. What the plan's reader and the pool
// say is English inside, and package gui knows its forms (foreign.go there).
package tr

import (
	"fmt"
	"sync/atomic"
)

// words are the translations of the chosen language by their English texts, nil for English.
//
//nolint:gochecknoglobals // a language is the program's, not a window's: any part may ask
var words atomic.Pointer[map[string]string]

// T returns a text in the chosen language; the text itself where it has no translation. Any
// goroutine may call it.
func T(text string) string {
	if chosen := words.Load(); chosen != nil {
		if said, ok := (*chosen)[text]; ok {
			return said
		}
	}
	return text
}

// In returns a text that has several meanings: the translation is that of context|text.
func In(context, text string) string {
	key := context + "|" + text
	if said := T(key); said != key {
		return said
	}
	return text
}

// F returns a translated format with its values filled in (package fmt). A translation may
// have them in another order: %[2]s.
func F(format string, values ...any) string { return fmt.Sprintf(T(format), values...) }

// N returns a text for one and a text for any other number: "%s task", "%s tasks".
func N(n int, one, more string) string {
	if n == 1 {
		return T(one)
	}
	return T(more)
}

// Translates tells whether the language that was chosen is another than that of the code.
func Translates() bool { return words.Load() != nil }

// Mark returns the text unchanged: it says that T is given it later, when it is shown.
func Mark(text string) string { return text }
