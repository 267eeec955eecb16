package gui

import (
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/run"
)

// escapedText names what could not be ended, the first ones of many.
func escapedText(s *run.Snapshot) string {
	if len(s.Escaped) == 0 {
		return ""
	}
	names := make([]string, 0, mostNames)
	for _, e := range s.Escaped[:min(mostNames, len(s.Escaped))] {
		names = append(names, clipped(visible(e.Command), mostTarget)+" (PID "+strconv.Itoa(e.PID)+")")
	}
	text := strings.Join(names, ", ")
	if more := len(s.Escaped) - len(names); more > 0 {
		text = tr.F("%s and %s more", text, countText(more))
	}
	return tr.F("Tasks started what could not be ended: %s. It goes on: end it by hand, as its owner or as root.", text)
}

// closedText says that no input can be added any more.
func closedText(s *run.Snapshot) string {
	if !s.Closed {
		return ""
	}
	return ", " + tr.T("inputs closed")
}
