// Package chart draws measurements over time: a task timeline, lines and core
// strips that share one time axis. It knows numbers and pixels only.
package chart

// Data is one picture. All times are seconds on one axis. The chart does not
// keep or change what the slices hold beyond the next SetData.
type Data struct {
	From, To    float64 // what the axis shows
	Lanes       []Lane  // top band, may be empty
	LanesTitle  string  // "Tasks"
	Bands       []Band
	Strips      []Strip // bottom band, may be empty
	StripsTitle string  // "Cores"
	StripsNote  string  // in the place of strips that have no reading; "" for none
	Legend      []Key
	Markers     []Marker // in order of time
	Empty       string   // shown in the middle while there is nothing to draw
	Badge       string   // "PAUSED", shown over the picture; "" for none
	Reserved    float32  // units at the right of the first title's row that others lay something over
}

// Key is an entry of the legend: a style and its name.
type Key struct {
	Style int
	Name  string
}

// Lane is a row of bars with a name.
type Lane struct {
	Name  string
	Style int // of the name's swatch and of the bars
	Bars  []Bar
	Bold  bool // its name, as of something selected
}

// Mark is the shape that tells how a bar ended, so that colour is not the only sign.
type Mark uint8

// The marks of a bar.
const (
	Plain  Mark = iota // filled
	Open               // still going: filled, open at its right end
	Failed             // outlined in the error colour, with a cross
	Ended              // killed, cancelled or timed out: hatched
)

// Bar is a stretch of time.
type Bar struct {
	From, To float64
	Style    int
	Mark     Mark
	ID       int // of the caller, handed back by OnHovered, OnTapped and Describe
}

// Band is a set of lines over one value axis.
type Band struct {
	Title  string  // "CPU"
	Unit   string  // "% of one core"
	Max    float64 // upper end of the value axis; 0 fits the data
	Bytes  bool    // ticks in binary units (KiB, MiB, GiB) of V in bytes
	Note   string  // in the middle of a band that has no line; "" for none
	Series []Series
	Total  Series // the readout tells it, first of all, and it is not drawn: it would press the others flat
}

// Series is a line in steps: a value holds since the point before it, as a
// reading of usage does. A NaN in V, and a stretch longer than Gap between two
// points, is a gap. A negative Style is nobody's: a neutral grey.
type Series struct {
	Name  string
	Style int
	T, V  []float64 // same length, T increasing
	Gap   float64   // seconds; 0 never breaks the line
	Bold  bool
	Faint bool // pale and thin, behind all others
}

// Strip is one core: how busy, and whose process it last ran.
type Strip struct {
	Name string
	T    []float64
	V    []float64 // 0..1, NaN is a gap
	Who  []int     // style per point, -1 for nobody's; may be nil
}
