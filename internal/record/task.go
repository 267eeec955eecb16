package record

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher"
)

// taskColumns are those of the table of tasks.
func taskColumns() []string {
	return []string{
		"index", "input", "state", "worker", "pid", "from_s", "to_s", "wall_s", "cpu_s", "max_rss_bytes", "exit_code", "signal", "attempt",
	}
}

func (x *export) tasks(t *table) {
	x.put(t.head(x.buf))
	for task := range x.snapshot.Tasks.All() {
		x.put(t.task(x.buf, &task))
	}
}

// task appends the row of a task: its times are those of its last attempt.
func (t *table) task(dst []byte, task *run.Task) []byte {
	from, to, wall, cpu := math.NaN(), math.NaN(), math.NaN(), math.NaN()
	if task.Started {
		from = task.Start.Seconds()
	}
	if task.State != launcher.Running && (task.Started || task.Before) {
		wall, cpu = task.Wall.Seconds(), task.CPU.Seconds()
		to = from + wall
	}
	t.begin()
	t.integer(int64(task.Index))
	t.input(task)
	t.text(string(task.State))
	t.text(task.Worker)
	t.positive(int64(task.PID))
	t.real(from, 6)
	t.real(to, 6)
	t.real(wall, 6)
	t.real(cpu, 6)
	t.positive(int64(task.PeakRSS))
	t.exit(task.Exit)
	t.positive(int64(task.Attempt))
	return t.end(dst)
}

// cut stands where the rest of an input is no longer kept.
const cut = "…"

// input is the input of a task. JSON has it as it is; CSV as a person would write it: a
// text without its quotes, a number, any other as its JSON. The beginning of one that was
// too long to be kept is a text in both.
func (t *table) input(task *run.Task) {
	switch {
	case task.Cut:
		t.text(strings.TrimPrefix(string(task.Input), `"`) + cut)
	case t.format == JSON:
		t.json(task.Input)
	case isNumber(task.Input):
		t.cell()
		t.row = append(t.row, task.Input...)
	default:
		t.text(inputText(task.Input))
	}
}

// json is a cell that is JSON already; what is none is not known.
func (t *table) json(value []byte) {
	var line bytes.Buffer
	if json.Compact(&line, value) != nil {
		t.unknown()
		return
	}
	t.cell()
	t.row = append(t.row, line.Bytes()...)
}

// isNumber reports whether a JSON value is a number, which is no formula whatever it
// begins with.
func isNumber(value []byte) bool {
	return len(value) > 0 && (value[0] == '-' || '0' <= value[0] && value[0] <= '9') && json.Valid(value)
}

// inputText returns the bytes of a JSON text, and any other JSON as it stands.
func inputText(input []byte) string {
	if len(input) == 0 || input[0] != '"' {
		return string(input)
	}
	words, err := argv.WordsOf(input)
	if err != nil || len(words.Values) != 1 {
		return string(input)
	}
	return words.Values[0]
}
