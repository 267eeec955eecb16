//go:build e2e && linux

package e2e

import (
	"bytes"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// Each command leaves its input in a file that is named by its number.
const hostilePlan = `title = "Inputs that are no code"
[pool]
workers = 2
method = "imap_unordered"
[task]
kind = "command"
command = ["sh", "-c", 'printf %s "$1" >"made/$2"; cat -- "$1"; exit $(($2 % 2))', "sh", "{}", "{#}"]
[inputs]
lines = "names"
null = true
`

func hostileNames() []string {
	return []string{
		"new\nline", "\x1b[31mred\x1b]0;title\x07", "no\xff\xfetext", "$(touch pwned)", "`touch pwned`", "'\"", "-n", "{} {#}", "a\tb\r",
		"rtl \u202eabc\u202c", strings.Repeat("x", 500), "",
	}
}

func TestCommandsGetTheirInputsByteForByteInTheWindow(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			must(t, os.Mkdir(filepath.Join(folder, "made"), 0o700))
			must(t, os.WriteFile(filepath.Join(folder, "names"), []byte(strings.Join(hostileNames(), "\x00")+"\x00"), 0o600))
			s := openPlan(t, bin, folder, hostilePlan)
			s.painted(t)
			s.changes(t, "ctrl+r", 0.005)
			for i, want := range hostileNames() {
				made := filepath.Join(folder, "made", strconv.Itoa(i+1))
				must(t, desktop.Until(within(t, 15*time.Second), "task "+strconv.Itoa(i+1)+" has its input", func() (bool, error) {
					got, err := os.ReadFile(made)
					return err == nil && bytes.Equal(got, []byte(want)), nil
				}))
			}
			if _, err := os.Stat(filepath.Join(folder, "pwned")); err == nil {
				t.Error("an input was obeyed")
			}
			s.changes(t, "ctrl+2", 0.01)
			s.picks(t, "End")
			s.save(t, "tasks")
			s.changes(t, "ctrl+3", 0.01)
			s.save(t, "output")
			s.closes(t)
		})
	}
}

// closes asks the window to close while nothing runs, and expects it to end and to leave nothing.
func (s *session) closes(t *testing.T) {
	t.Helper()
	must(t, s.AskToClose(within(t, 5*time.Second)))
	exit, err := s.program.Wait(within(t, 15*time.Second))
	must(t, err)
	if exit != 0 {
		t.Errorf("exit = %d, want 0", exit)
	}
	s.nothingLeft(t)
}

const sleepingPlan = `title = "Commands that wait for others"
[pool]
workers = 2
method = "imap"
[task]
kind = "command"
shell = 'sleep 61 & sleep 62; echo "$1"'
[inputs]
repeat = 6
`

// sleepers waits until n processes sleep under the window, and returns them.
func (s *session) sleepers(t *testing.T, n int) []desktop.Process {
	t.Helper()
	var found []desktop.Process
	err := desktop.Until(within(t, 10*time.Second), strconv.Itoa(n)+" processes sleep", func() (bool, error) {
		all, err := desktop.Marked(s.mark)
		found = slices.DeleteFunc(all, func(p desktop.Process) bool { return p.State == 'Z' || filepath.Base(p.Args[0]) != "sleep" })
		return len(found) == n, err
	})
	if err != nil {
		t.Fatalf("sleepers = %v, want %d: %v", found, n, err)
	}
	return found
}

func TestKeysKillATaskOfCommandsAndStopTheRest(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			s := openPlan(t, bin, t.TempDir(), sleepingPlan)
			s.painted(t)
			s.press(t, "ctrl+r")
			first := s.sleepers(t, 4)
			s.changes(t, "ctrl+2", 0.01)
			s.picks(t, "Home")
			s.press(t, "ctrl+shift+k")
			must(t, desktop.Until(within(t, 10*time.Second), "one task has ended with all that it started", func() (bool, error) {
				alive := slices.DeleteFunc(slices.Clone(first), func(p desktop.Process) bool { return !p.Alive() })
				return len(alive) == 2, nil
			}))
			last := s.sleepers(t, 4) // another task has taken its slot
			s.save(t, "killed")
			s.press(t, "ctrl+period")
			gone(t, timeToStop, last)
			s.sleepers(t, 0)
		})
	}
}

// card is where the lower half of the Tasks view stands in a window of 1280x800.
func card(window image.Rectangle) image.Rectangle {
	return image.Rect(360, 540, 1260, 720).Add(window.Min)
}

// picks presses a key in the table of tasks until the card of another task is shown: the
// table may still be empty.
func (s *session) picks(t *testing.T, key string) {
	t.Helper()
	ctx := within(t, 15*time.Second)
	window, err := s.Resize(ctx, s.window, 1280, 800)
	must(t, err)
	s.press(t, "ctrl+f", "Return") // the filter, and from there the table
	before := s.part(t, card(window))
	must(t, desktop.Until(ctx, "the card changes after "+key, func() (bool, error) {
		s.press(t, key)
		return desktop.Changed(before, s.part(t, card(window))) > 0.005, nil
	}))
}
