package record

import (
	"math"
	"strconv"

	"github.com/poolscope/poolscope/internal/argv"
)

// Format is how a table is written.
type Format string

// The formats. CSV is as RFC 4180 has it, with "." as decimal point and an empty field
// for what is not known; JSON is an object a line with the same names, and null.
const (
	CSV  Format = "CSV"
	JSON Format = "JSON lines"
)

// Suffix is what the name of a file in the format ends in.
func (f Format) Suffix() string {
	if f == CSV {
		return ".csv"
	}
	return ".jsonl"
}

// table writes rows of one kind, cell by cell in the order of the columns: what begins a
// row is begin, what ends it is end.
type table struct {
	format  Format
	columns []string
	next    int // column of the next cell
	row     []byte
}

func newTable(f Format, columns []string) *table { return &table{format: f, columns: columns} }

// head appends the line that names the columns, where the format has one.
func (t *table) head(dst []byte) []byte {
	if t.format != CSV {
		return dst
	}
	for i, name := range t.columns {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, name...)
	}
	return append(dst, "\r\n"...)
}

func (t *table) begin() {
	t.row, t.next = t.row[:0], 0
	if t.format == JSON {
		t.row = append(t.row, '{')
	}
}

// end appends the row.
func (t *table) end(dst []byte) []byte {
	dst = append(dst, t.row...)
	if t.format == JSON {
		return append(dst, "}\n"...)
	}
	return append(dst, "\r\n"...)
}

// cell begins the next cell.
func (t *table) cell() {
	if t.next > 0 {
		t.row = append(t.row, ',')
	}
	if t.format == JSON {
		t.row = append(append(append(t.row, '"'), t.columns[t.next]...), `":`...)
	}
	t.next++
}

// unknown is a cell without a value.
func (t *table) unknown() {
	t.cell()
	if t.format == JSON {
		t.row = append(t.row, "null"...)
	}
}

// real is a number with so many decimals; NaN is not known.
func (t *table) real(v float64, decimals int) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		t.unknown()
		return
	}
	t.cell()
	t.row = strconv.AppendFloat(t.row, v, 'f', decimals, 64)
}

// integer is a number; one below 0 is not known.
func (t *table) integer(n int64) {
	if n < 0 {
		t.unknown()
		return
	}
	t.cell()
	t.row = strconv.AppendInt(t.row, n, 10)
}

// positive is a number that nothing has the 0 of: that is not known.
func (t *table) positive(n int64) {
	if n == 0 {
		n = -1
	}
	t.integer(n)
}

func (t *table) truth(is bool) {
	t.cell()
	t.row = strconv.AppendBool(t.row, is)
}

// text is any bytes; none is not known.
func (t *table) text(s string) {
	if s == "" {
		t.unknown()
		return
	}
	t.cell()
	if t.format == JSON {
		t.row = argv.AppendText(t.row, []byte(s))
		return
	}
	t.row = appendField(t.row, s)
}
