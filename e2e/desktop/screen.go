//go:build linux

package desktop

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// Screen is the server's own memory of the screen: to look at a pixel costs a read.
type Screen struct {
	dump          []byte
	first, stride int
	bounds        image.Rectangle
}

// Screen returns the screen as it is at each moment. The caller closes it.
func (d *Desktop) Screen() (*Screen, error) {
	file, err := os.Open(filepath.Join(d.dir, "Xvfb_screen0"))
	if err != nil {
		return nil, fmt.Errorf("open the frame buffer: %w", err)
	}
	defer func() { _ = file.Close() }() // the mapping stays
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("open the frame buffer: %w", err)
	}
	dump, err := unix.Mmap(int(file.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map the frame buffer: %w", err)
	}
	if len(dump) < 4*xwdWords {
		return nil, errors.Join(errors.New("map the frame buffer: shorter than its header"), unix.Munmap(dump))
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(dump[4*i:])) }
	s := &Screen{
		dump: dump, first: word(xwdHeaderSize) + word(xwdColours)*xwdColourBytes, stride: word(xwdBytesPerLine),
		bounds: image.Rect(0, 0, word(xwdWidth), word(xwdHeight)),
	}
	if word(xwdBitsPerPixel) != 32 || len(dump) < s.first+s.bounds.Dy()*s.stride {
		s.Close()
		return nil, errors.New("map the frame buffer: not 32 bits a pixel")
	}
	return s, nil
}

// Close gives the memory back.
func (s *Screen) Close() { _ = unix.Munmap(s.dump) } // nothing is lost where it stays

// Bounds returns what the screen's pixels are.
func (s *Screen) Bounds() image.Rectangle { return s.bounds }

// Pixel returns a pixel's colour as the server keeps it, which is within the bounds.
func (s *Screen) Pixel(p image.Point) uint32 {
	return binary.LittleEndian.Uint32(s.dump[s.first+p.Y*s.stride+4*p.X:]) & 0xffffff
}
