package ansi

// ColorKind tells how a Color names its colour.
type ColorKind uint8

// The kinds of colours. Default is the one that text has that was given none.
const (
	Default ColorKind = iota
	Indexed           // one of 256: 0 to 15 are the terminal's own, whoever draws says what they look like
	Direct            // by its red, green and blue
)

// Color is a colour that a program asked for.
type Color struct {
	Kind    ColorKind
	Index   uint8 // of Indexed
	R, G, B uint8 // of Direct
}

// RGB returns the colour of an index from 16 on as xterm has it: a cube of six steps of
// each primary, then 24 greys. Those before are the terminal's own, and black here.
func RGB(index uint8) (r, g, b uint8) {
	switch {
	case index < firstOfCube:
		return 0, 0, 0
	case index >= firstGrey:
		grey := 8 + 10*(index-firstGrey)
		return grey, grey, grey
	}
	at := index - firstOfCube
	return cubeStep(at / 36), cubeStep(at / 6 % 6), cubeStep(at % 6)
}

const (
	firstOfCube = 16
	firstGrey   = 232
)

// cubeStep is a step of xterm's colour cube (256colres.h): 0, 95, 135, … 255.
func cubeStep(n uint8) uint8 {
	if n == 0 {
		return 0
	}
	return 55 + 40*n
}

// Style is how a piece of text is to be drawn. The zero value is plain text.
type Style struct {
	Text, Ground                                    Color
	Bold, Faint, Italic, Underline, Strike, Inverse bool
	Stand                                           bool // the text stands for a byte that cannot be shown: \x07
}
