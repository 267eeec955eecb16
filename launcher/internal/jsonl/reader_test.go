package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// read returns all that the text says, and the error that ended it.
func read(r *Reader) ([]Message, error) {
	var all []Message
	for {
		m, err := r.Next()
		if err != nil {
			return all, err
		}
		all = append(all, m)
	}
}

func TestEveryMessageIsReadInItsDocumentedForm(t *testing.T) {
	for line, want := range map[string]Message{
		`{"ready":true}`:                          Ready{},
		`{"ready":true,"max_rss_bytes":4096}`:     Ready{MaxRSS: 4096},
		`{"farewell":true,"max_rss_bytes":8192}`:  Farewell{MaxRSS: 8192},
		`{"started":17}`:                          Started{ID: 17, Thread: 1},
		`{"started":17,"thread":3}`:               Started{ID: 17, Thread: 3},
		`{"returned":[18,19]}`:                    Returned{IDs: []int{18, 19}},
		`{"returned":[]}`:                         Returned{IDs: []int{}},
		`{"id":0,"result":null}`:                  Finished{},
		`{"id":1,"result":[1, "}\"]", {"a":{}}]}`: Finished{ID: 1, Value: json.RawMessage(`[1, "}\"]", {"a":{}}]`)},
		`{"result":-1.5e3 ,"wall_s":1.5,"cpu_s":0.25,"max_rss_bytes":1048576,"id":9007199254740992}`: Finished{
			ID: 1 << 53, Value: json.RawMessage(`-1.5e3`), Wall: 1500 * time.Millisecond, CPU: 250 * time.Millisecond, MaxRSS: 1 << 20,
		},
		`{"id":2,"error":{"type":"ValueError","message":"no \"good\"","stack":"a\nb"}}`: Finished{
			ID: 2, Err: `no "good"`, ErrType: "ValueError", Stack: "a\nb",
		},
		`{"id":2,"error":{"type":"ValueError"}}`:                Finished{ID: 2, Err: "ValueError without a message", ErrType: "ValueError"},
		`{"id":2,"error":{"message":" "}}`:                      Finished{ID: 2, Err: "without a message"},
		`{"output":3,"stream":"stdout","text":"grün\u0000"}`:    Output{ID: 3, Stream: Stdout, Data: []byte("grün\x00")},
		`{"output":3,"stream":"stderr","base64":"AP8="}`:        Output{ID: 3, Stream: Stderr, Data: []byte("\x00\xff")},
		`{"broken":{"message":"no disk"}}`:                      Broken{Err: "no disk"},
		" {\t\"re\\u0061dy\" : true , \"later\" : {\"id\":[]}}": Ready{},
	} {
		all, err := read(NewReader(strings.NewReader(line + "\r\n")))
		if len(all) != 1 || !reflect.DeepEqual(all[0], want) || !errors.Is(err, io.EOF) {
			t.Errorf("%s\n got %#v, %v\nwant %#v, EOF", line, all, err, want)
		}
	}
}

func TestGarbageIsRefusedWithItsLineAndTheReason(t *testing.T) {
	for line, why := range map[string]string{
		"":                                               "not JSON",
		"hello world":                                    `not JSON: "hello world"`,
		`{"id":1,"result":{1}}`:                          "not JSON",
		`{"id":1,"result":NaN}`:                          "not JSON",
		`{"id":1,"result":1}x`:                           "not JSON",
		"{\"id\":1,\"result\":\"\xff\"}":                 "not UTF-8",
		`[{"ready":true}]`:                               "not a JSON object",
		`7`:                                              "not a JSON object",
		`{}`:                                             "it has none of",
		`{"ID":1,"Result":2}`:                            "it has none of",
		`{"id":1,"result":2,"ready":true}`:               `"ready" beside "id"`,
		`{"id":1,"result":2,"id":2}`:                     `"id" beside "id"`,
		`{"id":1}`:                                       `one of "result" and "error"`,
		`{"id":1,"result":2,"error":{}}`:                 `one of "result" and "error"`,
		`{"id":1,"error":"bad"}`:                         `"error" must be an object`,
		`{"id":1,"error":{"message":5}}`:                 `"message" must be a text, not 5`,
		`{"id":-1,"result":2}`:                           "whole number",
		`{"id":1.0,"result":2}`:                          "whole number",
		`{"id":"1","result":2}`:                          "whole number from 0 to 2^53, not a text",
		`{"id":9007199254740993,"result":2}`:             "whole number",
		`{"id":1,"result":2,"wall_s":-1}`:                "number of seconds",
		`{"id":1,"result":2,"cpu_s":1e300}`:              "number of seconds",
		`{"id":1,"result":2,"max_rss_bytes":[]}`:         "not a list",
		`{"ready":1}`:                                    `"ready" must be true`,
		`{"returned":5}`:                                 "list of task ids",
		`{"returned":null}`:                              "list of task ids",
		`{"returned":[true]}`:                            "whole number",
		`{"output":1,"stream":"out","text":""}`:          `"stdout" or "stderr"`,
		`{"output":1,"stream":"stdout"}`:                 `one of "text" and "base64"`,
		`{"output":1,"stream":"stdout","base64":"?"}`:    "base64",
		`{"broken":true}`:                                `"broken" must be an object`,
		`{"id":1,"result":` + strings.Repeat("[", 20000): "not JSON",
	} {
		_, err := read(NewReader(strings.NewReader("{\"ready\":true}\n" + line + "\n{\"ready\":true}\n")))
		if !errors.Is(err, ErrLine) || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%.60s\n got %v\nwant %v, line 2, %s", line, err, ErrLine, why)
		}
	}
}

