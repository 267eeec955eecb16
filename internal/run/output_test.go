package run

import (
	"testing"

	"github.com/poolscope/poolscope/launcher"
)

func TestANoteNamesTheTypeOfAnError(t *testing.T) {
	var o output
	o.note(launcher.Result{Task: 3, State: launcher.Failed, ErrType: "ZeroDivisionError", Err: "division by zero"}, 1, "")
	lines := o.seen().Lines
	if len(lines) != 1 || lines[0].Text != "failed: ZeroDivisionError: division by zero" {
		t.Errorf("lines = %+v, want one with the type and the message", lines)
	}
}
