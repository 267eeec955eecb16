package tr

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestWhatTheWindowShowsIsMarked(t *testing.T) {
	known := allowed(t)
	found := readSource(t).unmarked
	for _, text := range found {
		if !slices.Contains(known, text) {
			t.Errorf("%q: give it to tr.T, or list it in testdata/unmarked.txt if nobody sees it", text)
		}
	}
	for _, text := range known {
		if !slices.Contains(found, text) {
			t.Errorf("testdata/unmarked.txt lists %q, which the code does not have", text)
		}
	}
}

func TestEveryTextIsTranslated(t *testing.T) {
	said := readSource(t).marked
	for _, l := range Languages()[1:] {
		words, err := Catalogue(l.Tag)
		if err != nil {
			t.Fatal(err)
		}
		for text, file := range said {
			if words[text] == "" {
				t.Errorf("words/%s.json lacks %q (gui/%s)", l.Tag, text, file)
			}
		}
		for text, translation := range words {
			if said[text] == "" {
				t.Errorf("words/%s.json has %q, which the window does not say", l.Tag, text)
			}
			if want, got := verbs(text), verbs(translation); !slices.Equal(got, want) {
				t.Errorf("words/%s.json: %q takes the values %q, want %q as %q does", l.Tag, translation, got, want, text)
			}
		}
	}
}

var (
	verb  = regexp.MustCompile(`%(\[\d+\])?([a-z])`)
	place = regexp.MustCompile(`%\[\d+\]`)
)

// verbs are the values that a format takes, in any order.
func verbs(format string) []string {
	var all []string
	for _, v := range verb.FindAllString(strings.ReplaceAll(format, "%%", ""), -1) {
		all = append(all, place.ReplaceAllString(v, "%"))
	}
	slices.Sort(all)
	return all
}
