package jsonl

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"
)

func TestPoolSpeaksOneObjectALine(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{
			string(AppendHello(nil, "Process-1", 4)),
			`{"hello":{"worker":"Process-1","threads":4,"protocol":1}}`,
		},
		{
			string(AppendJob(nil, Job{ID: 1, Function: "f<\n\">"})),
			`{"job":{"id":1,"function":"f<\n\">","star":false}}`,
		},
		{
			string(AppendJob(nil, Job{ID: 2, Star: true, Initializer: "g", Params: map[string]float64{"b": 0.5, "a": math.NaN(), "c": math.Inf(-1)}})),
			`{"job":{"id":2,"function":"","params":{"a":null,"b":0.5,"c":null},"star":true,"initializer":"g"}}`,
		},
		{
			string(AppendTask(nil, Task{ID: 17, Job: 1, Index: 3, Attempt: 2, Input: []byte(`"a\u0000b"`)})),
			`{"task":{"id":17,"job":1,"index":3,"attempt":2,"input":"a\u0000b"}}`,
		},
		{
			string(AppendTask(nil, Task{Input: []byte("[1,\r\n \"\xff\"]")})),
			"{\"task\":{\"id\":0,\"job\":0,\"index\":0,\"attempt\":0,\"input\":[1,\r  \"\uFFFD\"]}}",
		},
		{
			string(AppendTask(nil, Task{})),
			`{"task":{"id":0,"job":0,"index":0,"attempt":0,"input":null}}`,
		},
		{string(AppendRecall(nil)), `{"recall":true}`},
	} {
		if c.got != c.want+"\n" {
			t.Errorf("line = %q\nwant %q", c.got, c.want+"\n")
		}
		if !json.Valid([]byte(c.got)) {
			t.Errorf("%q is not JSON", c.got)
		}
	}
}

func TestLinesAreAppended(t *testing.T) {
	buf := AppendTask(AppendJob(AppendHello([]byte("before\n"), "Process-1", 1), Job{}), Task{})
	if got := bytes.Count(AppendRecall(buf), []byte("\n")); got != 5 {
		t.Errorf("lines = %d, want 5", got)
	}
}
