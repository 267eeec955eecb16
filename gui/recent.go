package gui

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
)

const (
	recentKey  = "plan.recent"
	mostRecent = 10
)

// freshMemory is a Memory whose texts somebody else may have changed.
type freshMemory interface {
	// Fresh returns the text of a key as it stands now.
	Fresh(key string) string
}

// recent lists the plans that were opened or saved last, the newest first, by whichever
// window.
func (p preferences) recent() []string {
	text := p.store.String(recentKey)
	if fresh, ok := p.store.(freshMemory); ok {
		text = fresh.Fresh(recentKey)
	}
	var paths []string
	if json.Unmarshal([]byte(text), &paths) != nil {
		return nil // what somebody else wrote there
	}
	return paths[:min(len(paths), mostRecent)]
}

func (p preferences) setRecent(paths []string) {
	text, err := json.Marshal(paths[:min(len(paths), mostRecent)])
	if err == nil { // texts can always be written
		p.store.SetString(recentKey, string(text))
	}
}

// addRecent puts a plan first in the list.
func (w *Window) addRecent(path string) {
	w.prefs.setRecent(append([]string{path}, allBut(w.prefs.recent(), path)...))
	w.recentState()
}

// dropRecent takes a plan out of the list.
func (w *Window) dropRecent(path string) {
	w.prefs.setRecent(allBut(w.prefs.recent(), path))
	w.recentState()
}

func allBut(paths []string, path string) []string {
	return slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return p == path })
}

// clearRecent empties the list.
func (w *Window) clearRecent() {
	w.prefs.setRecent(nil)
	w.recentState()
}

// recentState brings the menu in line with the list.
func (w *Window) recentState() {
	paths := w.prefs.recent()
	w.recentPaths = paths
	var items []*fyne.MenuItem
	for _, path := range paths {
		items = append(items, fyne.NewMenuItem(recentName(path), w.uncovered(func() { w.recentChosen(path) })))
	}
	if len(paths) > 0 {
		items = append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(tr.T("Clear this list"), w.uncovered(w.clearRecent)))
	}
	w.recentItem.Disabled = len(paths) == 0
	w.recentItem.ChildMenu.Items = items
	if w.menu != nil {
		w.refreshMenu()
	}
}

// recentShared takes over what another window has done to the list since.
func (w *Window) recentShared() {
	if !slices.Equal(w.prefs.recent(), w.recentPaths) {
		w.recentState()
	}
}

// recentChosen opens a plan of the list. One that is not there any more leaves it.
func (w *Window) recentChosen(path string) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		w.dropRecent(path)
		complain(w.win, tr.T("This plan is not there any more"), tr.F("%s was moved, renamed or deleted since. It is no longer in the list of recent plans.\n\nIts folder was %s",
			visible(filepath.Base(path)), visible(filepath.Dir(path))))
		return
	}
	w.open(path)
}

const mostFolder = 40 // letters of a folder's name in the menu

// recentName names a plan in the menu by its file and its folder, of which the end is kept
// where it is long.
func recentName(path string) string {
	dir := filepath.Dir(path)
	if home, err := os.UserHomeDir(); err == nil && home != "" {
		if dir == home || strings.HasPrefix(dir, home+string(filepath.Separator)) {
			dir = "~" + dir[len(home):]
		}
	}
	if runes := []rune(dir); len(runes) > mostFolder {
		dir = "…" + string(runes[len(runes)-mostFolder:])
	}
	return tr.F("%s  in  %s", visible(clipped(filepath.Base(path), mostRecentName)), visible(dir))
}

const mostRecentName = 60 // bytes of a file's name in the menu
