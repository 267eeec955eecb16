package wire

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestMessagesComeBackAsTheyWereSent(t *testing.T) {
	task := Task{ID: 7, Job: 1, Index: 3, Attempt: 2, Input: []byte(`"a\u0000b"`)}
	started := Started{ID: 7, Lane: 4}
	output := Output{ID: 7, Stream: 2, Data: []byte("\x00\xff\n")}
	finished := Finished{ID: 7, Value: []byte("[1]"), Wall: time.Second, CPU: 3, MaxRSS: 1 << 40}
	var buf []byte
	buf = task.AppendTo(buf)
	buf = started.AppendTo(buf)
	buf = output.AppendTo(buf)
	buf = finished.AppendTo(buf)
	buf = Lock{ID: 9}.AppendTo(buf, KindLockWant)
	r := NewReader(bytes.NewReader(buf))
	for _, want := range []Kind{KindTask, KindStarted, KindOutput, KindFinished, KindLockWant} {
		kind, body, err := r.Next()
		if err != nil || kind != want {
			t.Fatalf("kind = %d, %v, want %d", kind, err, want)
		}
		checkBody(t, kind, body, task, started, output, finished)
	}
	if _, _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v, want EOF", err)
	}
}

func checkBody(t *testing.T, kind Kind, body []byte, task Task, started Started, output Output, finished Finished) {
	t.Helper()
	switch kind { //nolint:exhaustive // the others have no body of their own here
	case KindTask:
		got, err := DecodeTask(body)
		if err != nil || got.ID != task.ID || got.Attempt != 2 || !bytes.Equal(got.Input, task.Input) {
			t.Errorf("task = %+v, %v", got, err)
		}
	case KindStarted:
		if got, err := DecodeStarted(body); err != nil || got != started {
			t.Errorf("started = %+v, %v", got, err)
		}
	case KindOutput:
		if got, err := DecodeOutput(body); err != nil || !bytes.Equal(got.Data, output.Data) || got.Stream != 2 {
			t.Errorf("output = %+v, %v", got, err)
		}
	case KindFinished:
		if got, err := DecodeFinished(body); err != nil || got.MaxRSS != finished.MaxRSS || got.Wall != time.Second {
			t.Errorf("finished = %+v, %v", got, err)
		}
	default:
		if got, err := DecodeLock(body); err != nil || got.ID != 9 {
			t.Errorf("lock = %+v, %v", got, err)
		}
	}
}

func TestBrokenFramesAreRefusedWithoutAllocatingWhatTheyAnnounce(t *testing.T) {
	for name, text := range map[string]string{
		"length 0":   "\x00\x00\x00\x00\x01",
		"4 GiB":      "\xff\xff\xff\xff\x01",
		"cut body":   "\x00\x00\x00\x10\x03abc",
		"cut header": "\x05\x00",
	} {
		_, _, err := NewReader(strings.NewReader(text)).Next()
		if !errors.Is(err, ErrFrame) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v, want a broken frame", name, err)
		}
	}
	allocated := testing.AllocsPerRun(1, func() {
		_, _, _ = NewReader(strings.NewReader("\x00\x00\x00\x10\x03abc")).Next()
	})
	if allocated > 20 {
		t.Errorf("allocations for a 256 MiB announcement = %v", allocated)
	}
}

func TestBodiesOfAnotherFormAreRefused(t *testing.T) {
	if _, err := DecodeTask([]byte{1, 1, 1, 1, 200, 1}); !errors.Is(err, ErrFrame) {
		t.Errorf("task with a cut input: %v", err)
	}
	if _, err := DecodeStarted([]byte{1, 1, 1}); !errors.Is(err, ErrFrame) {
		t.Errorf("start with bytes left over: %v", err)
	}
	if _, err := DecodeOutput([]byte{1, 3, 0}); !errors.Is(err, ErrFrame) {
		t.Errorf("output to stream 3: %v", err)
	}
	bad := Finished{ID: 1, Value: []byte("{")}.AppendTo(nil)[headerSize:]
	if _, err := DecodeFinished(bad); !errors.Is(err, ErrFrame) {
		t.Errorf("result that is no JSON: %v", err)
	}
}

func FuzzReader(f *testing.F) {
	f.Add(Task{ID: 1, Input: []byte("1")}.AppendTo(nil))
	f.Add([]byte("\xff\xff\xff\xff\x01"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		r := NewReader(bytes.NewReader(data))
		for {
			_, body, err := r.Next()
			if err != nil {
				return
			}
			_, _ = DecodeTask(body)
			_, _ = DecodeStarted(body)
			_, _ = DecodeOutput(body)
			_, _ = DecodeFinished(body)
			_, _ = DecodeLock(body)
		}
	})
}
