//go:build unix

package journal

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/poolscope/poolscope/launcher"
)

// word is the input of a task of the program that is killed.
func word(task int) string { return hostile()[task%len(hostile())] + strconv.Itoa(task) }

// writerMain writes a log without end, and each task's number once its end is in it.
// With a limit on the size of files, it tells what went wrong.
func writerMain(path string) {
	format := Format(os.Getenv("JOURNAL_TEST_FORMAT"))
	if limit, err := strconv.ParseUint(os.Getenv("JOURNAL_TEST_LIMIT"), 10, 64); err == nil {
		signal.Ignore(unix.SIGXFSZ)
		_ = unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: limit, Max: unix.RLIM_INFINITY})
	}
	w, err := Create(path, format, echo())
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	for task := 0; w.Err() == nil; task++ {
		do(w, task, 1, word(task), launcher.Done, 1)
		if w.Err() == nil {
			fmt.Println(task)
		}
	}
	// Room again is no reason to go on: a record would be missing.
	_ = unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY})
	do(w, 1_000_000, 1, "", launcher.Done, 1)
	fmt.Println(w.Close())
	os.Exit(0)
}

func writer(t *testing.T, path string, format Format, environ ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), append(environ, "JOURNAL_TEST_LOG="+path, "JOURNAL_TEST_FORMAT="+string(format))...)
	cmd.Stderr = os.Stderr
	return cmd
}

// told reads the numbers of tasks that a writer told until it is killed after a random
// one, and returns how many ended for certain.
func told(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter, ended := rand.IntN(200), 0
	for lines := bufio.NewScanner(out); lines.Scan(); ended++ {
		if ended == killAfter {
			_ = cmd.Process.Kill()
		}
		if lines.Text() != strconv.Itoa(ended) {
			t.Fatalf("the writer said %.100q, want %d", lines.Text(), ended)
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the writer ended by itself")
	}
	return ended
}

func TestKilledWriterLosesNothing(t *testing.T) {
	for range 10 {
		for _, format := range []Format{Lines, Joblog} {
			path := filepath.Join(t.TempDir(), "run.log")
			ended := told(t, writer(t, path, format))
			p := resume(t, path)
			for task := range ended {
				if r, ok := p.Skip(Unfinished)(task, inputOf(word(task))); !ok || r.State != launcher.Done {
					t.Fatalf("%s: task %d of %d that ended is to be done again", format, task, ended)
				}
			}
			words := make([]string, ended+5)
			for task := range words {
				words[task] = word(task)
			}
			if p.known > len(words) {
				words = words[:0]
				for task := range p.known + 5 {
					words = append(words, word(task))
				}
			}
			closed(t, p)
			_ = goOn(t, path, format, echo(), words)
			for task, n := range finalEnds(t, content(t, path), format) {
				if n != 1 {
					t.Fatalf("%s: task %d has %d ends, want 1", format, task, n)
				}
			}
		}
	}
}

func TestFullDiskIsSaidAndLeavesWholeLines(t *testing.T) {
	for _, format := range []Format{Lines, Joblog} {
		for limit := 3000; limit < 3040; limit += 7 {
			path := filepath.Join(t.TempDir(), "run.log")
			out, err := writer(t, path, format, fmt.Sprintf("JOURNAL_TEST_LIMIT=%d", limit)).Output()
			if err != nil {
				t.Fatal(err)
			}
			said := strings.Split(strings.TrimSpace(string(out)), "\n")
			if got, want := said[len(said)-1], "write the log "+path+": file too large"; got != want {
				t.Errorf("%s: the writer said %.200q, want %q", format, got, want)
			}
			if got := len(finalEnds(t, content(t, path), format)); got != len(said)-1 {
				t.Errorf("%s: ends in the log = %d, want the %d that were written", format, got, len(said)-1)
			}
		}
	}
}
