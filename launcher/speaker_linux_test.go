package launcher_test

import (
	"strings"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// speaking returns a pool whose workers are a shell script. It has $l, the line that
// was read, and $id, the task's ID, wherever one is handed out.
func speaking(onTask, before, after string) launcher.Config {
	script := before + `
while read -r l; do
	case $l in *'{"task":'*)
		id=$(printf %s "$l" | sed 's/.*"task":{"id":\([0-9]*\).*/\1/')
		` + onTask + `
	esac
done
` + after
	return launcher.Config{Workers: 1, Grace: 200 * time.Millisecond, Speaker: &launcher.Speaker{Argv: []string{"sh", "-c", script}}}
}

const answer = `echo "{\"id\":$id,\"result\":\"$id\"}"`

func lines(n int) launcher.Job {
	j := values(numbers(n)...)
	j.Method = launcher.IMap
	return j
}

func TestTheSmallestProgramIsAWorker(t *testing.T) {
	ready := handedOut(record(t, speaking(answer, "", ""), lines(20), nil))
	if len(ready) != 20 || ready[19].State != launcher.Done || string(ready[19].Value) != `"20"` {
		t.Errorf("results = %v, want 20, the last of them the ID", ready)
	}
}

func TestProgramThatDoesNotEndByItselfIsEnded(t *testing.T) {
	events := record(t, speaking(answer, "", "while :; do sleep 1; done"), lines(3), nil)
	for n, s := range finals(t, events, 3) {
		if s != launcher.Done {
			t.Errorf("task %d = %s, want done", n, s)
		}
	}
	if last := of[launcher.PoolFinished](events)[0]; last.Err != nil || last.Reaped != 1 {
		t.Errorf("the end = %+v, want a reaped worker and no error", last)
	}
}

func TestProgramsTimeToBecomeReadyIsNoTasksTime(t *testing.T) {
	c := speaking(`echo "{\"started\":$id}"; `+answer, `sleep 1; echo '{"ready":true}'`, "")
	c.Timeout = 700 * time.Millisecond
	for _, f := range of[launcher.TaskFinished](record(t, c, lines(2), nil)) {
		if f.State != launcher.Done || f.Wall > 500*time.Millisecond {
			t.Errorf("task %d = %s after %s (%s), want done at once", f.Task, f.State, f.Wall, f.Err)
		}
	}
}

func TestProgramThatDiesOfManyTasksDoesTheOthers(t *testing.T) {
	c := speaking(`case $l in *'"index":'[0-7],*) exit 7;; esac; `+answer, "", "")
	states := finals(t, record(t, c, lines(20), nil), 20)
	for n, s := range states {
		if want := map[bool]launcher.State{true: launcher.Failed, false: launcher.Done}[n < 8]; s != want {
			t.Errorf("task %d = %s, want %s", n, s, want)
		}
	}
}

func TestProgramThatNeverBeginsGivesUpWithItsName(t *testing.T) {
	c := launcher.Config{Workers: 1, Speaker: &launcher.Speaker{Argv: []string{"/no/such/program"}}}
	last := of[launcher.PoolFinished](record(t, c, lines(2), nil))[0]
	if last.Err == nil || !strings.Contains(last.Err.Error(), "/no/such/program") {
		t.Errorf("the end = %v, want one that names the program", last.Err)
	}
}

func TestProgramThatTalksNonsenseIsReplacedAndItsTaskFails(t *testing.T) {
	for what, say := range map[string]string{
		"no JSON": "echo nonsense", "an unknown task": `echo '{"id":999,"result":1}'`, "an answer twice": answer + "; " + answer,
	} {
		c := speaking(`case $l in *'"index":1,'*) `+say+`; sleep 60;; esac; `+answer, "", "")
		events := record(t, c, lines(4), nil)
		states := finals(t, events, 4)
		if states[0] != launcher.Done || states[3] != launcher.Done {
			t.Errorf("%s: states = %v, want the others done", what, states)
		}
		if n := len(of[launcher.WorkerStarted](events)); n != 2 {
			t.Errorf("%s: workers = %d, want a replacement", what, n)
		}
	}
}

func TestProgramThatAnswersInAnotherOrder(t *testing.T) {
	hold := `if [ -n "$held" ]; then echo "{\"id\":$id,\"result\":$id}"; echo "{\"id\":$held,\"result\":$held}"; held=; else held=$id; fi`
	c := speaking(hold, "", "")
	j := lines(4)
	j.Method, j.Chunk = launcher.Map, 2
	for n, s := range finals(t, record(t, c, j, nil), 4) {
		if s != launcher.Done {
			t.Errorf("task %d = %s, want done", n, s)
		}
	}
}
