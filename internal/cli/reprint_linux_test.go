package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// ordered is a run whose first task and every tenth are slow, so that the output of
// others waits.
func ordered(dir string, tasks int, flags ...string) []string {
	const script = `[ $(($1 % 10)) != 0 ] || sleep 0.03; echo "<$1>"`
	line := append([]string{"run", "-q", "-j", "4", "--log", filepath.Join(dir, "log"), "--resume"}, flags...)
	line = append(line, "--shell", script, "--", ":::")
	for i := range tasks {
		line = append(line, strconv.Itoa(i))
	}
	return line
}

// killedAt runs the program into a file until an instant, and again to its end.
func killedAt(t *testing.T, line []string, dir string, instant time.Duration) (first, second, stderr string) {
	t.Helper()
	name := filepath.Join(dir, "stdout")
	stdout, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	cmd := program(t, line...)
	cmd.Stdout = stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = stdout.Close()     // it is the program's
	<-time.After(instant)  // the instant itself is what is tried
	_ = cmd.Process.Kill() // it may have ended
	_ = cmd.Wait()         // killed, as it was meant
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out, problems bytes.Buffer
	again := program(t, line...)
	again.Stdout, again.Stderr = &out, &problems
	if status := statusOf(t, again.Run()); status != 0 {
		t.Fatalf("status %d of the resumed run, want 0; stderr %.300q", status, problems.String())
	}
	return string(text), out.String(), problems.String()
}

var mayBeThere = regexp.MustCompile(`; of (\d+), some or all may have been printed then`)

func TestOutputThatWaitedWhenTheRunWasKilledIsPrintedByTheNext(t *testing.T) {
	const tasks = 60
	for round := range 15 {
		dir := t.TempDir()
		line := ordered(dir, tasks, "--results", filepath.Join(dir, "out"))
		first, second, stderr := killedAt(t, line, dir, rand.N(120*time.Millisecond))
		text, err := os.ReadFile(filepath.Join(dir, "log"))
		if err != nil {
			t.Fatal(err)
		}
		before, _, _ := strings.Cut(string(text[1:]), `{"log":1,`)
		unsure := 0
		if m := mayBeThere.FindStringSubmatch(stderr); m != nil {
			unsure, _ = strconv.Atoi(m[1])
		}
		twice := 0
		for task := range tasks {
			mark := fmt.Sprintf("<%d>\n", task)
			done := strings.Contains(before, fmt.Sprintf(`{"task":%d,"input":"%d","state":"done"`, task, task))
			was, is := strings.Count(first, mark), strings.Count(second, mark)
			switch {
			case !done && is == 1, done && was+is == 1:
			case done && was+is == 2:
				twice++
			default:
				t.Errorf("round %d: task %d (done before: %v) was printed %d and %d times; stderr %.300q", round, task, done, was, is, stderr)
			}
		}
		if twice > unsure {
			t.Errorf("round %d: %d outputs are there twice, and it was said of %d", round, twice, unsure)
		}
	}
}

func TestOutputThatIsLostIsSaid(t *testing.T) {
	dir := t.TempDir()
	line := []string{"run", "-q", "-j", "1", "--log", filepath.Join(dir, "log"), "--resume", "--dir", dir, "--shell", `if [ "$1" = 0 ]; then test -e killed || { touch killed; kill -9 $PPID; sleep 60; }; fi; echo "$1"`, "--", ":::", "1", "2", "0", "3"}
	if status := statusOf(t, program(t, line...).Run()); status == 0 {
		t.Fatal("the run was not killed")
	}
	// The first two were printed in their turn; what ended behind the third was not.
	log := filepath.Join(dir, "log")
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	end := `{"task":3,"input":"3","state":"done","exit_code":0,"signal":null,"error":null,"wall_s":0.1,"cpu_s":0.1,"max_rss_bytes":null,"attempt":1,"waits":true,"argv":null}`
	if err := os.WriteFile(log, append(text, end+"\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	again := program(t, line...)
	again.Stdout, again.Stderr = &stdout, &stderr
	if status := statusOf(t, again.Run()); status != 0 {
		t.Errorf("status %d, want 0; stderr %q", status, stderr.String())
	}
	want := "the output of 1 task that ended in the earlier run was not printed before that was killed, and is lost: --results keeps it\n"
	if !strings.Contains(stderr.String(), want) || !strings.HasSuffix(stdout.String(), "0\n") {
		t.Errorf("stdout %q, stderr %q, want %q in it", stdout.String(), stderr.String(), want)
	}
}

func TestKeptOutputIsThatOfEveryAttemptInOrder(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	const script = `echo x >>"$2"; n=$(wc -l <"$2"); echo "$n out"; echo "$n err" >&2; [ $n = 11 ]`
	_ = program(t, "run", "-q", "--retries", "10", "--results", out, "--shell", script, "--", ":::", "a", ":::", filepath.Join(dir, "n")).Run()
	k, err := openKept(out)
	if err != nil || k == nil {
		t.Fatalf("open: %v, %v", k, err)
	}
	defer k.close()
	p := &page{}
	if err := k.read(0, p.output); err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for n := range 11 {
		_, _ = fmt.Fprintf(&want, "%d out\n{%d err\n}", n+1, n+1)
	}
	p.expect(t, want.String())
	if err := k.read(1, p.output); err == nil {
		t.Error("a task without a folder is no error")
	}
	path := filepath.Join(out, k.names[0], "stdout")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("stderr", path); err != nil {
		t.Fatal(err)
	}
	if err := k.read(0, func(_ launcher.Stream, data []byte) {}); err == nil {
		t.Error("a link in place of the output is read")
	}
}
