package record

import (
	"encoding/csv"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// unescaped is what a reader of a table does to get at the bytes.
func unescaped(field string) string {
	return regexp.MustCompile(`\\x[0-9a-f]{2}`).ReplaceAllStringFunc(field, func(code string) string {
		b, _ := strconv.ParseUint(code[2:], 16, 8)
		return string([]byte{byte(b)})
	})
}

// read returns the one field of the one record that a text is written as.
func readField(t *testing.T, text string) string {
	t.Helper()
	line := string(appendField(nil, text))
	records, err := csv.NewReader(strings.NewReader(line + "\r\n")).ReadAll()
	if err != nil || len(records) != 1 || len(records[0]) != 1 {
		t.Fatalf("%q is written as %q: %d records, %v; want one field", text, line, len(records), err)
	}
	return records[0][0]
}

func TestTextsOfTables(t *testing.T) {
	for text, want := range map[string]string{
		"Process-1":         "Process-1",
		"a.txt":             "a.txt",
		"two words":         "two words",
		`say "x", then`:     `say "x", then`,
		"=1+1":              `\x3d1+1`,
		"+1":                `\x2b1`,
		"-1":                `\x2d1`,
		"@SUM(A1)":          `\x40SUM(A1)`,
		"  =1":              `  \x3d1`,
		"\t=1":              `\x09\x3d1`,
		"\r=1":              `\x0d\x3d1`,
		"＝1":                `\xef\xbc\x9d1`,
		"a;=1":              `a;\x3d1`,
		"a=1":               "a=1",
		"1-2":               "1-2",
		"two\nlines":        `two\x0alines`,
		"\x1b[31m":          `\x1b[31m`,
		"\x00":              `\x00`,
		"caf\xe9":           `caf\xe9`,
		"café":              "café",
		"\u0085\u2028":      `\xc2\x85\xe2\x80\xa8`,
		`C:\x41`:            `C:\x5cx41`,
		`C:\y\\x`:           `C:\y\\x5cx`,
		"\xff\\x":           `\xff\x5cx`,
		`["a","b"]`:         `["a","b"]`,
		"\U0001F600 \ufeff": "\U0001F600 \ufeff",
	} {
		if got := readField(t, text); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
}

func FuzzTextsOfTablesKeepTheirBytes(f *testing.F) {
	for _, text := range []string{"", "a", `\x\x`, "=\\x3d", "\xff;=\n\"", "  @", `\\x5cx`, "\u2028\\"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" {
			return // stands for what is not known
		}
		field := readField(t, text)
		if got := unescaped(field); got != text {
			t.Errorf("%q is read back as %q", text, got)
		}
		if !utf8.ValidString(field) || strings.ContainsAny(field, "\r\n\t\x00") {
			t.Errorf("%q is written as %q, want one line of UTF-8", text, field)
		}
		for part := range strings.SplitSeq(field, ";") {
			if strings.IndexAny(strings.TrimSpace(part), "=+-@") == 0 {
				t.Errorf("%q is written as %q, which begins a formula", text, field)
			}
		}
	})
}
