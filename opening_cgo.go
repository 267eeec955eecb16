//go:build cgo

package main

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
)

// opening is the time from the probe to the first turn of Fyne's loop. A display that was
// fit for a window a moment before may refuse the next: it has no room for another
// program, or is about to end. GLFW and Fyne log that and then panic, or end the program;
// it is said in one line instead. Only the main goroutine uses it.
type opening struct {
	said bytes.Buffer
	over bool
}

// beginOpening keeps what is logged from now on.
func beginOpening() *opening {
	o := &opening{}
	log.SetOutput(o)
	return o
}

// Write takes what is logged. After one of these Fyne ends the program without a word
// (initFailed in internal/driver/glfw of v2.7.1).
func (o *opening) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("window creation error")) {
		os.Exit(o.refused("a window could not be made"))
	}
	return o.said.Write(b) //nolint:wrapcheck // a buffer takes all
}

// done has what was logged written: the window is there.
func (o *opening) done() {
	o.over = true
	log.SetOutput(os.Stderr)
	_, _ = os.Stderr.Write(o.said.Bytes()) // as log does, which says nothing of errors either
}

// saved is deferred: it turns a panic before the window was there into the exit status.
func (o *opening) saved(status *int) {
	r := recover()
	switch {
	case r != nil && o.over:
		panic(r)
	case r != nil:
		*status = o.refused(fmt.Sprint(r))
	case !o.over:
		o.done() // nothing was opened, and nothing went wrong
	}
}

// refused says why there is no window, in the words of the first that said something.
func (o *opening) refused(why string) int {
	if said := strings.TrimSpace(o.said.String()); said != "" {
		why, _, _ = strings.Cut(said, "\n")
	}
	return cannotOpen(errors.New("the display refused it: " + withoutTime(why)))
}

// withoutTime drops the date and the time that log puts before a line.
func withoutTime(line string) string {
	words := strings.SplitN(line, " ", 3)
	if len(words) == 3 && strings.Count(words[0], "/") == 2 && strings.Count(words[1], ":") == 2 {
		return words[2]
	}
	return line
}
