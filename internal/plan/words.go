package plan

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode"
)

// pathSeparators are the letters that separate folders in a file name here.
const pathSeparators = "/" + string(os.PathSeparator)

var errOpenQuote = errors.New("a quote is not closed")

// splitWords splits a line into words as a POSIX shell does (Shell Command
// Language, 2.2 Quoting) and executes nothing: what a shell would expand,
// redirect or connect is refused, unless it is quoted. Where the backslash
// separates folders it quotes nothing.
func splitWords(line string) ([]string, error) {
	s := splitter{rest: []rune(line)}
	for len(s.rest) > 0 {
		if err := s.step(); err != nil {
			return nil, err
		}
	}
	s.end()
	return s.words, nil
}

type splitter struct {
	rest  []rune
	words []string
	word  strings.Builder
	begun bool // there is a word, perhaps an empty one
}

func (s *splitter) step() error {
	r := s.next()
	switch {
	case unicode.IsSpace(r):
		s.end()
		return nil
	case r == '\'':
		return s.quoted(r, "")
	case r == '"':
		return s.quoted(r, "\"\\$`\n")
	case escapes(r):
		return s.escaped()
	case strings.ContainsRune("|&;<>()$`*?#", r) && (r != '#' || !s.begun):
		return fmt.Errorf("no shell reads this, which is what %c is for: put it in quotes to hand it to the program as it is", r)
	}
	s.put(r)
	return nil
}

func (s *splitter) next() rune {
	r := s.rest[0]
	s.rest = s.rest[1:]
	return r
}

func (s *splitter) put(r rune) {
	s.word.WriteRune(r)
	s.begun = true
}

func (s *splitter) end() {
	if s.begun {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.begun = false
}

// quoted takes what stands up to the quote. Only the escapable letters lose a
// backslash before them.
func (s *splitter) quoted(quote rune, escapable string) error {
	s.begun = true
	for len(s.rest) > 0 {
		r := s.next()
		if r == quote {
			return nil
		}
		if escapable != "" && escapes(r) && len(s.rest) > 0 && strings.ContainsRune(escapable, s.rest[0]) {
			r = s.next()
		}
		s.word.WriteRune(r)
	}
	return errOpenQuote
}

func (s *splitter) escaped() error {
	if len(s.rest) == 0 {
		return errors.New(`nothing follows the last \`)
	}
	s.put(s.next())
	return nil
}

func escapes(r rune) bool { return r == '\\' && os.PathSeparator != '\\' }

// JoinWords returns the line that Set reads back as the same words, quoted where
// a shell would want it.
func JoinWords(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quoteWord(word)
	}
	return strings.Join(quoted, " ")
}

func quoteWord(word string) string {
	again, err := splitWords(word)
	if err == nil && len(again) == 1 && again[0] == word {
		return word
	}
	// Within single quotes every letter is itself, but for that quote.
	return "'" + strings.ReplaceAll(word, "'", `'"'"'`) + "'"
}
