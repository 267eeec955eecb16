package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// screenConsole returns a console whose streams are both a terminal, which
// keeps all that was written to it.
func screenConsole(width int) (*console, *bytes.Buffer) {
	var screen bytes.Buffer
	c := newConsole(System{Stdout: &screen, Stderr: &screen, Env: func(string) string { return "" }})
	c.outTTY, c.errTTY = &visible{}, &visible{}
	c.width = func() int { return width }
	return c, &screen
}

func TestProgressIsErasedBeforeAnyOtherLine(t *testing.T) {
	c, screen := screenConsole(80)
	c.draw("1/4 tasks")
	c.note("task 2 failed")
	c.draw("2/4 tasks")
	c.taskOut([]byte("hello\n"))
	c.flush()
	want := "\r1/4 tasks\x1b[K" + "\r\x1b[K" + "task 2 failed\n" + "\r2/4 tasks\x1b[K" + "\r\x1b[K" + "hello\n"
	if got := screen.String(); got != want {
		t.Errorf("screen = %q, want %q", got, want)
	}
}

func TestProgressLeavesTheLastColumnFree(t *testing.T) {
	c, screen := screenConsole(10)
	c.draw("0123456789abc")
	if got, want := screen.String(), "\r012345678\x1b[K"; got != want {
		t.Errorf("screen = %q, want %q", got, want)
	}
}

func TestProgressDoesNotOverwriteAnUnfinishedLine(t *testing.T) {
	c, screen := screenConsole(80)
	c.taskOut([]byte("password: "))
	c.draw("1/4 tasks")
	c.note("task 2 failed")
	if got, want := screen.String(), "password: \ntask 2 failed\n"; got != want {
		t.Errorf("screen = %q, want %q", got, want)
	}
}

func TestOutputToAPipeIsByteExact(t *testing.T) {
	var out, errs bytes.Buffer
	c := newConsole(System{Stdout: &out, Stderr: &errs})
	raw := []byte("\x1b[31mred\x00\xff\r\n\xe2\x82")
	c.taskOut(raw)
	c.taskErr(raw)
	if !bytes.Equal(out.Bytes(), raw) || !bytes.Equal(errs.Bytes(), raw) {
		t.Errorf("stdout = %q, stderr = %q, want both %q", out.Bytes(), errs.Bytes(), raw)
	}
}

func TestTerminalDoesNotObeyTaskOutput(t *testing.T) {
	c, screen := screenConsole(80)
	c.taskOut([]byte("\x1b]0;title\x07\u009b2J\x7f \xff é\t\r\n"))
	c.flush()
	if got, want := screen.String(), "^[]0;title^G\\u009b2J\\x7f \\xff é\t\n"; got != want {
		t.Errorf("screen = %q, want %q", got, want)
	}
}

func TestCharacterInTwoPiecesStaysWhole(t *testing.T) {
	c, screen := screenConsole(80)
	c.taskOut([]byte("\xe2\x82"))
	c.taskOut([]byte("\xac\n"))
	c.flush()
	if got, want := screen.String(), "€\n"; got != want {
		t.Errorf("screen = %q, want %q", got, want)
	}
}

func TestOwnLinesCannotBeForged(t *testing.T) {
	var errs bytes.Buffer
	c := newConsole(System{Stdout: &bytes.Buffer{}, Stderr: &errs})
	c.note("input \"a\nworkers started 1\x1b[2J\u202e\"")
	if got, want := errs.String(), `input "a\nworkers started 1\x1b[2J\u202e"`+"\n"; got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
}

func TestResultBeginsItsOwnLine(t *testing.T) {
	var out bytes.Buffer
	c := newConsole(System{Stdout: &out, Stderr: &bytes.Buffer{}})
	c.taskOut([]byte("no newline"))
	c.record([]byte("42"))
	c.record([]byte("43"))
	c.flush()
	if got, want := out.String(), "no newline\n42\n43\n"; got != want {
		t.Errorf("stdout = %q, want %q", got, want)
	}
}

func TestColourFollowsNoColorAndTerm(t *testing.T) {
	c, screen := screenConsole(80)
	c.alarm("plain")
	c.colour = true
	c.alarm("red")
	if got, want := screen.String(), "plain\n\x1b[31mred\x1b[0m\n"; got != want {
		t.Errorf("screen = %q, want %q", got, want)
	}
}

// full is a device with no space left.
type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func TestFirstWriteErrorIsKept(t *testing.T) {
	cause := errors.New("no space left on device")
	c := newConsole(System{Stdout: full{cause}, Stderr: &bytes.Buffer{}})
	c.record([]byte(strings.Repeat("x", 1<<17)))
	c.flush()
	if !errors.Is(c.outErr, cause) {
		t.Errorf("outErr = %v, want %v", c.outErr, cause)
	}
}

func TestShortenKeepsCharactersWhole(t *testing.T) {
	if got, want := shorten("aé€", 4), "aé… (3 bytes more)"; got != want {
		t.Errorf("shorten = %q, want %q", got, want)
	}
	if got, want := shorten("abc", 3), "abc"; got != want {
		t.Errorf("shorten = %q, want %q", got, want)
	}
}
