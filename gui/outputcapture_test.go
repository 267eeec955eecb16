package gui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/internal/run"
)

// colourful is a run that printed what a terminal would obey.
func colourful() *run.Snapshot {
	s := manyLines(994_960, 995_000)
	for i, text := range []string{
		"\x1b[1m== Tests ==\x1b[0m", "\x1b[32mPASS\x1b[0m TestOne (0.01s)", "\x1b[31mFAIL\x1b[0m \x1b[1;31mTestTwo\x1b[0m (1.20s)  \x1b[2mfaint words\x1b[0m",
		"\x1b[30mblack\x1b[31m red\x1b[32m green\x1b[33m yellow\x1b[34m blue\x1b[35m magenta\x1b[36m cyan\x1b[37m white\x1b[0m, and bright:",
		"\x1b[90mblack\x1b[91m red\x1b[92m green\x1b[93m yellow\x1b[94m blue\x1b[95m magenta\x1b[96m cyan\x1b[97m white\x1b[0m",
		"\x1b[40mblack\x1b[41m red \x1b[42m green \x1b[43m yellow \x1b[44m blue \x1b[45m magenta \x1b[46m cyan \x1b[47m white \x1b[0m",
		"\x1b[7minverse\x1b[0m \x1b[4munderlined\x1b[0m \x1b[9mstruck\x1b[0m \x1b[3mitalic\x1b[0m \x1b[38;5;208mcolour 208\x1b[0m \x1b[38;2;20;20;20m24-bit dark\x1b[0m",
		"tab\tstops\tare\teight apart", "title \x1b]0;gone\x07stays; bell \x07 and byte \xff are shown; half \x1b[3",
		"漢字 and é ü Ω", " 10 %\r 50 %\r100 % done\x1b[K",
	} {
		s.Output.Lines[29+i].Text = text
	}
	s.Output.Lines[30].Kind, s.Output.Lines[28].Kind = run.FromStderr, run.FromNote
	s.Output.Lines[28].Text = "failed: exit 3"
	s.Output.Lines[27].Kind, s.Output.Lines[27].Text = run.FromResult, `{"primes": 25}`
	s.Output.Lines[26].Text = "a long line: " + fmt.Sprintf("%0300d", 7) + " which ends here"
	s.Output.Open = []run.OutputLine{{At: 2.5, Task: 7, Worker: "Process-1", Kind: run.FromStderr, Text: " 10 %\r\x1b[36m#######\x1b[0m---  70 %", Rewritten: 68}}
	s.Output.All = run.TranscriptOf(run.Said{Text: "x"})
	return s
}

// TestEveryStateOfTheOutputIsDrawn goes through what the output can be asked for.
// POOLSCOPE_CAPTURES=folder keeps the pictures.
func TestEveryStateOfTheOutputIsDrawn(t *testing.T) {
	for _, look := range []appearance{alwaysLight, alwaysDark} {
		name := string(look) + "-output-"
		t.Run(name, func(t *testing.T) { outputStates(t, look, name) })
	}
}

func outputStates(t *testing.T, look appearance, name string) {
	t.Helper()
	s := outputStage(t, colourful())
	v := s.w.output
	s.w.lookChosen(look)
	s.resize(small())
	s.capture(name + "0-following")
	v.pressed(30, false)
	v.pressed(33, true)
	s.w.filterTapped()
	v.find.entry.SetText("red")
	v.find.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.resize(small())
	s.capture(name + "1-found")
	v.find.close()
	v.wrapped.SetChecked(true)
	v.raw.SetChecked(true)
	s.resize(small())
	s.capture(name + "2-raw-wrapped")
	v.raw.SetChecked(false)
	v.show("task 99")
	s.capture(name + "3-no-line")
	v.show("")
	v.pane.TypedKey(&fyne.KeyEvent{Name: fyne.KeyHome})
	s.resize(small())
	s.capture(name + "4-cut")
	s.end()
}
