package launcher_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/poolscope/poolscope/launcher/worker"
)

// ways are those in which a task can leave a process behind. Each is a script whose
// process has its mark among its arguments.
func ways() map[string]string {
	return map[string]string{
		"in its group":       `sleep "$1" &`,
		"in its own session": `setsid sleep "$1" &`,
		"forked twice":       `setsid sh -c '(sleep "$1" &) &' sh "$1" &`,
		"with a parent":      `setsid sh -c 'sleep "$1"; :' sh "$1" &`,
		"ignoring TERM":      `setsid sh -c 'trap "" TERM; exec sleep "$1"' sh "$1" &`,
	}
}

// leaving is the input of the task that leaves a process behind.
type leaving struct{ Way, Mark string }

// leave starts a process, ends its parent, and returns when it lives.
func leave(c *worker.Call) (any, error) {
	var in leaving
	if err := c.Decode(&in); err != nil {
		return nil, err
	}
	// Without its own name among the arguments of the process that is left.
	if err := exec.Command("sh", "-c", ways()[in.Way], "sh", in.Mark).Run(); err != nil {
		return nil, err
	}
	if !within(5*time.Second, func() bool { return strings.Contains(strings.Join(marked(in.Mark), " "), "sleep") }) {
		return nil, errors.New("nothing was left behind")
	}
	return true, nil
}

// marked returns the command lines that have a mark, of processes that are not dead.
func marked(mark string) []string {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	var found []string
	for _, file := range files {
		line, err := os.ReadFile(file)
		if err == nil && bytes.Contains(line, []byte(mark)) {
			found = append(found, file+": "+strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return found
}

// within reports whether something becomes true in time.
func within(limit time.Duration, done func() bool) bool {
	late := time.After(limit)
	for !done() {
		select {
		case <-late:
			return done()
		case <-time.After(2 * time.Millisecond):
		}
	}
	return true
}

// shell returns what a script prints.
func shell(c *worker.Call) (any, error) {
	var script string
	if err := c.Decode(&script); err != nil {
		return nil, err
	}
	out, err := exec.Command("sh", "-c", script).Output()
	return string(out), err
}
