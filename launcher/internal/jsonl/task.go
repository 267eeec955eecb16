package jsonl

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"
)

// Protocol is the version that the greeting names.
const Protocol = 1

// Job names a function before the first of its tasks.
type Job struct {
	ID          int
	Function    string
	Params      map[string]float64 // the same for every task; one that is not finite is sent as null
	Star        bool               // each input is a list of arguments
	Initializer string             // that each worker calls once, before its first task; "" for none
}

// Task is one unit of work. ID is the pool's own number for it, never used twice.
type Task struct {
	ID, Job, Index, Attempt int
	Input                   []byte // valid JSON; empty is null
}

// AppendHello adds the greeting, which is the first line of the pool: the
// worker's name, and how many tasks it may do at a time.
func AppendHello(buf []byte, worker string, threads int) []byte {
	buf = appendText(append(buf, `{"hello":{"worker":`...), worker)
	buf = appendNumber(buf, `,"threads":`, threads)
	buf = appendNumber(buf, `,"protocol":`, Protocol)
	return append(buf, "}}\n"...)
}

// AppendJob adds the line that names a job.
func AppendJob(buf []byte, j Job) []byte {
	buf = appendNumber(buf, `{"job":{"id":`, j.ID)
	buf = appendText(append(buf, `,"function":`...), j.Function)
	if len(j.Params) > 0 {
		buf = append(append(buf, `,"params":`...), encode(finite(j.Params))...)
	}
	buf = strconv.AppendBool(append(buf, `,"star":`...), j.Star)
	if j.Initializer != "" {
		buf = appendText(append(buf, `,"initializer":`...), j.Initializer)
	}
	return append(buf, "}}\n"...)
}

// AppendTask adds the line that hands out a task. The input is the last of its
// members, so that a worker can put off reading it.
func AppendTask(buf []byte, t Task) []byte {
	buf = appendNumber(buf, `{"task":{"id":`, t.ID)
	buf = appendNumber(buf, `,"job":`, t.Job)
	buf = appendNumber(buf, `,"index":`, t.Index)
	buf = appendNumber(buf, `,"attempt":`, t.Attempt)
	buf = append(buf, `,"input":`...)
	if len(t.Input) == 0 {
		buf = append(buf, "null"...)
	}
	buf = append(buf, oneLine(t.Input)...)
	return append(buf, "}}\n"...)
}

// AppendRecall adds the line that asks for the tasks that were not begun.
func AppendRecall(buf []byte) []byte { return append(buf, "{\"recall\":true}\n"...) }

// oneLine returns valid JSON without line ends, which can only stand between its
// parts, and in UTF-8.
func oneLine(text []byte) []byte {
	if bytes.IndexByte(text, '\n') >= 0 {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte(" "))
	}
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	}
	return text
}

// finite returns the parameters as JSON can have them.
func finite(params map[string]float64) map[string]*float64 {
	all := make(map[string]*float64, len(params))
	for name, value := range params {
		if all[name] = nil; !math.IsNaN(value) && !math.IsInf(value, 0) {
			all[name] = &value
		}
	}
	return all
}

func appendNumber(buf []byte, before string, n int) []byte {
	return strconv.AppendInt(append(buf, before...), int64(n), 10)
}

func appendText(buf []byte, text string) []byte { return append(buf, encode(text)...) }

// encode returns as JSON what always can be: texts, finite numbers and maps of them.
func encode(value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}
