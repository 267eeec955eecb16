//go:build e2e && linux

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// poolScript has workers come and go: a pool of three for each line that it reads, which
// says for how many seconds, or two of them where it has nothing to read. They are forked:
// from 3.14 on, Python would have a server between.
const poolScript = `import multiprocessing, sys, time
def work(seconds):
    end, n = time.time() + seconds, 2
    while time.time() < end:
        n = n * n % 1000003
    return n
def pool(seconds):
    with multiprocessing.get_context("fork").Pool(3) as p:
        print(p.map(work, [float(seconds)] * 3), flush=True)
if __name__ == "__main__":
    lines = 0
    for line in sys.stdin:
        lines += 1
        pool(line)
    for _ in range(0 if lines else 2):
        pool(sys.argv[1])
`

// keysOf returns the keys that type a text.
func keysOf(text string) []string {
	var keys []string
	for _, r := range text {
		name, ok := map[rune]string{' ': "space", '.': "period", '/': "slash", '-': "minus", '_': "underscore"}[r]
		if !ok {
			name = string(r)
		}
		keys = append(keys, name)
	}
	return keys
}

// titled waits until the title of the window has a text.
func (s *session) titled(t *testing.T, text string) {
	t.Helper()
	title := ""
	err := desktop.Until(within(t, 15*time.Second), "the title has "+strconv.Quote(text), func() (bool, error) {
		var err error
		title, err = s.Title(within(t, 5*time.Second), s.window)
		return strings.Contains(title, text), err
	})
	if err != nil {
		s.save(t, "title")
		t.Fatalf("title = %q: %v", title, err)
	}
}

// stranger is a program that the window did not start.
type stranger struct {
	pid  int
	feed func(line string)
}

// startStranger starts the script outside of the window.
func startStranger(t *testing.T, script string) stranger {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "python3", script, "2")
	in, err := cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return stranger{pid: cmd.Process.Pid, feed: func(line string) {
		_, err := in.Write([]byte(line + "\n"))
		must(t, err)
	}}
}

// started waits until so many processes run the script, and returns them. A python3 that
// is a shell script, as pyenv's is, has shells with the script among their arguments
// before it becomes Python.
func started(t *testing.T, script string, n int) []desktop.Process {
	t.Helper()
	var found []desktop.Process
	must(t, desktop.Until(within(t, 15*time.Second), strconv.Itoa(n)+" processes run the script", func() (bool, error) {
		all, err := desktop.Processes()
		found = slices.DeleteFunc(all, func(p desktop.Process) bool {
			return p.State == 'Z' || !strings.HasPrefix(filepath.Base(p.Args[0]), "python") || !slices.Contains(p.Args, script)
		})
		return len(found) == n, err
	}))
	return found
}

func TestAProgramThatRunsIsObservedByKeys(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			script := filepath.Join(t.TempDir(), "observed.py")
			must(t, os.WriteFile(script, []byte(poolScript), 0o600))
			it := startStranger(t, script)
			started(t, script, 1)
			s := open(t, bin)
			s.painted(t)
			s.changes(t, "ctrl+shift+o", 0.05)
			s.press(t, keysOf("observed.py")...)
			s.save(t, "sheet")
			s.press(t, "Return")
			s.titled(t, "python3 observed.py 2 (PID "+strconv.Itoa(it.pid)+")")
			it.feed("4")
			started(t, script, 4)
			s.save(t, "observed")
			started(t, script, 1)
			it.feed("10")
			workers := started(t, script, 4)
			s.save(t, "again")
			s.press(t, "ctrl+period")
			s.titled(t, "Long sleeps")
			s.save(t, "stopped")
			for _, p := range workers {
				if !p.Alive() {
					t.Errorf("process %d has ended with the watching", p.PID)
				}
			}

			s.changes(t, "ctrl+shift+o", 0.05)
			s.press(t, keysOf(strconv.Itoa(it.pid))...)
			s.press(t, "Return")
			s.titled(t, "(PID "+strconv.Itoa(it.pid)+")")
			s.closes(t)
			started(t, script, 1) // who was observed lives on
		})
	}
}

func TestACommandIsStartedAndObservedByKeys(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			script := filepath.Join(t.TempDir(), "observed.py")
			must(t, os.WriteFile(script, []byte(poolScript), 0o600))
			s := open(t, bin)
			s.painted(t)
			s.changes(t, "ctrl+shift+o", 0.05)
			s.press(t, "Tab", "Tab", "Tab", "Tab", "Tab") // order, again, list, its button, the command
			s.press(t, keysOf("python3 "+script+" 60")...)
			s.save(t, "sheet")
			s.press(t, "Return")
			s.titled(t, "python3 observed.py 60 (PID ")
			workers := started(t, script, 4)
			s.save(t, "observed")
			s.press(t, "ctrl+period")
			gone(t, timeToStop, workers)
			s.titled(t, "Long sleeps")
			s.save(t, "ended")

			s.changes(t, "ctrl+shift+o", 0.05)
			s.press(t, "Return") // the command of the last time has the focus
			s.titled(t, "python3 observed.py 60")
			workers = started(t, script, 4)
			s.confirm(t, workers)
			exit, err := s.program.Wait(within(t, 15*time.Second))
			must(t, err)
			if exit != 0 {
				t.Errorf("exit = %d, want 0", exit)
			}
			gone(t, time.Second, workers)
			s.nothingLeft(t)
		})
	}
}
