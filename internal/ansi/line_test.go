package ansi

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func indexOf(n uint8) Color { return Color{Kind: Indexed, Index: n} }

func TestALineBecomesRunsOfOneStyle(t *testing.T) {
	for raw, want := range map[string][]Run{
		"":                            nil,
		"plain":                       {{"plain", Style{}}},
		"\x1b[31mred\x1b[0m!":         {{"red", Style{Text: indexOf(1)}}, {"!", Style{}}},
		"\x1b[1;4;7mb\x1b[22;24;27mp": {{"b", Style{Bold: true, Underline: true, Inverse: true}}, {"p", Style{}}},
		"\x1b[38;5;208mo\x1b[mp":      {{"o", Style{Text: indexOf(208)}}, {"p", Style{}}},
		"\x1b[48;2;1;2;3mg":           {{"g", Style{Ground: Color{Kind: Direct, R: 1, G: 2, B: 3}}}},
		"\x1b[38:2::1:2:3mc":          {{"c", Style{Text: Color{Kind: Direct, R: 1, G: 2, B: 3}}}},
		"\x1b[38:5:9mc":               {{"c", Style{Text: indexOf(9)}}},
		"\x1b[4:3mu\x1b[4:0mv":        {{"u", Style{Underline: true}}, {"v", Style{}}},
		"\x1b[97;104mx\x1b[39;49my":   {{"x", Style{Text: indexOf(15), Ground: indexOf(12)}}, {"y", Style{}}},
		"\x1b[8mhidden":               {{"hidden", Style{}}},
		"\x1b[58;5;3mx":               {{"x", Style{}}},
		"\x1b[38;5;999;1mx":           {{"x", Style{Bold: true}}},
		"\x1b[>4;2mx":                 {{"x", Style{}}},
		"a\x07b":                      {{"a", Style{}}, {`\x07`, Style{Stand: true}}, {"b", Style{}}},
	} {
		if got := Parse(raw).Runs; !slices.Equal(got, want) {
			t.Errorf("%q = %+v, want %+v", raw, got, want)
		}
	}
}

func TestWhatIsNotAColourIsLeftOutAndWhatIsNotWholeIsShown(t *testing.T) {
	for raw, want := range map[string]string{
		"a\x1b[2Ab\x1b[10;20Hc\x1b[?25ld":          "abcd",
		"\x1b]0;title\x07text":                     "text",
		"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\": "link",
		"\x1bP1;2qdata\x1b\\after":                 "after",
		"\x1b(Ba\x1b7b\x1bcd":                      "abd",
		"half \x1b[3":                              `half \x1B[3`,
		"half \x1b":                                `half \x1B`,
		"\x1b]0;never ends":                        `\x1B]0;never ends`,
		"\x1b[3\x01m":                              `\x1B[3\x01m`,
		"\xff\xc3 \u202e \u0085 \x7f":              `\xFF\xC3 <U+202E> <U+0085> \x7F`,
		"a\tb\t\tc":                                "a       b               c",
		"12345678\tx":                              "12345678        x",
		"\x9b31mx":                                 `\x9B31mx`,
	} {
		if got := Parse(raw).Text(); got != want {
			t.Errorf("%q = %q, want %q", raw, got, want)
		}
	}
}

func TestALineThatIsRewrittenShowsItsLastState(t *testing.T) {
	for _, c := range []struct {
		raw, want string
		times     int
	}{
		{"10 %\r20 %\r100 %", "100 %", 2},
		{"long text\rab", "abng text", 1},
		{"long text\r\x1b[Kab", "ab", 1},
		{"long text\x1b[2K\rab", "ab", 1},
		{"long text\r\x1b[1Kab", "abng text", 1},
		{"dos line\r", "dos line", 0},
		{"\r\rbegun at the start", "begun at the start", 0},
		{"10 %\r20 %\r", "20 %", 1},
		{"abc\r\x1b[31mx", "xbc", 1},
	} {
		got := Parse(c.raw)
		if got.Text() != c.want || got.Rewritten != c.times {
			t.Errorf("%q = %q, rewritten %d times, want %q, %d", c.raw, got.Text(), got.Rewritten, c.want, c.times)
		}
	}
}

func TestTheColoursOfTheCubeAreXterms(t *testing.T) {
	for index, want := range map[uint8][3]uint8{16: {0, 0, 0}, 196: {255, 0, 0}, 208: {255, 135, 0}, 231: {255, 255, 255}, 232: {8, 8, 8}, 255: {238, 238, 238}} {
		if r, g, b := RGB(index); [3]uint8{r, g, b} != want {
			t.Errorf("colour %d = %d %d %d, want %d", index, r, g, b, want)
		}
	}
}

// FuzzParse: whatever a program prints, what is drawn is text that prints, and no
// longer than a few characters a byte; without escapes and rewriting it is all there.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"plain", "\x1b[31mred\x1b[0m", "a\tb\rc\x1b[K", "\xff\x00\u202e", "\x1b]0;t\x07", "\x1b[38;5", "\x1b[38;2;;;;;m\x1bP\x1b", "\x1b[1K\x1b[2Kx\ry", "漢字é\u0301",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		l := Parse(raw)
		text := l.Text()
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) }) {
			t.Errorf("%.100q is drawn as %.100q, which is not text that prints", raw, text)
		}
		if n := utf8.RuneCountInString(text); n > 10*len(raw) {
			t.Errorf("%d characters are drawn of %d bytes", n, len(raw))
		}
		for i, r := range l.Runs {
			if r.Text == "" || i > 0 && l.Runs[i-1].Style == r.Style {
				t.Errorf("run %d of %.100q is empty, or has the style of the one before", i, raw)
			}
		}
		if bare := strings.TrimRight(raw, "\r"); !strings.ContainsAny(bare, "\x1b\r\t") && text != Visible(bare) {
			t.Errorf("%.100q is drawn as %.100q, want %.100q", raw, text, Visible(bare))
		}
	})
}
