package plan_test

import (
	"slices"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func programPlan(words ...string) plan.Plan {
	p := planWith("", values("1"))
	p.Task = plan.Task{Kind: plan.Program, Program: words}
	return p
}

func TestALineOfWordsIsSplitAsAShellSplitsIt(t *testing.T) {
	for line, want := range map[string][]string{
		"node worker.js":            {"node", "worker.js"},
		"  a\tb\n c ":               {"a", "b", "c"},
		`a 'b c' "d e"`:             {"a", "b c", "d e"},
		`a '' ""`:                   {"a", "", ""},
		`a'b'"c"d`:                  {"abcd"},
		`a\ b \'c \\`:               {"a b", "'c", `\`},
		`a "b \" \\ \$ \x" '\d' `:   {"a", `b " \ $ \x`, `\d`},
		`a '$(touch x)' "*|;" x=#y`: {"a", "$(touch x)", "*|;", "x=#y"},
		"é \u00a0漢字":                {"é", "漢字"},
	} {
		p := programPlan()
		if err := p.Set("task.program", line); err != nil || !slices.Equal(p.Task.Program, want) {
			t.Errorf("%q is split into %q, %v, want %q", line, p.Task.Program, err, want)
		}
	}
}

func TestWhatOnlyAShellWouldUnderstandIsRefused(t *testing.T) {
	const shell = "no shell reads this, which is what %s is for: put it in quotes to hand it to the program as it is"
	for line, want := range map[string]string{
		"a | b": "|", "a > b": ">", "a; b": ";", "a & b": "&", "a $HOME": "$", "a `b`": "`", "a *.txt": "*", "(a)": "(", "a ?": "?", "# a": "#",
		"a 'b": "a quote is not closed", `a "b\"`: "a quote is not closed", `a \`: `nothing follows the last \`,
		"":  "missing: want a program and its arguments such as node worker.js",
		" ": "missing: want a program and its arguments such as node worker.js", "'' a": `"'' a" is not a program and its arguments such as node worker.js`,
	} {
		if len(want) == 1 {
			want = shell[:len("no shell reads this, which is what ")] + want + shell[len("no shell reads this, which is what %s"):]
		}
		p := programPlan("old")
		if err := p.Set("task.program", line); err == nil || err.Error() != "task.program: "+want {
			t.Errorf("Set(%q) = %v, want %s", line, err, want)
		}
		if !slices.Equal(p.Task.Program, []string{"old"}) {
			t.Errorf("Set(%q) changed the program to %q", line, p.Task.Program)
		}
	}
}

func TestAnyWordsComeBackFromTheirLine(t *testing.T) {
	for _, want := range [][]string{
		{"node", "worker.js"}, {"a b", "", "'", `"`, `\`, "$(x)", "#", "a#", "it's", "\n", "*", "é"}, hostile()[:4],
	} {
		if slices.ContainsFunc(want[1:], func(s string) bool { return s == "" }) {
			want = append([]string{"x"}, want...)
		}
		p := programPlan()
		if err := p.Set("task.program", plan.JoinWords(want)); err != nil || !slices.Equal(p.Task.Program, want) {
			t.Errorf("%q became %s and then %q, %v", want, plan.JoinWords(want), p.Task.Program, err)
		}
	}
	if got, want := plan.JoinWords([]string{"node", "a b.js", "x=1"}), "node 'a b.js' x=1"; got != want {
		t.Errorf("line = %s, want %s: no more quotes than it takes", got, want)
	}
}
