package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/launcher"
)

// version is the number of the format of Poolscope's own logs.
const version = 1

// record is a line of a log of Poolscope's own: the first of a run, the start of an
// attempt or its end, or what became of the output of tasks that ended.
type record struct {
	Log      *int            `json:"log"`
	Template json.RawMessage `json:"template"`
	Mark     string          `json:"mark"`
	Task     *int            `json:"task"`
	Started  json.RawMessage `json:"started"` // a time in the first record, a process in that of a task
	Input    json.RawMessage `json:"input"`
	State    launcher.State  `json:"state"`
	Final    *bool           `json:"final"`
	ExitCode *int            `json:"exit_code"`
	Signal   string          `json:"signal"`
	Error    string          `json:"error"`
	Wall     float64         `json:"wall_s"`
	CPU      float64         `json:"cpu_s"`
	MaxRSS   int64           `json:"max_rss_bytes"`
	Attempt  int             `json:"attempt"`
	Waits    bool            `json:"waits"`
	Printing *span           `json:"printing"`
	Printed  *span           `json:"printed"`
}

// span is the tasks from the first to before the second.
type span [2]int

// process is what began an attempt: its PID, and what tells it from others that were
// given the same PID.
type process struct {
	PID     int    `json:"pid"`
	Start   uint64 `json:"start_ticks"` // clock ticks after the boot (proc_pid_stat(5)); 0 where it is not known
	Boot    string `json:"boot_id"`     // of /proc/sys/kernel/random/boot_id; "" where there is none
	Attempt int    `json:"attempt"`
}

var errNoRecord = errors.New("it is neither the first record of a run nor the start or the end of a task")

// parseRecord reads a line of a log without its newline. The error says what is wrong
// with the line.
func parseRecord(text []byte) (record, error) {
	var r record
	if err := json.Unmarshal(text, &r); err != nil {
		return record{}, fmt.Errorf("it is no JSON object of a log: %w", err)
	}
	switch {
	case r.Log != nil && *r.Log == version:
		return r, nil
	case r.Log != nil:
		return record{}, fmt.Errorf("it is of version %d, and this program knows version %d: take the program that wrote it", *r.Log, version)
	case r.Printing != nil || r.Printed != nil:
		return r, nil
	case r.Task == nil:
		return record{}, errNoRecord
	case *r.Task < 0 || *r.Task >= math.MaxInt32:
		return record{}, fmt.Errorf("%d is the number of no task: want 0 or more", *r.Task)
	case r.Attempt < 0 || r.Attempt >= math.MaxInt32:
		return record{}, fmt.Errorf("%d is the number of no attempt: want 1 or more", r.Attempt)
	case r.State != "" && !ending(r.State):
		return record{}, fmt.Errorf("%q is no state that a task ends in", r.State)
	case r.State != "" && r.Input == nil:
		return record{}, errors.New("it has no input")
	case r.State == "" && r.Started == nil:
		return record{}, errNoRecord
	}
	return r, nil
}

// process returns what began the attempt that the record tells the start of.
func (r record) process() (process, error) {
	var p process
	if err := json.Unmarshal(r.Started, &p); err != nil {
		return p, fmt.Errorf("it does not say what process was started: %w", err)
	}
	if p.Attempt < 0 || p.Attempt >= math.MaxInt32 {
		return p, fmt.Errorf("%d is the number of no attempt: want 1 or more", p.Attempt)
	}
	return p, nil
}

func ending(s launcher.State) bool {
	switch s {
	case launcher.Done, launcher.Failed, launcher.TimedOut, launcher.Killed, launcher.Cancelled:
		return true
	case launcher.Queued, launcher.Running, launcher.NotRun:
	}
	return false
}

// appendFirst appends the record that a run begins with.
func (r Run) appendFirst(dst []byte, mark string, now time.Time) []byte {
	dst = append(dst, `{"log":`...)
	dst = strconv.AppendInt(dst, version, 10)
	dst = append(dst, `,"title":`...)
	dst = argv.AppendText(dst, []byte(r.Title))
	dst = append(dst, `,"template":`...)
	dst = append(dst, r.template()...)
	dst = append(dst, `,"started":"`...)
	dst = now.AppendFormat(dst, time.RFC3339)
	dst = append(dst, `","mark":"`...)
	dst = append(dst, mark...)
	return append(dst, "\"}\n"...)
}

