package gui

import (
	"slices"
	"strings"
)

// columnChoice is which columns the table of workers, and that of observed processes,
// is to have.
type columnChoice struct {
	keys map[rowKinds][]string // nil is the usual ones
}

func newColumnChoice() *columnChoice { return &columnChoice{keys: map[rowKinds][]string{}} }

// shown reports whether rows of a kind have a column.
func (c *columnChoice) shown(kind rowKinds, column rowColumn) bool {
	if column.of&kind == 0 {
		return false
	}
	if c.keys[kind] == nil || always(column) {
		return column.usual&kind != 0
	}
	return slices.Contains(c.keys[kind], column.key)
}

// always reports whether a column is there whatever is chosen: without its name, no
// row could be told from another.
func always(column rowColumn) bool {
	return column.key == "" || column.key == "worker" || column.key == "process"
}

// columns returns those that rows of a kind have, in their order.
func (c *columnChoice) columns(kind rowKinds) []rowColumn {
	return slices.DeleteFunc(rowColumns(), func(column rowColumn) bool { return !c.shown(kind, column) })
}

// toggle shows a column, or no longer.
func (c *columnChoice) toggle(kind rowKinds, key string) {
	keys := []string{}
	for _, column := range rowColumns() {
		if !always(column) && c.shown(kind, column) != (column.key == key) {
			keys = append(keys, column.key)
		}
	}
	c.keys[kind] = keys
}

// reset shows the usual ones.
func (c *columnChoice) reset(kind rowKinds) { c.keys[kind] = nil }

// noColumns stands for a choice of none: nothing at all is the usual ones.
const noColumns = "-"

// text is the choice for rows of a kind as it is remembered.
func (c *columnChoice) text(kind rowKinds) string {
	keys := c.keys[kind]
	switch {
	case keys == nil:
		return ""
	case len(keys) == 0:
		return noColumns
	}
	return strings.Join(keys, ",")
}

// restore takes a choice over. Columns that there are not are left out, as text may be
// of another version.
func (c *columnChoice) restore(kind rowKinds, text string) {
	c.keys[kind] = nil
	if text == "" {
		return
	}
	asked := strings.Split(text, ",")
	c.keys[kind] = []string{}
	for _, column := range rowColumns() {
		if column.of&kind != 0 && !always(column) && slices.Contains(asked, column.key) {
			c.keys[kind] = append(c.keys[kind], column.key)
		}
	}
	if len(c.keys[kind]) == 0 && text != noColumns {
		c.keys[kind] = nil
	}
}
