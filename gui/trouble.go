package gui

import (
	"errors"
	"time"

	"github.com/poolscope/poolscope/gui/tr"
)

// troubledMemory is a Memory that knows what went wrong with what it keeps: the oldest
// first, and none is ever taken back.
type troubledMemory interface{ Troubles() []error }

// watchedMemory calls after with each text that was set.
type watchedMemory struct {
	Memory
	after func()
}

// SetString remembers a text.
func (m watchedMemory) SetString(key, text string) {
	m.Memory.SetString(key, text)
	m.after()
}

// Fresh is the Memory's, see freshMemory.
func (m watchedMemory) Fresh(key string) string {
	if fresh, ok := m.Memory.(freshMemory); ok {
		return fresh.Fresh(key)
	}
	return m.String(key)
}

// finishing makes what the window is told and tells in passing: the wishes of its user
// that are remembered, warnings, tips and notifications.
func (w *Window) finishing(o Options) {
	w.since, w.send = time.Now(), o.Notify
	if w.send == nil {
		w.send = sender(w.app)
	}
	w.prefs.store = watchedMemory{w.prefs.store, w.tellTroubles}
	w.pace = newPace(w.prefs.pictures(), w.prefs.texts())
	w.tips = newTipLayer(w.post, w.closed)
	w.warnings = newWarningLog(func() { w.status.warn(w.warnings.unread()) })
	w.watchFocus()
}

// tellTroubles says what went wrong with the settings, once: beside the warnings in a
// notice, where none stands there that offers something.
func (w *Window) tellTroubles() {
	memory, ok := w.prefs.store.(watchedMemory).Memory.(troubledMemory)
	if !ok || w.notice == nil {
		return
	}
	all := memory.Troubles()
	for _, trouble := range all[w.troubles:] {
		w.troubles++
		text := sentence(errors.New(foreign(trouble.Error())))
		w.warnings.add(text)
		if !w.notice.content.Visible() {
			w.notice.show(text, tr.T("Show all of it"), w.warningsTapped, nil)
		}
	}
}

// troubleForms are what a FileMemory says went wrong. What the system says of it stays.
func troubleForms() []string {
	return []string{
		tr.Mark("the settings of the last time could not be read, and the window has its defaults; what is set now takes their place, and the file is kept as %s: %v"),
		tr.Mark("settings are for this window alone, as they can't be written: %v"),
		tr.Mark("read the settings in %s: %s"), tr.Mark("write the settings in %s: the file is read-only"),
		tr.Mark("write the settings in %s: %s"), tr.Mark("make a folder for the settings: %s"),
	}
}
