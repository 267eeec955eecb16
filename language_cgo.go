//go:build cgo

package main

import (
	"fmt"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"github.com/poolscope/poolscope/gui/lend"
	"github.com/poolscope/poolscope/gui/tr"
)

// languageEnv is the variable by which Fyne is told the language of its own words on Linux
// (updateLocalizer in lang/lang.go of v2.7.1); elsewhere it asks the system alone.
const languageEnv = "LANGUAGE"

// desktopLanguage returns the locale that the desktop asks for.
func desktopLanguage() string {
	if lend.Language() {
		return "" // C with an encoding, which Fyne takes for a mistake
	}
	return lang.SystemLocale().LanguageString()
}

// speak has the window in a language of tr.Languages, and Fyne's own words with it. No child
// inherits the variable that this takes.
func speak(tag string) error {
	if err := tr.Use(tag); err != nil {
		return err //nolint:wrapcheck // says what it read
	}
	before, set := os.LookupEnv(languageEnv)
	defer func() {
		if set {
			_ = os.Setenv(languageEnv, before) // it was taken before
		} else {
			_ = os.Unsetenv(languageEnv) // fails only for an empty name
		}
	}()
	if err := os.Setenv(languageEnv, tag); err != nil {
		return fmt.Errorf("choose the language %s: %w", tag, err)
	}
	if err := lang.AddTranslationsForLocale([]byte("{}"), fyne.Locale(tag)); err != nil {
		return fmt.Errorf("choose the language %s: %w", tag, err)
	}
	return nil
}
