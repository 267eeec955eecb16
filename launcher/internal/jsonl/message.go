package jsonl

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Message is something that a worker says: Ready, Started, Output, Finished,
// Returned, Broken or Farewell.
type Message interface{ message() }

// Ready says that the worker waits for tasks. A worker may leave it out; then
// the first that it says of a task shows it.
type Ready struct{ MaxRSS int64 } // bytes; 0 where it was not said

// Started says that a thread of the worker began a task. A worker may leave it
// out; then its Finished stands for both.
type Started struct {
	ID     int
	Thread int // from 1
}

// Stream tells a task's two output streams apart.
type Stream uint8

// The streams of a task; the numbers are those of package launcher.
const (
	Stdout Stream = 1
	Stderr Stream = 2
)

// Output is a piece of what a task printed.
type Output struct {
	ID     int
	Stream Stream
	Data   []byte
}

// Finished is the end of a task. Err is "" when it is done and never when it
// failed.
type Finished struct {
	ID      int
	Value   json.RawMessage // nil where it is null, and when the task failed
	Err     string
	ErrType string        // as the worker's language names it; "" where it was not said
	Stack   string        // "" where it was not said
	Wall    time.Duration // this and the next two are 0 where they were not said
	CPU     time.Duration
	MaxRSS  int64 // bytes
}

// Returned lists the tasks that a worker gives back after a recall: those that
// it had not begun.
type Returned struct{ IDs []int }

// Broken says that the worker cannot work, since its initializer failed or what
// it needs could not be loaded. Err says which, and is never "".
type Broken struct{ Err, ErrType, Stack string }

// Farewell is the last word of a worker whose pool has closed its end: how large
// it ever was, in bytes. A worker may leave it out.
type Farewell struct{ MaxRSS int64 }

func (Ready) message()    {}
func (Started) message()  {}
func (Output) message()   {}
func (Finished) message() {}
func (Returned) message() {}
func (Broken) message()   {}
func (Farewell) message() {}

// message reads the object as the message that it names. Members that are not
// known are left alone: a later version may have more.
func (o object) message() (Message, error) {
	found := ""
	for _, m := range o {
		switch m.name {
		case "ready", "started", "output", "id", "returned", "broken", "farewell":
			if found != "" {
				return nil, fmt.Errorf("it has %q beside %q: one message a line", m.name, found)
			}
			found = m.name
		}
	}
	switch found {
	case "ready":
		size, err := o.size("ready")
		return Ready{size}, err
	case "farewell":
		size, err := o.size("farewell")
		return Farewell{size}, err
	case "started":
		return o.started()
	case "output":
		return o.output()
	case "id":
		return o.finished()
	case "returned":
		return o.returned()
	case "broken":
		e, err := o.failure("broken")
		return Broken(e), err
	}
	return nil, errors.New(`it has none of "ready", "started", "output", "id", "returned", "broken", "farewell"`)
}

// size reads a message that is true and may tell the worker's size.
func (o object) size(name string) (int64, error) {
	if value := o.find(name); string(value) != "true" {
		return 0, fmt.Errorf("%q must be true, not %s", name, kind(value))
	}
	return o.count("max_rss_bytes", 0)
}

func (o object) started() (Message, error) {
	id, err := o.count("started", 0)
	thread, threadErr := o.count("thread", 1)
	return Started{int(id), int(thread)}, cmp.Or(err, threadErr)
}

func (o object) output() (Message, error) {
	id, err := o.count("output", 0)
	stream, streamErr := o.stream()
	data, dataErr := o.data()
	return Output{int(id), stream, data}, cmp.Or(err, streamErr, dataErr)
}

func (o object) stream() (Stream, error) {
	switch name, err := o.text("stream"); {
	case err != nil:
		return 0, err
	case name == "stdout":
		return Stdout, nil
	case name == "stderr":
		return Stderr, nil
	}
	return 0, errors.New(`"stream" must be "stdout" or "stderr"`)
}

func (o object) data() ([]byte, error) {
	plain, coded := o.find("text"), o.find("base64")
	if (plain == nil) == (coded == nil) {
		return nil, errors.New(`output needs one of "text" and "base64"`)
	}
	if plain != nil {
		text, err := o.text("text")
		return []byte(text), err
	}
	text, err := o.text("base64")
	if err != nil {
		return nil, err
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf(`"base64": %w`, err)
	}
	return data, nil
}

func (o object) finished() (Message, error) {
	id, err := o.count("id", 0)
	end := Finished{ID: int(id)}
	value, failed := o.find("result"), o.find("error") != nil
	switch {
	case (value == nil) != failed:
		err = cmp.Or(err, errors.New(`an answer needs one of "result" and "error"`))
	case failed:
		e, failureErr := o.failure("error")
		end.Err, end.ErrType, end.Stack = e.Err, e.ErrType, e.Stack
		err = cmp.Or(err, failureErr)
	case string(value) != "null":
		end.Value = value
	}
	var wallErr, cpuErr, sizeErr error
	end.Wall, wallErr = o.duration("wall_s")
	end.CPU, cpuErr = o.duration("cpu_s")
	end.MaxRSS, sizeErr = o.count("max_rss_bytes", 0)
	return end, cmp.Or(err, wallErr, cpuErr, sizeErr)
}

// longestTask is far above any task and far below what a time.Duration holds.
const longestTask = 100 * 365 * 24 * time.Hour

// duration reads a number of seconds, 0 where there is none.
func (o object) duration(name string) (time.Duration, error) {
	value := o.find(name)
	if value == nil {
		return 0, nil
	}
	seconds, err := strconv.ParseFloat(string(value), 64)
	if err != nil || seconds < 0 || seconds > longestTask.Seconds() {
		return 0, fmt.Errorf("%q must be a number of seconds, not %s", name, kind(value))
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

func (o object) returned() (Message, error) {
	var numbers []json.RawMessage
	if err := json.Unmarshal(o.find("returned"), &numbers); err != nil || numbers == nil {
		return nil, fmt.Errorf(`"returned" must be a list of task ids, not %s`, kind(o.find("returned")))
	}
	ids := make([]int, len(numbers))
	for i, n := range numbers {
		id, err := count("returned", n)
		if err != nil {
			return nil, err
		}
		ids[i] = int(id)
	}
	return Returned{ids}, nil
}

// failure is what went wrong, as Broken has it.
type failure struct{ Err, ErrType, Stack string }

// failure reads the error under a name. One without a message gets one, so that a
// failure can be told from a success by its text.
func (o object) failure(name string) (failure, error) {
	inside, ok := members(o.find(name), nil)
	if !ok {
		return failure{}, fmt.Errorf(`%q must be an object {"type":…,"message":…,"stack":…}, not %s`, name, kind(o.find(name)))
	}
	message, messageErr := inside.text("message")
	named, typeErr := inside.text("type")
	stack, stackErr := inside.text("stack")
	if strings.TrimSpace(message) == "" {
		message = strings.TrimSpace(named + " without a message")
	}
	return failure{message, named, stack}, cmp.Or(messageErr, typeErr, stackErr)
}
