package lend

import (
	"os"
	"testing"
	"time"
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
		if got := lendLanguage(); got != c.lent || os.Getenv(language) != want {
			t.Errorf("LC_ALL=%q LANG=%q LANGUAGE=%q: lent %v, LANGUAGE=%q, want %v, %q", c.all, c.lang, c.language, got, os.Getenv(language), c.lent, want)
		}
	}
}

func TestTheTimeOfTextsIsLentUnlessItWasSaid(t *testing.T) {
	for said, want := range map[string]string{"": cacheTime, "1m": "1m"} {
		t.Setenv(cache, said)
		if lent := lend(cache, cacheTime); lent != (said == "") || os.Getenv(cache) != want {
			t.Errorf("%s=%q: lent %v, then %q, want %q", cache, said, lent, os.Getenv(cache), want)
		}
	}
}

func TestFyneWalksBetweenTwoPicturesAndNotAtEachLook(t *testing.T) {
	valid, err := time.ParseDuration(cacheTime)
	if err != nil {
		t.Fatal(err)
	}
	const picture = time.Second / 10 // the most that can be chosen
	if walk := valid - 10*time.Second; walk <= time.Second/60 || walk >= picture {
		t.Errorf("Fyne walks over all that is visible %v after a picture, want later than its next look and before the next picture", walk)
	}
}
