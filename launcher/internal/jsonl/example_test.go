package jsonl

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

const protocolFolder = "../../../docs/protocol"

// talk runs a worker as a pool does: the lines go in, its input ends when it has
// answered so many tasks, and it must end by itself.
func talk(t *testing.T, argv []string, answers int, lines ...[]byte) []Message {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
	cmd.Stderr = os.Stderr
	cmd.WaitDelay = time.Second
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		_, _ = in.Write(line)
	}
	var all []Message
	for r := NewReader(out); ; {
		m, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v", argv, err)
		}
		if all = append(all, m); isAnswer(m) {
			answers--
		}
		if answers == 0 {
			in.Close()
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%s: %v", argv, err)
	}
	return all
}

func isAnswer(m Message) bool {
	switch m := m.(type) {
	case Finished:
		return true
	case Returned:
		return len(m.IDs) > 0
	case Ready, Started, Output, Broken, Farewell:
	}
	return false
}

func python(t *testing.T, file string) []string {
	t.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no python3 in PATH to run the example with")
	}
	return []string{"python3", filepath.Join(protocolFolder, file)}
}

func tasks(inputs ...string) [][]byte {
	lines := [][]byte{AppendHello(nil, "Process-1", 1), AppendJob(nil, Job{ID: 1, Function: "root"})}
	for n, input := range inputs {
		lines = append(lines, AppendTask(nil, Task{ID: 17 + n, Job: 1, Index: n, Attempt: 1, Input: []byte(input)}))
	}
	return lines
}

func TestSmallestWorkerOfThePageIsOne(t *testing.T) {
	lines := append(tasks("3", "1.5"), AppendRecall(nil), []byte("{\"later\":1}\n"))
	all := talk(t, python(t, "smallest.py"), 2, lines...)
	got, _ := json.Marshal(all)
	want, _ := json.Marshal([]Message{Finished{ID: 17, Value: []byte("9")}, Finished{ID: 18, Value: []byte("2.25")}})
	if string(got) != string(want) {
		t.Errorf("messages = %s\nwant %s", got, want)
	}
}

func TestPageShowsTheSmallestWorkerAsItIs(t *testing.T) {
	page, err := os.ReadFile(protocolFolder + ".md")
	if err != nil {
		t.Fatal(err)
	}
	worker, _ := os.ReadFile(filepath.Join(protocolFolder, "smallest.py"))
	if len(worker) == 0 || !strings.Contains(string(page), "```python\n"+string(worker)+"```\n") {
		t.Error("docs/protocol.md does not show docs/protocol/smallest.py as it is")
	}
}

func TestWorkersOfThePageAnswerInBothLanguages(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "roots")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	build := exec.Command("go", "build", "-o", binary, filepath.Join(protocolFolder, "roots.go"))
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the example: %v\n%s", err, out)
	}
	for name, argv := range map[string][]string{"Python": python(t, "roots.py"), "Go": {binary}} {
		var started, done, failed, printed int
		for _, m := range talk(t, argv, 3, tasks("16", "2", "-1")...) {
			switch m := m.(type) {
			case Started:
				started++
			case Output:
				printed += len(m.Data)
			case Finished:
				if m.Err == "math domain error" && m.ErrType == "ValueError" && m.ID == 19 {
					failed++
				}
				if (m.ID == 17 && (string(m.Value) == "4" || string(m.Value) == "4.0") || m.ID == 18 && string(m.Value) == "1.4142135623730951") && m.Wall > 0 {
					done++
				}
			case Ready, Returned, Broken, Farewell:
			}
		}
		if started != 3 || done != 2 || failed != 1 || printed != len("irrational!\n") {
			t.Errorf("%s: %d started, %d done, %d failed, %d bytes printed, want 3, 2, 1, 12", name, started, done, failed, printed)
		}
	}
}
