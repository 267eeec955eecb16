package cli

// catchStop does nothing: Windows has no Ctrl-Z that stops a program.
func catchStop(suspender) (release func()) { return func() {} }
