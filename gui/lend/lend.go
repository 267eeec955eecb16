// Package lend gives Fyne what it reads of the environment while its packages are
// initialised, where the user has not said it:
//
//   - a language in place of LANG=C.UTF-8, which Fyne takes for a mistake and logs;
//   - FYNE_CACHE, how long a text that is not shown any more stays drawn (ValidDuration in
//     internal/cache/base.go of v2.7.1, a minute): numbers that change would fill 10 MiB. By as
//     much as it is over 10 s, Fyne waits after a picture or such a walk before it walks over
//     all that is visible, to keep it known (drawSingleFrame in internal/driver/glfw/loop.go);
//     with 10 s it does so 60 times a second. A longer time than between two pictures would
//     have it forget what is shown, since a picture does not keep what stayed as it was.
//
// Go initialises packages in the order of their paths as far as their imports allow (Go
// specification, Program initialization): this path sorts before those of golang.org/x/text,
// which Fyne's own translations and its cache wait for, and nothing but syscall is imported
// here, so its turn comes first.
package lend

import (
	"strings"
	"syscall"
)

const (
	language  = "LANGUAGE"
	cache     = "FYNE_CACHE"
	cacheTime = "10.05s"
)

// What was set here and is no wish of the user's.
//
//nolint:gochecknoglobals // set while the package is initialised, which is the whole point, and never after
var lentLanguage, lentCache = lendLanguage(), lend(cache, cacheTime)

// lendLanguage names English where the environment asks for the C locale in a form that
// Fyne does not know.
func lendLanguage() bool { return isC(wanted()) && lend(language, "en") }

// lend sets a variable that is not set.
func lend(name, value string) bool {
	if said, _ := syscall.Getenv(name); said != "" {
		return false
	}
	return syscall.Setenv(name, value) == nil
}

// wanted returns the locale of messages (setlocale(3)).
func wanted() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value, _ := syscall.Getenv(name); value != "" {
			return value
		}
	}
	return ""
}

// isC reports whether a locale is C or POSIX with an encoding.
func isC(name string) bool {
	return strings.HasPrefix(name, "C.") || strings.HasPrefix(name, "POSIX.")
}

// Language tells whether the user asked for no language that Fyne knows.
func Language() bool { return lentLanguage }

// TakeBack takes the variables back, so that no child inherits them. It is for the time
// after all packages are initialised.
func TakeBack() {
	if lentLanguage {
		_ = syscall.Unsetenv(language) // fails only for an empty name
	}
	if lentCache {
		_ = syscall.Unsetenv(cache)
	}
}
