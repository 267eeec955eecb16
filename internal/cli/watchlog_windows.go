package cli

// logFlags are none: a name in a folder is never a pipe.
const logFlags = 0

func hasNoReader(error) bool { return false }
