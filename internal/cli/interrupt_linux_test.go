package cli

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// leadingTerminal has a command lead the session of a new terminal, as a login has it, and
// returns its screen, and the terminal, which the caller closes.
func leadingTerminal(t *testing.T, cmd *exec.Cmd) (screen, terminal *os.File) {
	t.Helper()
	screen, terminal = newTerminal(t)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=")
	return screen, terminal
}

// until reads a screen until a text has come, or to the end without one, and returns
// what it read.
func until(screen *bufio.Reader, text string) string {
	var all strings.Builder
	for {
		b, err := screen.ReadByte() // at the end EIO (pty(7)), too
		if err != nil || all.WriteByte(b) == nil && text != "" && strings.HasSuffix(all.String(), text) {
			return all.String()
		}
	}
}

// Issue 4: the terminal is restored after Ctrl-C.
func TestCtrlCLeavesTheTerminalAsItWas(t *testing.T) {
	cmd := program(t, "run", "-j", "2", "--", "sleep", ":::", "30", "30", "30")
	screen, terminal := leadingTerminal(t, cmd)
	defer func() { _ = terminal.Close() }()
	before, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter(t, cmd, 20*time.Second)
	drawn := bufio.NewReader(screen)
	text := until(drawn, " running")
	if _, err := screen.Write([]byte{3}); err != nil { // Ctrl-C
		t.Fatal(err)
	}
	text += until(drawn, "left over 0\r\n")
	if status := statusOf(t, cmd.Wait()); status != 130 {
		t.Errorf("status %d, want 130", status)
	}
	after, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
	if err != nil || *after != *before {
		t.Errorf("the terminal is set to %+v, %v, want %+v as before", after, err, before)
	}
	if !strings.Contains(text, "3 tasks: 2 cancelled, 1 not run\r\n") {
		t.Errorf("screen = %q, want the end of the tasks on it", text)
	}
	// All that may be on it besides text: a line that is cleared, colours that end again.
	rest := strings.NewReplacer("\x1b[K", "", "\x1b[0m", "", "\x1b[m", "", "\x1b[31m", "", "\x1b[1m", "", "\x1b[33m", "", "\x1b[2m", "").Replace(text)
	if strings.Contains(rest, "\x1b") || lastColour(text) != "" {
		t.Errorf("screen = %q, want no escape left over", text)
	}
}

// lastColour returns the colour that a text leaves a terminal in, "" for its own.
func lastColour(text string) string {
	i := strings.LastIndex(text, "\x1b[")
	for i >= 0 {
		code, _, found := strings.Cut(text[i+2:], "m")
		if found && strings.Trim(code, "0123456789;") == "" {
			return strings.Trim(code, "0")
		}
		i = strings.LastIndex(text[:i], "\x1b[")
	}
	return ""
}

// Issue 4: control bytes of names and arguments never reach the terminal raw, whatever
// becomes of the task.
func TestATerminalObeysNoNameOfACommand(t *testing.T) {
	const evil = "\x1b]0;owned\x07\x1b[2J\x9b31m\u009b\x7f\b\r\nforged\t\x0e"
	dir := t.TempDir()
	script := filepath.Join(dir, evil)
	if err := os.WriteFile(script, []byte("#!/bin/sh\nkill -9 $$\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"fails":               {"--", "false", evil, ":::", evil},
		"is killed":           {"--", "./" + evil, ":::", evil},
		"is missing":          {"--", "./{}gone", ":::", evil},
		"takes too long":      {"--timeout", "0.1s", "--", "sh", "-c", "sleep 30", evil, ":::", evil},
		"is tried again":      {"--retries", "1", "--", "false", ":::", evil},
		"prints its name":     {"--tag", "--", "printf", "%s", ":::", evil},
		"is a script":         {"--shell", "exit 1 # " + evil, "--", ":::", evil},
		"is no program":       {"--", evil, ":::", evil},
		"has a hostile log":   {"--log", evil + "/log", "--", "true", ":::", evil},
		"has a hostile file":  {"--", "true", "::::", evil + ".txt"},
		"has hostile results": {"--results", script, "--", "true", ":::", evil},
		"is in a dry run":     {"--dry-run", "--", "true", evil, ":::", evil},
		"has a hostile flag":  {"--" + evil, "--", "true", ":::", evil},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := program(t, append([]string{"run"}, args...)...)
			screen, terminal := leadingTerminal(t, cmd)
			cmd.Dir = dir
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			_ = terminal.Close()
			killAfter(t, cmd, 20*time.Second)
			text := until(bufio.NewReader(screen), "")
			_ = cmd.Wait()
			if text == "" {
				t.Error("nothing on the screen")
			}
			plain := text
			for _, own := range []string{"\r\n", "\r\x1b[K", "\x1b[K", "\x1b[0m", "\x1b[m", "\x1b[31m", "\x1b[33m"} {
				plain = strings.ReplaceAll(plain, own, "\n")
			}
			raw := func(c rune) bool { return c != '\n' && c != '\t' && (c < ' ' || c == '\x7f' || c >= 0x80 && c < 0xa0) }
			plain = drawn().ReplaceAllString(plain, "")
			if i := strings.IndexFunc(strings.ReplaceAll(plain, "\r", ""), raw); i >= 0 || !utf8.ValidString(text) {
				t.Errorf("screen = %q, want no control byte of a name", text)
			}
			if slices.ContainsFunc(strings.Split(plain, "\n"), func(l string) bool { return strings.HasPrefix(l, "forged") }) {
				t.Errorf("screen = %q: a name has made a line of its own", text)
			}
		})
	}
}
