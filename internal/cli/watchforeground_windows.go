package cli

// inForeground is always so: a console tells all of its processes of Ctrl-C.
func inForeground() bool { return true }
