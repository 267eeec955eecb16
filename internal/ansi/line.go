// Package ansi makes of a line that a program printed for a terminal what can be drawn:
// runs of text of one style. It obeys colours, and what rewrites the line itself, as a
// progress bar does; nothing else that a terminal would do is done.
package ansi

import "strings"

// Run is a piece of a line in one style.
type Run struct {
	Text  string
	Style Style
}

// Line is a line as it can be drawn. A style holds to the end of its line: each one
// begins plain.
type Line struct {
	Runs      []Run
	Rewritten int // how often the line was begun again over what stood there
}

// Text returns what is drawn, without its styles.
func (l Line) Text() string {
	if len(l.Runs) == 1 {
		return l.Runs[0].Text
	}
	var b strings.Builder
	for _, r := range l.Runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// tabStop is how far apart a terminal's tabs are, in characters.
const tabStop = 8

// Parse takes a line apart, its bytes without the newline.
//
//   - Colours, bold, faint, italic, underline, strike and inverse ("ESC [ … m") become
//     styles.
//   - After "\r" the line is written again from its start, over what is there; "ESC [ K"
//     erases in it. "\r" at the end is part of a line's end.
//   - A tab goes to the next of the stops that are 8 characters apart.
//   - Any other escape sequence is left out. One that is not whole is shown.
//   - Control bytes and bytes that are no UTF-8 are shown as Visible does.
func Parse(raw string) Line {
	raw = strings.TrimRight(raw, "\r")
	if raw == "" {
		return Line{}
	}
	if printable(raw) {
		return Line{Runs: []Run{{Text: raw}}}
	}
	p := paper{cells: make([]cell, 0, len(raw))}
	for len(raw) > 0 {
		raw = raw[p.take(raw):]
	}
	return p.line()
}

// cell is a character of a line.
type cell struct {
	char  rune
	style Style
}

// paper is a line while it is written.
type paper struct {
	cells     []cell
	at        int // where the next character goes
	style     Style
	again     bool // what comes next stands over something else, or in its place
	rewritten int
}

// take writes what a text begins with, and returns how many bytes that was.
func (p *paper) take(text string) int {
	switch text[0] {
	case '\r':
		p.again = p.again || len(p.cells) > 0
		p.at = 0
		return 1
	case '\t':
		for n := tabStop - p.at%tabStop; n > 0; n-- {
			p.put(' ', p.style)
		}
		return 1
	case escape:
		if s, ok := cut(text); ok {
			p.obey(s)
			return s.size
		}
	}
	shown, size, stands := next(text)
	style := p.style
	style.Stand = stands
	for _, r := range shown {
		p.put(r, style)
	}
	return size
}

func (p *paper) obey(s sequence) {
	switch {
	case s.final == 'm' && strings.Trim(s.params, "0123456789;:") == "":
		p.style.render(s.params)
	case s.final == 'K':
		p.erase(s.params)
	}
}

func (p *paper) put(char rune, style Style) {
	if p.again {
		p.again = false
		p.rewritten++
	}
	for len(p.cells) < p.at {
		p.cells = append(p.cells, cell{char: ' '})
	}
	if p.at == len(p.cells) {
		p.cells = append(p.cells, cell{})
	}
	p.cells[p.at] = cell{char, style}
	p.at++
}

// erase clears the line from the next character on, up to it, or all of it (ECMA-48
// 8.3.41).
func (p *paper) erase(params string) {
	before := len(p.cells)
	switch params {
	case "", "0":
		p.cells = p.cells[:min(p.at, before)]
	case "1":
		for i := range min(p.at+1, before) {
			p.cells[i] = cell{char: ' '}
		}
		p.again = p.again || before > 0
	case "2":
		p.cells = p.cells[:0]
	}
	p.again = p.again || len(p.cells) < before
}

// line joins cells of one style.
func (p *paper) line() Line {
	l := Line{Rewritten: p.rewritten}
	for from := 0; from < len(p.cells); {
		to := from + 1
		for to < len(p.cells) && p.cells[to].style == p.cells[from].style {
			to++
		}
		var b strings.Builder
		for _, c := range p.cells[from:to] {
			b.WriteRune(c.char)
		}
		l.Runs = append(l.Runs, Run{b.String(), p.cells[from].style})
		from = to
	}
	return l
}
