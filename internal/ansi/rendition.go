package ansi

import (
	"strconv"
	"strings"
)

// render changes a style by the parameters of "select graphic rendition" (ECMA-48
// 8.3.117; the colours with 38 and 48 as xterm's ctlseqs has them, with ";" or ":").
// What is not known changes nothing.
func (s *Style) render(params string) {
	fields := strings.Split(params, ";")
	for len(fields) > 0 {
		code, sub, colons := strings.Cut(fields[0], ":")
		switch {
		case code == "38" || code == "48" || code == "58":
			var c Color
			var known bool
			if colons {
				c, known = colonColor(sub)
				fields = fields[1:]
			} else {
				c, known, fields = colorOf(fields[1:])
			}
			s.paint(code, c, known)
			continue
		case code == "4" && colons:
			s.Underline = sub != "0"
		default:
			s.set(number(code))
		}
		fields = fields[1:]
	}
}

// paint sets a colour; that of the underline is none of ours.
func (s *Style) paint(code string, c Color, known bool) {
	switch {
	case !known:
	case code == "38":
		s.Text = c
	case code == "48":
		s.Ground = c
	}
}

// number is a parameter; one that is left out is 0, one that is none changes nothing.
func number(text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// set obeys one parameter. Concealed text (8) stays visible.
func (s *Style) set(code int) {
	switch {
	case code == 0:
		*s = Style{}
	case code >= 30 && code <= 37:
		s.Text = Color{Kind: Indexed, Index: uint8(code - 30)}
	case code == 39:
		s.Text = Color{}
	case code >= 40 && code <= 47:
		s.Ground = Color{Kind: Indexed, Index: uint8(code - 40)}
	case code == 49:
		s.Ground = Color{}
	case code >= 90 && code <= 97:
		s.Text = Color{Kind: Indexed, Index: uint8(code - 90 + 8)}
	case code >= 100 && code <= 107:
		s.Ground = Color{Kind: Indexed, Index: uint8(code - 100 + 8)}
	default:
		s.mark(code)
	}
}

func (s *Style) mark(code int) {
	switch code {
	case 1:
		s.Bold = true
	case 2:
		s.Faint = true
	case 3:
		s.Italic = true
	case 4, 21:
		s.Underline = true
	case 7:
		s.Inverse = true
	case 9:
		s.Strike = true
	case 22:
		s.Bold, s.Faint = false, false
	case 23:
		s.Italic = false
	case 24:
		s.Underline = false
	case 27:
		s.Inverse = false
	case 29:
		s.Strike = false
	}
}

// colorOf reads the fields after 38 or 48: "5;index", or "2;red;green;blue". What it
// cannot read it passes over, with all that follows: nobody can say where it ends.
func colorOf(fields []string) (c Color, known bool, rest []string) {
	switch {
	case len(fields) >= 2 && fields[0] == "5":
		c, known = indexed(fields[1])
		return c, known, fields[2:]
	case len(fields) >= 4 && fields[0] == "2":
		c, known = direct(fields[1:4])
		return c, known, fields[4:]
	}
	return Color{}, false, nil
}

// colonColor reads "5:index", "2:red:green:blue", or "2:space:red:green:blue".
func colonColor(text string) (Color, bool) {
	parts := strings.Split(text, ":")
	switch {
	case len(parts) == 2 && parts[0] == "5":
		return indexed(parts[1])
	case len(parts) == 4 && parts[0] == "2":
		return direct(parts[1:])
	case len(parts) >= 5 && parts[0] == "2":
		return direct(parts[2:5])
	}
	return Color{}, false
}

func indexed(text string) (Color, bool) {
	n := number(text)
	if n < 0 || n > 255 {
		return Color{}, false
	}
	return Color{Kind: Indexed, Index: uint8(n)}, true
}

func direct(parts []string) (Color, bool) {
	var rgb [3]uint8
	for i := range rgb {
		n := number(parts[i])
		if n < 0 || n > 255 {
			return Color{}, false
		}
		rgb[i] = uint8(n)
	}
	return Color{Kind: Direct, R: rgb[0], G: rgb[1], B: rgb[2]}, true
}
