package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"reflect"
	"slices"
	"testing"
)

// FuzzReader holds the two ways to find a frame, Reader and Cut, against each other,
// and wants what was decoded to be the same after it was sent again.
func FuzzReader(f *testing.F) {
	f.Add(AppendParcel(nil, Parcel{ID: 1}, 1, slices.All([][]byte{[]byte("1")})))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(bytes.NewReader(data))
		for rest := data; len(rest) > 0; {
			if IsAgain(rest) {
				if rest = afterAgain(t, rest); rest == nil {
					return
				}
				r = NewReader(bytes.NewReader(rest))
				continue
			}
			kind, body, length, err := Cut(rest)
			if !sameFrame(t, r, kind, body, length, err) {
				return
			}
			checkParts(t, rest[:length])
			checkSentAgain(t, kind, body)
			rest = rest[length:]
		}
	})
}

// afterAgain returns what comes after the Again that buf begins with, nil when it is
// not whole.
func afterAgain(t *testing.T, buf []byte) []byte {
	t.Helper()
	var first, second Again
	length, err := CutAgain(buf, &first)
	if err != nil && (length != 0 || !errors.Is(err, ErrFrame)) {
		t.Fatalf("CutAgain = %d, %v, want 0 with ErrFrame", length, err)
	}
	if length == 0 {
		return nil
	}
	for part := range parts(buf[:length]) {
		if n, err := CutAgain(part, &second); n != 0 || err != nil {
			t.Fatalf("CutAgain of %q = %d, %v, want that it is not whole yet", part, n, err)
		}
	}
	if len(first.Value) > 0 && !json.Valid(first.Value) {
		t.Fatalf("%q is a value that is no JSON", first.Value)
	}
	sent := first.AppendTo(nil)
	n, err := CutAgain(sent, &second)
	if n != len(sent) || err != nil || sent[0] != buf[0] || first.Wall < 0 || !reflect.DeepEqual(first, second) {
		t.Fatalf("%+v sent again is %+v, %d of %d bytes, %v", first, second, n, len(sent), err)
	}
	return buf[length:]
}

// parts yields some of the beginnings of a message, the longest among them.
func parts(whole []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for n := len(whole) - 1; n > 0 && yield(whole[:n:n]); n -= 1 + n/8 {
			continue
		}
	}
}

// sameFrame wants a reader to say of a frame what Cut said. It reports whether there
// was one.
func sameFrame(t *testing.T, r *Reader, kind Kind, body []byte, length int, cut error) bool {
	t.Helper()
	read, text, err := r.Next()
	switch {
	case cut != nil:
		if !errors.Is(cut, ErrFrame) || !errors.Is(err, ErrFrame) {
			t.Fatalf("Cut: %v, Reader: %v, want ErrFrame from both", cut, err)
		}
	case length == 0:
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("Reader: %v of a frame that is cut off, want ErrUnexpectedEOF", err)
		}
	case err != nil || read != kind || !bytes.Equal(text, body) || length != headerSize+len(body):
		t.Fatalf("Reader: kind %d, %d bytes, %v; Cut: kind %d, %d bytes in a frame of %d", read, len(text), err, kind, len(body), length)
	default:
		return true
	}
	return false
}

// checkParts wants no beginning of a frame to be taken for a whole one.
func checkParts(t *testing.T, frame []byte) {
	t.Helper()
	for part := range parts(frame) {
		if _, _, n, err := Cut(part); n != 0 || err != nil {
			t.Fatalf("Cut of %q = %d, %v, want that it is not whole yet", part, n, err)
		}
	}
}

// message is what a frame says, and the same as a frame.
type message struct {
	what any
	sent []byte
}

// parcel is a parcel with its inputs one by one.
type parcel struct {
	Parcel
	inputs [][]byte
}

// checkSentAgain decodes a body, if it is of the form of its kind, and what was made
// of it once more.
func checkSentAgain(t *testing.T, kind Kind, body []byte) {
	t.Helper()
	first, err := received(kind, body)
	if err != nil {
		if !errors.Is(err, ErrFrame) {
			t.Fatalf("kind %d: %v, want ErrFrame", kind, err)
		}
		return
	}
	if first.what == nil {
		return
	}
	checkMeaning(t, first.what)
	sentKind, sentBody, _, err := Cut(first.sent)
	if err != nil || sentKind != kind {
		t.Fatalf("%+v is sent as kind %d, %v, want %d", first.what, sentKind, err, kind)
	}
	second, err := received(kind, sentBody)
	if err != nil || !reflect.DeepEqual(first, second) {
		t.Fatalf("%+v sent again is %+v, %v", first.what, second.what, err)
	}
}

// checkMeaning wants of a message what its receivers rely on.
func checkMeaning(t *testing.T, what any) {
	t.Helper()
	switch what := what.(type) {
	case parcel:
		if what.Count < 1 || len(what.inputs) != what.Count {
			t.Fatalf("%+v has no task", what)
		}
	case Returned:
		if slices.ContainsFunc(what.Ranges, func(r Range) bool { return r.Count < 1 }) {
			t.Fatalf("%+v gives back nothing", what)
		}
	case Output:
		if what.Stream != 1 && what.Stream != 2 {
			t.Fatalf("%+v is for a stream that is none", what)
		}
	case Finished:
		if len(what.Value) > 0 && !json.Valid(what.Value) {
			t.Fatalf("%+v has a value that is no JSON", what)
		}
	}
}

// received decodes a body and encodes what it says. Nothing is the message of a kind
// without a body, or without a meaning.
func received(kind Kind, body []byte) (m message, err error) {
	switch kind {
	case KindHello:
		var h Hello
		if err = DecodeJSON(body, &h); err == nil {
			m.sent, err = AppendJSON(nil, kind, h)
		}
		m.what = h
	case KindJob:
		var j Job
		if err = DecodeJSON(body, &j); err == nil {
			m.sent, err = AppendJSON(nil, kind, j)
		}
		m.what = j
	case KindParcel:
		p, broken := DecodeParcel(body)
		var inputs [][]byte
		for left := p.Inputs; broken == nil && len(inputs) < p.Count; {
			inputs = append(inputs, left.Next())
		}
		p.Inputs = Inputs{} // which one number may stand in several ways in
		m, err = message{parcel{p, inputs}, AppendParcel(nil, p, len(inputs), slices.All(inputs))}, broken
	case KindReady:
		r, broken := DecodeReady(body)
		m, err = message{r, r.AppendTo(nil)}, broken
	case KindStarted:
		s, broken := DecodeStarted(body)
		m, err = message{s, s.AppendTo(nil)}, broken
	case KindOutput:
		o, broken := DecodeOutput(body)
		m, err = message{o, o.AppendTo(nil)}, broken
	case KindFinished:
		var f Finished
		err = DecodeFinished(body, &f)
		m = message{f, f.AppendTo(nil)}
	case KindLockGrant, KindLockWant, KindLockFree:
		l, broken := DecodeLock(body)
		m, err = message{l, l.AppendTo(nil, kind)}, broken
	case KindReturned:
		r, broken := DecodeReturned(body)
		m, err = message{r, r.AppendTo(nil)}, broken
	case KindFarewell:
		w, broken := DecodeFarewell(body)
		m, err = message{w, w.AppendTo(nil)}, broken
	case KindBroken:
		b, broken := DecodeBroken(body)
		m, err = message{b, b.AppendTo(nil)}, broken
	case KindRecall:
	}
	return m, err
}
