package ring

import (
	"bytes"
	"testing"
)

func TestAQuietRingUsesLittleOfItsMemory(t *testing.T) {
	rings, file, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	defer func() { _ = rings.Close() }()
	reader, _ := rings.Made(nil)
	_, writer := rings.Opened(func() error { return nil })
	word, heard := bytes.Repeat([]byte("x"), 60), make([]byte, 60)
	for range 10_000 {
		if n, err := writer.Put(word); n != len(word) || err != nil {
			t.Fatalf("Put = %d, %v", n, err)
		}
		if n, err := reader.Read(heard); n != len(word) || err != nil || !bytes.Equal(heard, word) {
			t.Fatalf("Read = %d %q, %v", n, heard, err)
		}
	}
	if used := len(bytes.TrimRight(reader.data, "\x00")); used > 2*page {
		t.Errorf("10,000 words that were each read at once have used %d bytes, want two pages at most", used)
	}
}
