package wire

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMessagesComeBackAsTheyWereSent(t *testing.T) {
	parcel := Parcel{ID: 7, Job: 1, Index: 3, Attempt: 2, Apart: true}
	inputs := [][]byte{[]byte(`"a\u0000b"`), []byte("2")}
	started := Started{ID: 7, Lane: 4, At: time.Minute}
	output := Output{ID: 7, Stream: 2, Data: []byte("\x00\xff\n")}
	finished := Finished{ID: 7, Value: []byte("[1]"), Wall: time.Second, CPU: 3, MaxRSS: 1 << 40}
	var buf []byte
	buf = AppendParcel(buf, parcel, len(inputs), slices.All(inputs))
	parcel.Count = len(inputs)
	buf = started.AppendTo(buf)
	buf = output.AppendTo(buf)
	buf = finished.AppendTo(buf)
	buf = Lock{ID: 9}.AppendTo(buf, KindLockWant)
	r := NewReader(bytes.NewReader(buf))
	for _, want := range []Kind{KindParcel, KindStarted, KindOutput, KindFinished, KindLockWant} {
		kind, body, err := r.Next()
		if err != nil || kind != want {
			t.Fatalf("kind = %d, %v, want %d", kind, err, want)
		}
		checkBody(t, kind, body, parcel, started, output, finished)
	}
	if _, _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v, want EOF", err)
	}
}

func checkBody(t *testing.T, kind Kind, body []byte, parcel Parcel, started Started, output Output, finished Finished) {
	t.Helper()
	switch kind { //nolint:exhaustive // the others have no body of their own here
	case KindParcel:
		got, err := DecodeParcel(body)
		first, second, none := got.Inputs.Next(), got.Inputs.Next(), got.Inputs.Next()
		if got.Inputs = (Inputs{}); err != nil || !reflect.DeepEqual(got, parcel) {
			t.Errorf("parcel = %+v, %v, want %+v", got, err, parcel)
		}
		if string(first) != `"a\u0000b"` || string(second) != "2" || none != nil {
			t.Errorf("inputs = %q, %q, %q, want those that were sent and no other", first, second, none)
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
		var got Finished
		if err := DecodeFinished(body, &got); err != nil || !reflect.DeepEqual(got, finished) {
			t.Errorf("finished = %+v, %v, want %+v", got, err, finished)
		}
	default:
		if got, err := DecodeLock(body); err != nil || got.ID != 9 {
			t.Errorf("lock = %+v, %v", got, err)
		}
	}
}

func TestBrokenFramesAreRefusedWithoutAllocatingWhatTheyAnnounce(t *testing.T) {
	for name, text := range map[string]string{
		"too long":   "\x01\x01\x00\x00\x20",
		"4 GiB":      "\x01\xff\xff\xff\xff",
		"cut body":   "\x03\x00\x00\x00\x10abc",
		"cut header": "\x03\x05\x00",
	} {
		_, _, err := NewReader(strings.NewReader(text)).Next()
		if !errors.Is(err, ErrFrame) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v, want a broken frame", name, err)
		}
	}
	allocated := testing.AllocsPerRun(1, func() {
		_, _, _ = NewReader(strings.NewReader("\x03\x00\x00\x00\x10abc")).Next()
	})
	if allocated > 20 {
		t.Errorf("allocations for a 256 MiB announcement = %v", allocated)
	}
}

func TestBodiesOfAnotherFormAreRefused(t *testing.T) {
	if _, err := DecodeParcel([]byte{1, 1, 1, 1, 0, 1, 200, 1}); !errors.Is(err, ErrFrame) {
		t.Errorf("parcel with a cut input: %v", err)
	}
	if _, err := DecodeParcel([]byte{1, 1, 1, 1, 0, 255, 255, 255, 127, 0}); !errors.Is(err, ErrFrame) {
		t.Errorf("parcel that announces more than it has: %v", err)
	}
	if _, err := DecodeStarted([]byte{1, 1, 1, 1}); !errors.Is(err, ErrFrame) {
		t.Errorf("start with bytes left over: %v", err)
	}
	if _, err := DecodeOutput([]byte{1, 3, 0}); !errors.Is(err, ErrFrame) {
		t.Errorf("output to stream 3: %v", err)
	}
	bad := Finished{ID: 1, Value: []byte("{")}
	if err := DecodeFinished(bad.AppendTo(nil)[headerSize:], &bad); !errors.Is(err, ErrFrame) {
		t.Errorf("result that is no JSON: %v", err)
	}
}
