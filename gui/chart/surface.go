package chart

import (
	"encoding/binary"
	"image"
	"image/color"
	"math"
)

// ink is an opaque colour as it lies in an image.RGBA: red in the lowest byte.
type ink uint32

// inkOf returns a colour as it looks on top of another.
func inkOf(c color.Color, under ink) ink {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	full := ink(n.R) | ink(n.G)<<8 | ink(n.B)<<16 | 0xFF<<24
	return under.mix(full, uint32(n.A)*256/255)
}

// mix returns the ink with share of 256 parts of another.
func (a ink) mix(b ink, share uint32) ink {
	const odd = 0x00FF00FF
	rest := 256 - share
	rb := (uint32(a&odd)*rest + uint32(b&odd)*share) >> 8 & odd
	ga := (uint32(a>>8&odd)*rest + uint32(b>>8&odd)*share) &^ odd
	return ink(rb | ga)
}

// faint returns a quarter of the ink, to lie over what is seen through it.
func (a ink) faint() color.NRGBA { return color.NRGBA{uint8(a), uint8(a >> 8), uint8(a >> 16), 64} }

// surface is the picture that is drawn into: device pixels, opaque. What lies
// outside of clip is not touched.
type surface struct {
	img  *image.RGBA
	clip image.Rectangle
}

// reset makes the picture w x h, with the memory it had where that is enough.
func (s *surface) reset(w, h int) {
	if s.img == nil || cap(s.img.Pix) < 4*w*h {
		s.img = image.NewRGBA(image.Rect(0, 0, w, h))
	}
	// Fyne takes the rows to be 4*w bytes apart.
	s.img.Pix = s.img.Pix[:4*w*h]
	s.img.Stride = 4 * w
	s.img.Rect = image.Rect(0, 0, w, h)
	s.clip = s.img.Rect
}

// at returns where a pixel lies in Pix.
func (s *surface) at(x, y int) int { return y*s.img.Stride + 4*x }

// put writes a pixel that is known to be inside.
func (s *surface) put(i int, c ink) { binary.LittleEndian.PutUint32(s.img.Pix[i:], uint32(c)) }

// blend mixes a colour into a pixel that is known to be inside.
func (s *surface) blend(i int, c ink, share uint32) {
	pix := s.img.Pix[i : i+4]
	binary.LittleEndian.PutUint32(pix, uint32(ink(binary.LittleEndian.Uint32(pix)).mix(c, share)))
}

// fill paints a rectangle.
func (s *surface) fill(r image.Rectangle, c ink) {
	r = r.Intersect(s.clip)
	if r.Empty() {
		return
	}
	first := s.img.Pix[s.at(r.Min.X, r.Min.Y):s.at(r.Max.X, r.Min.Y)]
	for i := 0; i < len(first); i += 4 {
		binary.LittleEndian.PutUint32(first[i:], uint32(c))
	}
	for y := r.Min.Y + 1; y < r.Max.Y; y++ {
		copy(s.img.Pix[s.at(r.Min.X, y):], first)
	}
}

// shade mixes a colour into a rectangle, share of 256 parts.
func (s *surface) shade(r image.Rectangle, c ink, share uint32) {
	r = r.Intersect(s.clip)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for i, end := s.at(r.Min.X, y), s.at(r.Max.X, y); i < end; i += 4 {
			s.blend(i, c, share)
		}
	}
}

// row paints one row of pixels between two places that need not be whole
// pixels.
func (s *surface) row(y int, from, to float64, c ink) {
	from, to = max(from, float64(s.clip.Min.X)), min(to, float64(s.clip.Max.X))
	if y < s.clip.Min.Y || y >= s.clip.Max.Y || to <= from {
		return
	}
	first, last := int(math.Ceil(from)), int(math.Floor(to))
	if first > last {
		s.blend(s.at(last, y), c, uint32(256*(to-from)))
		return
	}
	if share := float64(first) - from; share > 0 {
		s.blend(s.at(first-1, y), c, uint32(256*share))
	}
	for i, end := s.at(first, y), s.at(last, y); i < end; i += 4 {
		s.put(i, c)
	}
	if share := to - float64(last); share > 0 {
		s.blend(s.at(last, y), c, uint32(256*share))
	}
}

// frame paints the outline of a rectangle, inside it.
func (s *surface) frame(r image.Rectangle, width int, c ink) {
	s.fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+width), c)
	s.fill(image.Rect(r.Min.X, r.Max.Y-width, r.Max.X, r.Max.Y), c)
	s.fill(image.Rect(r.Min.X, r.Min.Y, r.Min.X+width, r.Max.Y), c)
	s.fill(image.Rect(r.Max.X-width, r.Min.Y, r.Max.X, r.Max.Y), c)
}

// hatch paints slanted lines in a rectangle.
func (s *surface) hatch(r image.Rectangle, period, width int, c ink) {
	r = r.Intersect(s.clip)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if (x+y)%period < width {
				s.put(s.at(x, y), c)
			}
		}
	}
}

// cross paints an X with smooth edges in a square around a point.
func (s *surface) cross(cx, cy, half, width float64, c ink) {
	reach := half + width/2
	box := image.Rect(int(cx-reach), int(cy-reach), int(cx+reach)+1, int(cy+reach)+1).Intersect(s.clip)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			dx, dy := float64(x)+0.5-cx, float64(y)+0.5-cy
			// Seen along the diagonals: how far along an arm, how far beside it.
			along, beside := (dx+dy)/math.Sqrt2, (dx-dy)/math.Sqrt2
			cover := max(arm(along, beside, half, width), arm(beside, along, half, width))
			if cover > 0 {
				s.blend(s.at(x, y), c, uint32(256*cover))
			}
		}
	}
}

// arm returns how much of a pixel an arm of a cross covers.
func arm(along, beside, half, width float64) float64 {
	wide := min(1, width/2+0.5-math.Abs(beside))
	long := min(1, half*math.Sqrt2+0.5-math.Abs(along))
	return max(0, min(wide, long))
}
