// Package locale keeps Fyne from complaining about LANG=C.UTF-8, which it reads
// while its packages are initialised and takes for a mistake.
//
// Go initialises packages in the order of their paths as far as their imports
// allow (Go specification, Program initialization): this path sorts before
// those of golang.org/x/text, which Fyne's own translations wait for, and
// nothing but syscall is imported here, so its turn comes first.
package locale

import (
	"strings"
	"syscall"
)

const language = "LANGUAGE"

// lent tells that the variable was set here and is no wish of the user's.
//
//nolint:gochecknoglobals // set while the package is initialised, which is the whole point, and never after
var lent = lend()

// lend names English where the environment asks for the C locale in a form that
// Fyne does not know.
func lend() bool {
	if value, _ := syscall.Getenv(language); value != "" || !isC(wanted()) {
		return false
	}
	return syscall.Setenv(language, "en") == nil
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

// Restore takes the variable back, so that no child inherits it. It is for the
// time after all packages are initialised.
func Restore() {
	if lent {
		_ = syscall.Unsetenv(language) // fails only for an empty name
	}
}
