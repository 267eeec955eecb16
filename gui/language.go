package gui

import (
	"slices"

	"github.com/poolscope/poolscope/gui/tr"
)

const languageKey = "language"

// Language returns the tag of the language that a window is to speak: the one that the
// settings name, else the one that comes closest to the desktop's.
func Language(m Memory, desktop string) string {
	if tag := (preferences{m}).language(); tag != "" {
		return tag
	}
	return tr.Closest(desktop)
}

// language is the tag of the language that was chosen, "" for the desktop's.
func (p preferences) language() string {
	tag := p.store.String(languageKey)
	if !slices.ContainsFunc(tr.Languages(), func(l tr.Language) bool { return l.Tag == tag }) {
		return ""
	}
	return tag
}

func (p preferences) setLanguage(tag string) { p.store.SetString(languageKey, tag) }

// languageNames are the choices of the settings: the desktop's, then each in its own name.
func languageNames() []string {
	names := []string{tr.T("As the desktop has it")}
	for _, l := range tr.Languages() {
		names = append(names, l.Name)
	}
	return names
}

// languageName is the name among languageNames of what is remembered.
func (p preferences) languageName() string {
	for i, l := range tr.Languages() {
		if l.Tag == p.language() {
			return languageNames()[i+1]
		}
	}
	return languageNames()[0]
}

// languageNamed remembers a language by its name: the next window speaks it.
func (p preferences) languageNamed(name string) {
	for _, l := range tr.Languages() {
		if l.Name == name {
			p.setLanguage(l.Tag)
			return
		}
	}
	p.setLanguage("")
}
