package tr

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"

	"golang.org/x/text/language"
)

//go:embed words
var files embed.FS

// Language is one that the window can speak.
type Language struct {
	Tag  string // of BCP 47
	Name string // in the language itself
}

// Languages are all that there are. The first is what the code is written in.
func Languages() []Language {
	return []Language{{"en", "English"}, {"de", "Deutsch"}}
}

// Closest returns the tag of the language that comes closest to what somebody asked for, in
// whatever form a locale is named in; English where none does.
func Closest(locale string) string {
	var known []language.Tag
	for _, l := range Languages() {
		known = append(known, language.Make(l.Tag))
	}
	_, at := language.MatchStrings(language.NewMatcher(known), locale)
	return Languages()[at].Tag
}

// Use has all texts from now on in a language of Languages. The error says what is wrong with
// the program, never with what a user did.
func Use(tag string) error {
	if tag == Languages()[0].Tag {
		words.Store(nil)
		return nil
	}
	catalogue, err := Catalogue(tag)
	if err != nil {
		return err
	}
	words.Store(&catalogue)
	return nil
}

// Catalogue returns the translations of a language by their English texts.
func Catalogue(tag string) (map[string]string, error) {
	text, err := files.ReadFile(path.Join("words", tag+".json"))
	if err != nil {
		return nil, fmt.Errorf("read the words of %q: %w", tag, err)
	}
	var catalogue map[string]string
	if err := json.Unmarshal(text, &catalogue); err != nil {
		return nil, fmt.Errorf("read the words of %q: %w", tag, err)
	}
	return catalogue, nil
}
