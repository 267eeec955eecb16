package argv_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/poolscope/poolscope/internal/argv"
)

func TestTextOfBytesIsJSON(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{"", `""`},
		{"plain", `"plain"`},
		{"é 😀 \u2028<&>", "\"é 😀 \u2028<&>\""},
		{"a\"b\\c/", `"a\"b\\c/"`},
		{"\b\t\n\f\r\x00\x1b\x7f", "\"\\b\\t\\n\\f\\r\\u0000\\u001b\x7f\""},
		{"\x80\xff", `"\udc80\udcff"`},
		{"caf\xe9.txt", `"caf\udce9.txt"`},
		// What surrogates would be in UTF-8 is no UTF-8: each byte stands for itself.
		{"\xed\xb2\x80", `"\udced\udcb2\udc80"`},
		{"\xc3", `"\udcc3"`},
		{"\uFFFD", "\"\uFFFD\""},
	} {
		if got := string(argv.AppendText([]byte("x"), []byte(c.raw))); got != "x"+c.want {
			t.Errorf("AppendText(x, %q) = %q, want %q", c.raw, got, "x"+c.want)
		}
	}
}

func TestEveryByteComesBack(t *testing.T) {
	all := make([]byte, 0, 3*256)
	for b := range 256 {
		all = append(all, byte(b), 'x', byte(b))
	}
	w, err := argv.WordsOf(argv.AppendText(nil, all))
	if err != nil || len(w.Values) != 1 || w.Values[0] != string(all) {
		t.Errorf("words of the text of every byte = %q, %v, want the bytes", w.Values, err)
	}
}

func FuzzText(f *testing.F) {
	f.Fuzz(func(t *testing.T, raw []byte) {
		text := argv.AppendText(nil, raw)
		if !json.Valid(text) || !utf8.Valid(text) {
			t.Fatalf("AppendText(%q) = %q, want JSON in UTF-8", raw, text)
		}
		for _, input := range []string{
			string(text), "[" + string(text) + "]", " [ " + string(text) + " , 1 ]\n", "{" + string(text) + ":" + string(text) + "}",
		} {
			w, err := argv.WordsOf(json.RawMessage(input))
			if err != nil || w.Values[0] != string(raw) || w.Names != nil && w.Names[0] != string(raw) {
				t.Fatalf("WordsOf(%q) = %q, %v, want %q", input, w, err, raw)
			}
		}
		// What json.Marshal makes of it on its way means the same.
		again, err := json.Marshal([]json.RawMessage{text})
		if w, _ := argv.WordsOf(again); err != nil || len(w.Values) != 1 || w.Values[0] != string(raw) {
			t.Fatalf("words of %q, marshalled, = %q, %v", raw, w.Values, err)
		}
		if utf8.Valid(raw) && !bytes.Contains(text, []byte(`\u`)) {
			var s string
			if err := json.Unmarshal(text, &s); err != nil || s != string(raw) {
				t.Fatalf("json.Unmarshal(%q) = %q, %v, want %q", text, s, err, raw)
			}
		}
	})
}

func TestTextsOfOthersAreRead(t *testing.T) {
	for _, c := range []struct{ input, want string }{
		{`"\u0041\u00e9\u20AC"`, "Aé€"},
		{`"\ud83d\ude00"`, "😀"},
		{`"\ud83d\udc80"`, "💀"}, // a pair, though its second half alone would be a byte
		{`"\/\"\\\b\f\n\r\t"`, "/\"\\\b\f\n\r\t"},
		{"\"caf\xe9\"", "caf\xe9"},
		{`"\udcc3\udca9"`, "é"},
		{`"\udc80\ud83d\ude00"`, "\x80😀"},
	} {
		w, err := argv.WordsOf(json.RawMessage(c.input))
		if err != nil || len(w.Values) != 1 || w.Values[0] != c.want {
			t.Errorf("WordsOf(%s) = %q, %v, want %q", c.input, w.Values, err, c.want)
		}
	}
}

func TestHalfACharacterIsAnError(t *testing.T) {
	for _, input := range []string{`"\ud800"`, `"\udc7f"`, `"\udd00"`, `"\udfff"`, `"x\ud83dx"`, `["a", "\ud83d\u0041"]`, `{"\udbff": 1}`} {
		_, err := argv.WordsOf(json.RawMessage(input))
		if err == nil || !strings.Contains(err.Error(), "half a character") {
			t.Errorf("WordsOf(%s) = %v, want an error that says half a character", input, err)
		}
	}
}
