package gui

import (
	"bytes"
	"encoding/binary"

	"fyne.io/fyne/v2"
)

// Font returns Fyne's fonts, the one of fixed width with more room below its letters.
func (t *ownTheme) Font(style fyne.TextStyle) fyne.Resource {
	if style.Monospace {
		return t.fixed
	}
	return t.Theme.Font(style)
}

// How high a line of the font of fixed width is above and below the feet of its letters,
// in thousandths of its size. Fyne 2.7.1 rounds the first up to whole pixels and the sum
// down (DrawString in internal/painter/font.go, drawText in internal/painter/gl/draw.go):
// with the font's own 928 and 236 an underscore would lie in the row of pixels that is cut
// off in the sizes of the theme, and is not seen. It takes the 236 in full.
const (
	aboveFeet = 905
	belowFeet = 340
)

// roomy returns a TrueType font whose lines are so high, and one that it does not
// understand as it is: a user may have named another one to Fyne.
func roomy(font fyne.Resource) fyne.Resource {
	data := bytes.Clone(font.Content())
	head, lines, system := fontTable(data, "head"), fontTable(data, "hhea"), fontTable(data, "OS/2")
	if len(head) < 20 || len(lines) < 8 {
		return font
	}
	em := int(binary.BigEndian.Uint16(head[18:])) // unitsPerEm
	set := func(table []byte, at int) {
		binary.BigEndian.PutUint16(table[at:], uint16(em*aboveFeet/1000))
		binary.BigEndian.PutUint16(table[at+2:], uint16(-em*belowFeet/1000))
	}
	set(lines, 4) // ascender and descender
	if len(system) >= 72 {
		set(system, 68) // sTypoAscender and sTypoDescender
	}
	return fyne.NewStaticResource("roomy-"+font.Name(), data)
}

// fontTable returns the bytes of a table of a TrueType font, which may be written to;
// none where there is no such table (OpenType specification, Organization of an OpenType
// font).
func fontTable(data []byte, tag string) []byte {
	const header, entry = 12, 16
	if len(data) < header {
		return nil
	}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		at := header + i*entry
		if len(data) < at+entry {
			return nil
		}
		record := data[at : at+entry]
		from, size := int(binary.BigEndian.Uint32(record[8:])), int(binary.BigEndian.Uint32(record[12:]))
		if string(record[:4]) == tag && from+size <= len(data) {
			return data[from : from+size]
		}
	}
	return nil
}
