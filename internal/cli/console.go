package cli

import (
	"bufio"
	"io"
	"os"

	"golang.org/x/term"
)

// console is the two streams that a person or a program reads. What tasks print
// leaves byte for byte, except to a terminal, which must not obey it. One
// goroutine uses it.
type console struct {
	out    *bufio.Writer
	err    io.Writer
	outTTY *visible // nil when the stream is no terminal
	errTTY *visible
	width  func() int  // of the terminal that shows progress
	unread func() bool // nobody reads out any more
	one    bool        // both streams are one file, terminal or pipe
	colour bool

	outMid, errMid bool // the last byte of the stream was no newline
	drawn          bool // a progress line is on the screen
	outErr, errErr error
}

func newConsole(sys System) *console {
	c := &console{out: bufio.NewWriterSize(sys.Stdout, 1<<16), err: sys.Stderr, width: func() int { return 0 }, unread: func() bool { return unread(sys.Stdout) }, one: isOne(sys.Stdout, sys.Stderr)}
	if _, ok := terminal(sys.Stdout); ok {
		c.outTTY = &visible{}
	}
	if fd, ok := terminal(sys.Stderr); ok {
		c.errTTY = &visible{}
		c.colour = sys.Env("NO_COLOR") == "" && sys.Env("TERM") != "dumb"
		c.width = func() int {
			width, _, err := term.GetSize(fd)
			if err != nil {
				return 80
			}
			return width
		}
	}
	return c
}

// isOne reports whether two streams are the same file, terminal or pipe.
func isOne(a, b io.Writer) bool {
	first, isFile := a.(*os.File)
	second, isFileToo := b.(*os.File)
	if !isFile || !isFileToo {
		return false
	}
	one, err := first.Stat()
	other, errToo := second.Stat()
	return err == nil && errToo == nil && os.SameFile(one, other)
}

func terminal(stream any) (fd int, ok bool) {
	f, ok := stream.(interface{ Fd() uintptr })
	if !ok {
		return 0, false
	}
	fd = int(f.Fd())
	return fd, term.IsTerminal(fd)
}

// live reports whether progress can be a line that is rewritten.
func (c *console) live() bool { return c.errTTY != nil }

// taskOut writes what a task printed on its standard output.
func (c *console) taskOut(data []byte) {
	if c.outTTY != nil {
		c.clear()
		data = c.outTTY.filter(data)
	}
	c.writeOut(data)
}

// taskErr writes what a task printed on its standard error.
func (c *console) taskErr(data []byte) {
	c.flush()
	c.clear()
	if c.errTTY != nil {
		data = c.errTTY.filter(data)
	}
	c.writeErr(data)
}

// record writes a line of Poolscope's own on standard output: a result, an event.
func (c *console) record(line []byte) {
	if c.outTTY != nil {
		c.clear()
		line = []byte(oneLine(string(line)))
	}
	if c.outMid {
		c.writeOut([]byte{'\n'})
	}
	c.writeOut(append(line, '\n'))
}

// note writes a line of Poolscope's own on standard error.
func (c *console) note(text string) { c.say(oneLine(text)) }

// alarm is a note that a person should not miss.
func (c *console) alarm(text string) {
	if text = oneLine(text); c.colour {
		text = "\x1b[31m" + text + "\x1b[0m"
	}
	c.say(text)
}

func (c *console) say(line string) {
	c.flush()
	c.clear()
	// A screen has one cursor for both streams.
	if c.errMid || (c.outMid && c.outTTY != nil && c.errTTY != nil) {
		line = "\n" + line
		c.outMid = false
	}
	c.writeErr([]byte(line + "\n"))
}

// draw rewrites the progress line, unless a task is in the middle of a line of
// its own there.
func (c *console) draw(text string) {
	c.flush()
	if c.errMid || (c.outMid && c.outTTY != nil) {
		return
	}
	// The last column stays free: a terminal that wraps there would scroll.
	if width := c.width(); width > 0 && len(text) >= width {
		text = text[:width-1]
	}
	c.drawn = true
	c.write("\r" + text + "\x1b[K")
}

// clear takes the progress line off the screen.
func (c *console) clear() {
	if c.drawn {
		c.drawn = false
		c.write("\r\x1b[K")
	}
}

// waits reports whether output waits to be flushed.
func (c *console) waits() bool { return c.out.Buffered() > 0 }

func (c *console) flush() {
	if err := c.out.Flush(); err != nil && c.outErr == nil {
		c.outErr = err
	}
}

func (c *console) writeOut(data []byte) {
	if len(data) == 0 {
		return
	}
	c.outMid = data[len(data)-1] != '\n'
	if _, err := c.out.Write(data); err != nil && c.outErr == nil {
		c.outErr = err
	}
}

func (c *console) writeErr(data []byte) {
	if len(data) == 0 {
		return
	}
	c.errMid = data[len(data)-1] != '\n'
	c.write(string(data))
}

func (c *console) write(text string) {
	if _, err := io.WriteString(c.err, text); err != nil && c.errErr == nil {
		c.errErr = err
	}
}
