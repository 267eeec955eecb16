//go:build linux

package desktop

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
)

// The words of an X window dump's header that are needed here, by their place
// (X11/XWDFile.h). The header is big-endian whatever the pixels are.
const (
	xwdHeaderSize   = 0
	xwdWidth        = 4
	xwdHeight       = 5
	xwdByteOrder    = 7
	xwdBitsPerPixel = 11
	xwdBytesPerLine = 12
	xwdColours      = 19
	xwdWords        = 25
	xwdColourBytes  = 12
)

// Picture returns what the screen shows. Xvfb keeps its frame buffer in a file
// that has the form of a window dump (Xvfb(1), -fbdir).
func (d *Desktop) Picture() (*image.RGBA, error) {
	dump, err := os.ReadFile(filepath.Join(d.dir, "Xvfb_screen0"))
	if err != nil {
		return nil, fmt.Errorf("read the frame buffer: %w", err)
	}
	return decodeDump(dump)
}

func decodeDump(dump []byte) (*image.RGBA, error) {
	if len(dump) < 4*xwdWords {
		return nil, errors.New("decode the frame buffer: shorter than its header")
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(dump[4*i:])) }
	if word(xwdBitsPerPixel) != 32 || word(xwdByteOrder) != 0 {
		return nil, errors.New("decode the frame buffer: not 32 bits a pixel, lowest byte first")
	}
	width, height, stride := word(xwdWidth), word(xwdHeight), word(xwdBytesPerLine)
	first := word(xwdHeaderSize) + word(xwdColours)*xwdColourBytes
	if len(dump) < first+height*stride {
		return nil, errors.New("decode the frame buffer: shorter than its picture")
	}
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		from, to := dump[first+y*stride:], picture.Pix[y*picture.Stride:]
		for x := range width {
			blue, green, red := from[4*x], from[4*x+1], from[4*x+2]
			to[4*x], to[4*x+1], to[4*x+2], to[4*x+3] = red, green, blue, 0xff
		}
	}
	return picture, nil
}

// Colours returns how many different colours a picture has: one or two where
// nothing was painted yet.
func Colours(picture *image.RGBA) int {
	seen := map[[3]byte]bool{}
	for i := 0; i+3 < len(picture.Pix); i += 4 {
		seen[[3]byte(picture.Pix[i:i+3])] = true
	}
	return len(seen)
}

// Changed returns the share of the pixels, 0..1, that differ between two
// pictures of the same size.
func Changed(a, b *image.RGBA) float64 {
	different := 0
	if bytes.Equal(a.Pix, b.Pix) { // which is how most of them are that are looked at in turn
		return 0
	}
	for i := 0; i+3 < len(a.Pix); i += 4 {
		if [4]byte(a.Pix[i:i+4]) != [4]byte(b.Pix[i:i+4]) {
			different++
		}
	}
	return float64(different) / float64(len(a.Pix)/4)
}

// Save writes a picture as a PNG file.
func Save(path string, picture image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("save a picture: %w", err)
	}
	err = png.Encode(f, picture)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("save a picture: %w", err)
	}
	return nil
}

// Painted reports whether a window shows more than its frame: whether most of
// the screen differs from the empty desktop, and has text on it, whose edges have
// many shades.
func (d *Desktop) Painted() (bool, error) {
	picture, err := d.Picture()
	if err != nil {
		return false, err
	}
	const most, shades = 0.5, 60
	return Changed(d.empty, picture) > most && Colours(picture) > Colours(d.empty)+shades, nil
}
