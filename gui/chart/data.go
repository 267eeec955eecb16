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
	Strips      []Strip // bottom band, may be empty; more than 16 are low rows, with a cell each for one instant
	StripsTitle string  // "Cores"
	StripsHint  string  // behind their title; "" for none
	StripsNote  string  // in the place of strips that have no reading; "" for none
	Legend      []Key
	Markers     []Marker // in order of time
	Empty       string   // shown in the middle while there is nothing to draw
	Badge       string   // "PAUSED", shown over the picture; "" for none
	Reserved    float32  // units at the right of the first title's row that others lay something over
}

// Styles that are no worker's.
const (
	Nobody     = -1 - iota // a neutral grey
	DoneBars               // what ended well, by the theme's colour of success
	FailedBars             // by its colour of errors
	EndedBars              // by its colour of warnings
	OpenBars               // what goes on, by its primary colour
	Crowd                  // one of so many that colours would not tell them apart: a paler grey
)

// Key is an entry of the legend: a style and its name. The sample of one that only bars
// have is a bar.
type Key struct {
	Style int
	Name  string
}

// Lane is a row of bars with a name.
type Lane struct {
	Name   string
	Style  int // of the name's swatch and of the bars
	Bars   []Bar
	Bold   bool    // its name, as of something selected
	Idle   []Spell // in order of time; bars hide them. Lanes may share one slice
	Spells []Spell // in order of time; its own
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
	Tasks    int // that it stands for; 0 is one
	Chosen   bool
}

// Band is a set of lines over one value axis.
type Band struct {
	Title  string  // "CPU"
	Unit   string  // "% of one core"
	Max    float64 // upper end of the value axis; 0 fits the data
	Over   bool    // values may be above Max, and are drawn as Max
	Bytes  bool    // ticks in binary units (KiB, MiB, GiB) of V in bytes
	Note   string  // in the middle of a band that has no line; "" for none
	Limits []Limit // of its values
	Slim   Slim    // how low it is
	Quiet  bool    // the readout leaves it out
	Rows   bool    // a row of shades for each of the series in their order, in the place of lines; those with a label are higher
	Series []Series
	Total  Series // the readout tells it, first of all, and it is not drawn: it would press the others flat
}

// Slim tells how a band is drawn: High with lines, a title over it and an axis; else low,
// as an area, with its title and the end of its axis at its left. Where there is no room
// for all low ones, those with the largest number are left out first.
type Slim uint8

// High is a band that is not low.
const High Slim = 0

// Limit is a value that is not to be reached. It is drawn when a value comes to half of
// it: further off it would press the lines flat.
type Limit struct {
	At   float64
	Name string
}

// Series is a line in steps: a value holds since the point before it, as a
// reading of usage does. A NaN in V, and a stretch longer than Gap between two
// points, is a gap.
type Series struct {
	Name  string
	Style int
	T, V  []float64 // same length, T increasing
	Gap   float64   // seconds; 0 never breaks the line
	Bold  bool
	Faint bool   // pale and thin, behind all others
	Label string // at the line's end, or beside its row; left out where there is no room
}

// Strip is one core: how busy, and whose process it last ran.
type Strip struct {
	Name   string
	T      []float64
	V      []float64 // 0..1, NaN is a gap
	Who    []int     // style per point, -1 for nobody's; may be nil
	Group  string    // those of one stand together; "" where all are alike
	Number int       // in its cell
	Twin   bool      // it shares what it is made of with the one before, and is drawn close to it

	// Arrivals are when somebody came here who was on another strip before, in order of time.
	Arrivals []Arrival
}

// Arrival is that a style's owner came to a strip from another one.
type Arrival struct {
	At   float64
	Who  int // style
	From int // Number of the strip it was on
}
