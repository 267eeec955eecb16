package journal

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// readable checks what holds of every file: what is kept of it is whole, and reads
// the same again.
func readable(t *testing.T, data []byte) {
	t.Helper()
	var p Past
	if p.read(bytes.NewReader(data)) != nil {
		return
	}
	if p.whole+p.dropped != int64(len(data)) {
		t.Fatalf("kept %d bytes and dropped %d of %d", p.whole, p.dropped, len(data))
	}
	kept := bytes.Clone(data[:p.whole])
	if p.unended {
		kept = append(kept, '\n')
	}
	var again Past
	if err := again.read(bytes.NewReader(kept)); err != nil || again.dropped != 0 || again.unended {
		t.Fatalf("what was kept reads with %v, %d bytes dropped, unended %v", err, again.dropped, again.unended)
	}
	if len(again.tasks) != len(p.tasks) || again.known != p.known || len(again.open) != len(p.open) {
		t.Fatalf("tasks = %d, known = %d, want %d and %d", len(again.tasks), again.known, len(p.tasks), p.known)
	}
	for task, e := range p.tasks {
		if e.subject, again.seed = again.tasks[task].subject, p.seed; again.tasks[task] != e {
			t.Fatalf("task %d = %+v, want %+v", task, again.tasks[task], e)
		}
		if r, ok := p.Skip(Unfinished)(task, nil); ok && (!r.State.Final() || r.Task != task) {
			t.Fatalf("task %d has the result %+v", task, r)
		}
	}
}

func FuzzLog(f *testing.F) {
	f.Add([]byte(`{"log":1,"title":"","template":["echo"],"started":"","mark":"M"}` + "\n" + `{"task":0,"started":{"pid":1,"start_ticks":2,"boot_id":"b","attempt":1}}` + "\n"))
	f.Fuzz(readable)
}

func FuzzJoblog(f *testing.F) {
	f.Add([]byte(heading + "\n1\t:\t1.000\t     0.000\t0\t0\t-1\t15\tsleep\t\x005\n2\t:\t1\t0.1\t0\t0\t0\t0\tx"))
	f.Fuzz(readable)
}

// Whatever is in a command, a record is one line that reads back.
func FuzzRecord(f *testing.F) {
	for _, word := range hostile() {
		f.Add([]byte(word), word, true)
	}
	f.Fuzz(func(t *testing.T, input []byte, word string, done bool) {
		r := launcher.Result{Task: 3, Input: json.RawMessage(input), State: launcher.Failed, Err: word, Signal: word, Attempt: 1}
		if done {
			r.State, r.Err = launcher.Done, ""
		}
		data := Run{Title: word, Template: []string{word}}.appendFirst(nil, "M", time.Unix(0, 0))
		data = appendEnd(data, r, []string{word, string(input)}, last)
		if lines := bytes.Count(data, []byte("\n")); lines != 2 || !json.Valid(data[:bytes.IndexByte(data, '\n')]) {
			t.Fatalf("lines = %d, want 2 that are JSON", lines)
		}
		var p Past
		if err := p.read(bytes.NewReader(data)); err != nil || p.tasks[3].state != r.State {
			t.Fatalf("state = %q and %v, want %q", p.tasks[3].state, err, r.State)
		}
		if err := p.compare(3, r.Input, Run{}); err != nil {
			t.Fatalf("the same input is refused: %v", err)
		}
		run := Run{Argv: func(launcher.Errand) ([]string, error) { return []string{"x", word}, nil }}
		if bytes.Contains([]byte(word), []byte{0}) {
			return
		}
		data = appendJob([]byte(heading+"\n"), r, time.Unix(1, 0), 0, run.command(launcher.Errand{Input: r.Input}))
		p = Past{}
		if err := p.read(bytes.NewReader(data)); err != nil || !p.ended(3) || bytes.Count(data, []byte("\n")) != 2 {
			t.Fatalf("joblog: ended = %v and %v", p.ended(3), err)
		}
		if err := p.compare(3, r.Input, run); err != nil {
			t.Fatalf("joblog: the same command is refused: %v", err)
		}
	})
}
