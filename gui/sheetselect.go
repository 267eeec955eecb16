package gui

import (
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/internal/plan"
)

// sheetSelect is a choice that closes its sheet on Escape; see sheetButton.
type sheetSelect struct {
	widget.Select
	escape func()
}

func newSheetSelect(options []string, chosen func(string), escape func()) *sheetSelect {
	s := &sheetSelect{escape: escape}
	s.Options, s.OnChanged = options, chosen
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey takes Escape and leaves the others to the choice.
func (s *sheetSelect) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.escape()
		return
	}
	s.Select.TypedKey(e)
}

// problemText is what is wrong with a value, "" for nothing.
func problemText(err error) string {
	if problem, ok := errors.AsType[plan.Problem](err); ok {
		return problem.Text
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