func TestHalfLineIsAnUnexpectedEnd(t *testing.T) {
	for _, text := range []string{`{"ready":true}`, `{"id":1,"res`, strings.Repeat("x", 3*bufferSize)} {
		if _, err := read(NewReader(strings.NewReader(text))); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%.20s: %v, want an unexpected end", text, err)
		}
	}
}

func TestErrorOfTheStreamIsPassedOn(t *testing.T) {
	broken := io.MultiReader(strings.NewReader(`{"rea`), iotest.ErrReader(io.ErrClosedPipe))
	if _, err := read(NewReader(broken)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("error = %v, want %v", err, io.ErrClosedPipe)
	}
}

// endless is a line that never ends.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += len(p)
	return len(p), nil
}

func TestLineThatNeverEndsIsRefused(t *testing.T) {
	source := &endless{}
	r := NewReader(source)
	r.longest = 1 << 20
	_, err := r.Next()
	if !errors.Is(err, ErrLine) || !strings.Contains(err.Error(), "line 1 has more than 1048576 bytes") {
		t.Errorf("error = %v, want %v for its length", err, ErrLine)
	}
	if source.read > r.longest+2*bufferSize {
		t.Errorf("bytes read = %d, want no more than %d and a buffer", source.read, r.longest)
	}
}

func TestLongestLineIsStillRead(t *testing.T) {
	const frame = len(`{"id":1,"result":""}`)
	for _, c := range []struct {
		size int
		want error
	}{{1 << 20, io.EOF}, {1<<20 + 1, ErrLine}} {
		r := NewReader(strings.NewReader(`{"id":1,"result":"` + strings.Repeat("x", c.size-frame) + "\"}\n"))
		r.longest = 1 << 20
		if _, err := read(r); !errors.Is(err, c.want) {
			t.Errorf("a line of %d bytes: %v, want %v", c.size, err, c.want)
		}
	}
}

func TestResultsStayAsTheyWereWhenMoreIsRead(t *testing.T) {
	long := `"` + strings.Repeat("y", 3*bufferSize) + `"`
	text := `{"id":1,"result":"short"}` + "\n" + `{"id":2,"result":` + long + "}\n" + strings.Repeat(`{"id":3,"result":"other"}`+"\n", 9999)
	all, err := read(NewReader(iotest.HalfReader(strings.NewReader(text))))
	if len(all) != 10001 || !errors.Is(err, io.EOF) {
		t.Fatalf("messages = %d, %v, want 10001", len(all), err)
	}
	if got := string(all[0].(Finished).Value); got != `"short"` {
		t.Errorf("first result = %s", got)
	}
	if got := string(all[1].(Finished).Value); got != long {
		t.Errorf("long result has %d bytes, want %d", len(got), len(long))
	}
}

// A long line is the message's own memory: a large result is not copied again.
func TestOnlyLongLinesOutliveTheBuffer(t *testing.T) {
	for size, want := range map[int]bool{100: false, bufferSize - 1: false, bufferSize: true, 8 << 20: true} {
		line, lasting, err := NewReader(strings.NewReader(strings.Repeat("x", size) + "\n")).line()
		if len(line) != size || lasting != want || err != nil {
			t.Errorf("a line of %d bytes: %d bytes, lasting %t, %v, want lasting %t", size, len(line), lasting, err, want)
		}
	}
}

func TestReadyOnlyWhenAWholeLineWaits(t *testing.T) {
	from, to := io.Pipe()
	defer from.Close()
	go func() {
		_, _ = io.WriteString(to, "{\"ready\":true}\n{\"started\":1}\n{\"star")
		_, _ = io.WriteString(to, "ted\":2}\n")
	}()
	r := NewReader(from)
	for n, want := range []bool{false, true, false, false} {
		if got := r.Ready(); got != want {
			t.Errorf("before message %d: ready = %t, want %t", n, got, want)
		}
		if n < 3 {
			if _, err := r.Next(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// FuzzReader compares with encoding/json, and checks what every receiver relies on.
func FuzzReader(f *testing.F) {
	f.Add([]byte("{\"id\":1,\"result\":[1,{\"a\":\"}\"}]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines := bytes.Split(data, []byte("\n"))
		r := NewReader(bytes.NewReader(data))
		r.longest = 1 << 12
		all, err := read(r)
		if len(all) >= len(lines) {
			t.Fatalf("messages = %d of %d lines", len(all), len(lines)-1)
		}
		if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, ErrLine) {
			t.Fatalf("error = %v", err)
		}
		for i, m := range all {
			checkMessage(t, lines[i], m)
		}
	})
}

func checkMessage(t *testing.T, line []byte, m Message) {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal(line, &all); err != nil {
		t.Fatalf("%q was taken as %#v: %v", line, m, err)
	}
	end, ok := m.(Finished)
	if !ok {
		return
	}
	if end.Err == "" && end.Value != nil && !bytes.Equal(end.Value, all["result"]) {
		t.Fatalf("%q: result = %s, want %s", line, end.Value, all["result"])
	}
	if (end.Err == "") != (all["error"] == nil) || end.ID < 0 || end.Wall < 0 || end.CPU < 0 || end.MaxRSS < 0 {
		t.Fatalf("%q was taken as %#v", line, end)
	}
}
