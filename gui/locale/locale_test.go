package locale

import (
	"os"
	"testing"
)

func TestEnglishIsNamedOnlyForTheCLocaleThatFyneDoesNotKnow(t *testing.T) {
	for _, c := range []struct {
		all, lang, language string
		lent                bool
	}{
		{"", "C.UTF-8", "", true},
		{"POSIX.UTF-8", "de_DE.UTF-8", "", true},
		{"", "C", "", false},
		{"", "", "", false},
		{"", "de_DE.UTF-8", "", false},
		{"", "C.UTF-8", "fr", false},
	} {
		t.Setenv("LC_ALL", c.all)
		t.Setenv("LC_MESSAGES", "")
		t.Setenv("LANG", c.lang)
		t.Setenv(language, c.language)
		want := c.language
		if c.lent {
			want = "en"
		}
		if got := lend(); got != c.lent || os.Getenv(language) != want {
			t.Errorf("LC_ALL=%q LANG=%q LANGUAGE=%q: lent %v, LANGUAGE=%q, want %v, %q", c.all, c.lang, c.language, got, os.Getenv(language), c.lent, want)
		}
	}
}
