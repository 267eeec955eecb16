//go:build !linux

package guard

import "os"

// Main does nothing: only Linux gives orphans to an ancestor that asks for them.
func Main() {}

// EndGroup does nothing.
func EndGroup() {}

// End ends this process. The workers end with it: their pipes close, and on
// Windows their job object does.
func End(status int) {
	doLast()
	os.Exit(status)
}
