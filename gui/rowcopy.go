package gui

import (
	"strings"
)

// tsv returns the table as other programs read it: a line a row as they are shown, with
// a header, and a tab between columns. Numbers are in full, with a point, in the unit
// that the header names.
func (t *workerTable) tsv() string {
	var lines strings.Builder
	columns := t.columnsWithTitle()
	for i, c := range columns {
		writeCell(&lines, i, tsvTitle(c))
	}
	lines.WriteByte('\n')
	for _, row := range t.list.rows {
		for i, c := range columns {
			writeCell(&lines, i, c.plain(row, t.list.about))
		}
		lines.WriteByte('\n')
	}
	return lines.String()
}

func writeCell(lines *strings.Builder, column int, text string) {
	if column > 0 {
		lines.WriteByte('\t')
	}
	lines.WriteString(text)
}

func tsvTitle(c rowColumn) string {
	if c.unit == "" {
		return c.title
	}
	return c.title + " (" + c.unit + ")"
}

// columnsWithTitle leaves out the swatch and what opens a menu.
func (t *workerTable) columnsWithTitle() []rowColumn {
	var columns []rowColumn
	for _, c := range t.columns {
		if c.title != "" {
			columns = append(columns, c)
		}
	}
	return columns
}
