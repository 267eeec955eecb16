package gui

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/ansi"
	"github.com/poolscope/poolscope/internal/run"
)

// outputPiece is a part of a line in one style, on a grid of characters.
type outputPiece struct {
	at, wide int // columns; wide is that of its text
	text     string
	style    ansi.Style
}

// printedLine is a line as it is drawn: rewritten, with its colours, or as it came.
func printedLine(l run.OutputLine, raw bool) ansi.Line { //nolint:revive // which of two forms is drawn
	if raw || l.Kind == run.FromNote {
		return ansi.Line{Runs: []ansi.Run{{Text: ansi.Visible(l.Text)}}}
	}
	return ansi.Parse(l.Text)
}

// rewrittenText says how often a line was written again, "" where it was not.
func rewrittenText(times int) string {
	switch times {
	case 0:
		return ""
	case 1:
		return "  " + tr.T("(rewritten once)")
	}
	return "  " + tr.F("(rewritten %s times)", countText(times))
}

// piecesOf lays a line of output on the grid, and says behind it how often it was
// rewritten.
func piecesOf(l run.OutputLine, raw bool) (pieces []outputPiece, wide int) {
	line := printedLine(l, raw)
	if text := rewrittenText(line.Rewritten + l.Rewritten); text != "" {
		line.Runs = append(line.Runs, ansi.Run{Text: text, Style: ansi.Style{Stand: true}})
	}
	for _, r := range line.Runs {
		for text := r.Text; text != ""; {
			piece := firstPiece(text)
			piece.at, piece.style = wide, r.Style
			pieces = append(pieces, piece)
			wide += piece.wide
			text = text[len(piece.text):]
		}
	}
	return pieces, wide
}

// firstPiece returns the characters of one column each that a text begins with, or the
// first one where that has two.
func firstPiece(text string) outputPiece {
	n, size := 0, 0
	for i, r := range text {
		if isWide(r) {
			if i > 0 {
				break
			}
			return outputPiece{wide: 2, text: text[:utf8.RuneLen(r)]}
		}
		n, size = n+1, i+utf8.RuneLen(r)
	}
	return outputPiece{wide: n, text: text[:size]}
}

// isWide tells which characters have two columns in a terminal: those that Unicode's
// annex 11 calls wide, as blocks.
func isWide(r rune) bool {
	if r < 0x1100 {
		return false
	}
	for _, block := range wideBlocks() {
		if r >= block[0] && r <= block[1] {
			return true
		}
	}
	return false
}

func wideBlocks() [9][2]rune {
	return [9][2]rune{
		{0x1100, 0x115f},
		{0x2e80, 0x303e},
		{0x3041, 0xa4cf},
		{0xac00, 0xd7a3},
		{0xf900, 0xfaff},
		{0xfe30, 0xfe6f},
		{0xff00, 0xff60},
		{0x1f300, 0x1faff},
		{0x20000, 0x3fffd},
	}
}

// lineWidth is how many columns a line has.
func lineWidth(l run.OutputLine, raw bool) int {
	if l.Rewritten == 0 && plain(l.Text) {
		return len(l.Text)
	}
	_, wide := piecesOf(l, raw)
	return wide
}

// between returns what of a line lies in some of its columns, which are counted from
// the first of these then.
func between(pieces []outputPiece, from, to int) []outputPiece {
	var part []outputPiece
	for _, p := range pieces {
		if p.at >= to || p.at+p.wide <= from {
			continue
		}
		if p.wide == utf8.RuneCountInString(p.text) { // else it is one wide character
			first, last := max(from-p.at, 0), min(to-p.at, p.wide)
			p.text, p.at, p.wide = runesOf(p.text, first, last), p.at+first, last-first
		}
		p.at -= from
		part = append(part, p)
	}
	return part
}

// runesOf returns some of the characters of a text.
func runesOf(text string, from, to int) string {
	if len(text) == utf8.RuneCountInString(text) {
		return text[from:to]
	}
	return string([]rune(text)[from:to])
}

// shortened cuts a line to so many columns, with a mark where more would follow.
func shortened(pieces []outputPiece, wide, columns int) []outputPiece {
	if wide <= columns || columns < 1 {
		return pieces
	}
	return append(between(pieces, 0, columns-1), outputPiece{at: columns - 1, wide: 1, text: "…", style: ansi.Style{Stand: true}})
}

// kindText names the kind of a line in words, so that colour is not the only sign.
func kindText(k run.OutputKind) string {
	switch k {
	case run.FromStdout:
		return "out"
	case run.FromStderr:
		return "err !"
	case run.FromResult:
		return tr.T("result")
	case run.FromNote:
		return tr.T("note")
	}
	return string(k)
}

func taskText(task int) string {
	if task < 0 {
		return ""
	}
	return strconv.Itoa(task)
}

// copiedText is what lines say, a line each, without what stands beside them.
func copiedText(lines []run.OutputLine, raw bool) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(printedLine(l, raw).Text() + "\n")
	}
	return b.String()
}
