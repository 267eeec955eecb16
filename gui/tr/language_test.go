package tr

import "testing"

func TestALocaleHasItsLanguage(t *testing.T) {
	for locale, want := range map[string]string{"de": "de", "de-AT": "de", "de_CH": "de", "en-GB": "en", "fr": "en", "": "en", "nonsense?": "en"} {
		if got := Closest(locale); got != want {
			t.Errorf("language of %q = %q, want %q", locale, got, want)
		}
	}
}

func TestTextsAreInTheLanguageThatWasChosen(t *testing.T) {
	t.Cleanup(func() { words.Store(nil) })
	words.Store(&map[string]string{"Stop": "Anhalten", "%s of %s": "%[2]s: davon %[1]s", "1 task": "1 Aufgabe", "verb|Run": "Starten"})
	for got, want := range map[string]string{
		T("Stop"):                  "Anhalten",
		T("Pause"):                 "Pause",
		F("%s of %s", "3", "7"):    "7: davon 3",
		N(1, "1 task", "%s tasks"): "1 Aufgabe",
		N(2, "1 task", "%s tasks"): "%s tasks",
		In("verb", "Run"):          "Starten",
		In("noun", "Run"):          "Run",
		Mark("Stop"):               "Stop",
	} {
		if got != want {
			t.Errorf("text = %q, want %q", got, want)
		}
	}
	if err := Use("en"); err != nil || T("Stop") != "Stop" {
		t.Errorf("after Use(en): %v, %q", err, T("Stop"))
	}
	if Use("xx") == nil {
		t.Error("a language that there is not was taken")
	}
}