// appendStart appends the record of an attempt's start.
func appendStart(dst []byte, task int, p process, now time.Time) []byte {
	dst = append(dst, `{"task":`...)
	dst = strconv.AppendInt(dst, int64(task), 10)
	dst = append(dst, `,"started":{"pid":`...)
	dst = strconv.AppendInt(dst, int64(p.PID), 10)
	dst = append(dst, `,"start_ticks":`...)
	dst = strconv.AppendUint(dst, p.Start, 10)
	dst = append(dst, `,"boot_id":`...)
	dst = argv.AppendText(dst, []byte(p.Boot))
	dst = append(dst, `,"attempt":`...)
	dst = strconv.AppendInt(dst, int64(p.Attempt), 10)
	dst = append(dst, `,"at":"`...)
	dst = now.AppendFormat(dst, "2006-01-02T15:04:05.000Z07:00")
	return append(dst, "\"}}\n"...)
}

// appendEnd appends the record of an attempt's end.
func appendEnd(dst []byte, r launcher.Result, words []string, how finality) []byte {
	dst = append(dst, `{"task":`...)
	dst = strconv.AppendInt(dst, int64(r.Task), 10)
	dst = append(dst, `,"input":`...)
	dst = append(dst, oneLine(r.Input)...)
	dst = append(dst, `,"state":"`...)
	dst = append(dst, r.State...)
	dst = append(dst, '"')
	if how == triedAgain {
		dst = append(dst, `,"final":false`...)
	}
	dst = append(dst, `,"exit_code":`...)
	if r.ExitCode == nil {
		dst = append(dst, "null"...)
	} else {
		dst = strconv.AppendInt(dst, int64(*r.ExitCode), 10)
	}
	dst = appendKnown(append(dst, `,"signal":`...), r.Signal)
	dst = appendKnown(append(dst, `,"error":`...), r.Message())
	dst = appendSeconds(append(dst, `,"wall_s":`...), r.Wall)
	dst = appendSeconds(append(dst, `,"cpu_s":`...), r.CPU)
	dst = appendMeasured(append(dst, `,"max_rss_bytes":`...), r.MaxRSS)
	dst = append(dst, `,"attempt":`...)
	dst = strconv.AppendInt(dst, int64(r.Attempt), 10)
	if how == lastWaiting {
		dst = append(dst, `,"waits":true`...)
	}
	dst = append(dst, `,"argv":`...)
	if words == nil {
		dst = append(dst, "null"...)
	} else {
		dst = appendWords(dst, words)
	}
	return append(dst, "}\n"...)
}

// appendSpan appends the record that the output of tasks is being printed, or was.
func appendSpan(dst []byte, what string, s span) []byte {
	dst = append(dst, `{"`...)
	dst = append(dst, what...)
	dst = strconv.AppendInt(append(dst, `":[`...), int64(s[0]), 10)
	dst = strconv.AppendInt(append(dst, ','), int64(s[1]), 10)
	return append(dst, "]}\n"...)
}

// finality says whether an attempt was a task's last.
type finality int

const (
	last        finality = iota
	lastWaiting          // and its output waits to be printed
	triedAgain
)

// appendKnown appends a text, and null for "".
func appendKnown(dst []byte, text string) []byte {
	if text == "" {
		return append(dst, "null"...)
	}
	return argv.AppendText(dst, []byte(text))
}

// appendMeasured appends a number of bytes, and null for 0, which no process has.
func appendMeasured(dst []byte, n int64) []byte {
	if n == 0 {
		return append(dst, "null"...)
	}
	return strconv.AppendInt(dst, n, 10)
}

func appendSeconds(dst []byte, d time.Duration) []byte {
	return strconv.AppendFloat(dst, d.Seconds(), 'f', 6, 64)
}
