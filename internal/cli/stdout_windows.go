package cli

import "io"

// orClosed returns the stream.
func orClosed(stream io.Writer) io.Writer { return stream }

// unread is not known before the next write.
func unread(io.Writer) bool { return false }
