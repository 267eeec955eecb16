package workload

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/poolscope/poolscope/launcher/worker"
)

// helperVariable makes the test program run one task and print its result: the
// tasks that end or change their process need one of their own.
const helperVariable = "WORKLOAD_TEST_TASK"

type helperTask struct {
	Name   string
	Task   int
	Input  json.RawMessage
	Params map[string]float64
	Times  int  // 0 is once
	Signal bool // send the own process SIGTERM afterwards
	Core   bool // allow a core file
}

type helperReport struct {
	Results   []json.RawMessage
	Err       string
	RSSBefore int // bytes
	RSSAfter  int
}

func TestMain(m *testing.M) {
	if text, ok := os.LookupEnv(helperVariable); ok {
		os.Exit(helperMain(text))
	}
	goleak.VerifyTestMain(m)
}

func helperMain(text string) int {
	var task helperTask
	if err := json.Unmarshal([]byte(text), &task); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 99
	}
	if task.Core {
		allowCore()
	}
	fmt.Fprintln(os.Stderr, "begin")
	report := helperRun(task)
	if task.Signal {
		terminateSelf()
	}
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		return 98
	}
	return 0
}

func helperRun(task helperTask) helperReport {
	f := Registry()[task.Name]
	report := helperReport{RSSBefore: resident()}
	for range max(task.Times, 1) {
		call := &worker.Call{Worker: "Process-1", Task: task.Task, Input: task.Input, Params: task.Params, Stdout: os.Stdout, Stderr: os.Stderr}
		value, err := f(call)
		if err != nil {
			report.Err = err.Error()
			break
		}
		text, err := json.Marshal(value)
		if err != nil {
			report.Err = err.Error()
			break
		}
		report.Results = append(report.Results, text)
	}
	report.RSSAfter = resident()
	return report
}

// helper returns the command that runs a task in a process of its own.
func helper(t *testing.T, task helperTask) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(task)
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Dir = t.TempDir() // for what a task might leave
	cmd.Env = append(os.Environ(), helperVariable+"="+string(text))
	return cmd
}

// runHelper returns what a helper reported and how it ended.
func runHelper(t *testing.T, task helperTask) (helperReport, *os.ProcessState) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := helper(t, task)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatalf("run helper: %v", err)
	}
	if !strings.HasPrefix(stderr.String(), "begin\n") {
		t.Fatalf("helper never began: %v, %s", err, stderr.String())
	}
	var report helperReport
	if cmd.ProcessState.Success() && stdout.Len() > 0 {
		if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
			t.Fatalf("helper printed %q: %v", stdout.String(), err)
		}
	}
	return report, cmd.ProcessState
}

// run applies a built-in task in this process.
func run(t *testing.T, name string, call worker.Call) (any, error) {
	t.Helper()
	w, ok := Lookup(name)
	if !ok {
		t.Fatalf("no built-in task %q", name)
	}
	if call.Stdout == nil {
		call.Stdout = os.Stdout
	}
	return w.Func(&call)
}

// result is run for a task that must succeed.
func result(t *testing.T, name string, call worker.Call) any {
	t.Helper()
	value, err := run(t, name, call)
	if err != nil {
		t.Fatalf("%s of %s: %v", name, call.Input, err)
	}
	return value
}

func input(text string) json.RawMessage { return json.RawMessage(text) }
