package gui

import (
	"runtime/debug"

	"github.com/poolscope/poolscope/gui/tr"
)

// moduleVersion returns the version of a module that is built in.
func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return tr.T("of an unknown version")
	}
	for _, m := range info.Deps {
		if m.Path == path {
			return m.Version
		}
	}
	return tr.T("of an unknown version")
}
