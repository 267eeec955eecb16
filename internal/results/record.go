package results

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/poolscope/poolscope/launcher"
)

// recordName is the file that says how a task ended.
const recordName = "result.json"

// record is result.json. Its names and units are a promise to whoever reads it.
type record struct {
	Task     int             `json:"task"`
	Input    json.RawMessage `json:"input"`
	State    launcher.State  `json:"state"`
	ExitCode *int            `json:"exit_code"`
	Signal   *string         `json:"signal"`
	Error    *string         `json:"error"`
	Result   json.RawMessage `json:"result"`
	Attempt  int             `json:"attempt"`
	Worker   *string         `json:"worker"`
	PID      *int            `json:"pid"`
	Start    float64         `json:"start_s"` // since the run began
	Wall     float64         `json:"wall_s"`
	CPU      float64         `json:"cpu_s"`
	MaxRSS   *int64          `json:"max_rss_bytes"` // null where it is not known
	Complete bool            `json:"complete"`      // the files hold all that came of its output
}

func recordOf(r launcher.Result) record {
	v := record{
		Task: r.Task, Input: r.Input, State: r.State, ExitCode: r.ExitCode, Signal: text(r.Signal), Error: text(r.Message()),
		Result: r.Value, Attempt: r.Attempt, Worker: text(r.Worker),
		Start: max(0, r.At-r.Wall).Seconds(), Wall: r.Wall.Seconds(), CPU: r.CPU.Round(time.Microsecond).Seconds(), MaxRSS: measured(r.MaxRSS),
	}
	if r.Worker != "" {
		v.PID = &r.PID
	}
	return v
}

// text returns nil for "".
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// write puts the record into a task's folder. It is there as a whole or not at all.
func (v record) write(root *os.Root, name string) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write %s: %w", recordName, err)
	}
	part := name + "/" + recordName + ".part"
	_ = root.Remove(part)
	f, err := root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b.Bytes())
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = root.Rename(part, name+"/"+recordName)
	}
	if err != nil {
		_ = root.Remove(part)
		return fmt.Errorf("write %s/%s: %w", name, recordName, cause(err))
	}
	return nil
}

// markIncomplete corrects the record of a task that lost some output after its end.
func markIncomplete(root *os.Root, name string) error {
	data, err := root.ReadFile(name + "/" + recordName)
	if err != nil {
		return err
	}
	var v record
	if err := json.Unmarshal(data, &v); err != nil {
		return fmt.Errorf("read %s/%s: %w", name, recordName, err)
	}
	v.Complete = false
	return v.write(root, name)
}

// measured is a number that is never 0 where it is known.
func measured(size int64) *int64 {
	if size == 0 {
		return nil
	}
	return &size
}
