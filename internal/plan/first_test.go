package plan_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func TestAColumnThatTheFirstInputHasNotIsRefused(t *testing.T) {
	rows := write(t, "a.csv", "who,n\nAda,1\nBo\n")
	named := func(kind plan.Inputs) plan.Inputs { kind.Header = true; return kind }
	columns := plan.Inputs{Kind: plan.Stdin, Columns: ","}
	for _, test := range []struct {
		in      plan.Inputs
		command []string
		want    string // "" for nothing wrong
	}{
		{columns, []string{"{3}"}, `task.command: for the first input, ["who","n"]: {3} asks for column 3, but the input has only 2 columns`},
		{columns, []string{"{2}"}, ""},
		{columns, []string{"{name}"}, ""},
		{named(columns), []string{"{title}"}, `task.command: for the first input, {"who":"Ada","n":"1"}: {title} names no column: there are "who", "n"; a script for the shell keeps its braces`},
		{named(columns), []string{"{who.}", "{print $1}", "{a,b}"}, ""},
		{plan.Inputs{Kind: plan.CSV, File: rows}, []string{"{x}"}, `task.command: for the first input, {"who":"Ada","n":"1"}: {x} names no column: there are "who", "n"; a script for the shell keeps its braces`},
		{plan.Inputs{Kind: plan.CSV, File: rows}, []string{"{n}"}, ""},
	} {
		p := commandPlan(test.in, append([]string{"echo"}, test.command...)...)
		_, inputs, err := p.Open(strings.NewReader("who,n\nAda,1\nBo\n"))
		if err != nil {
			t.Fatal(err)
		}
		inputs, err = p.CheckFirst(t.Context(), inputs)
		if got := errorText(err); got != test.want {
			t.Errorf("%q: CheckFirst = %s, want %s", test.command, got, test.want)
		}
		if err != nil {
			continue
		}
		got, err := drain(inputs)
		if want := 1 + strings.Count(got, " "); err != nil || want < 2 {
			t.Errorf("%q: inputs = %s, %v, want all of them", test.command, got, err)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestFirstInputIsWaitedForNoLongerThanTheRunIsWanted(t *testing.T) {
	in, produce := io.Pipe()
	defer func() { _ = produce.Close() }()
	p := commandPlan(plan.Inputs{Kind: plan.Stdin, Columns: ","}, "echo", "{2}")
	_, inputs, err := p.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	end(enough)
	if _, err := p.CheckFirst(ctx, inputs); !errors.Is(err, enough) {
		t.Errorf("CheckFirst = %v, want %v", err, enough)
	}
}

func TestAnEntryThatIsTooLongIsATaskThatFailsAlone(t *testing.T) {
	long := strings.Repeat("x", 16<<20+1)
	stdin := "a,1\n" + long + "\nb,2\n"
	const wrong = "standard input:2: the entry has 16777217 bytes, and an input of a command may have 16777216 (16 MiB)"
	for name, in := range map[string]plan.Inputs{
		"lines":   {Kind: plan.Stdin},
		"columns": {Kind: plan.Stdin, Columns: ","},
		"groups":  {Kind: plan.Stdin, Group: 1},
		"product": {Kind: plan.Stdin, Also: []plan.Inputs{values(`"k"`)}},
		"behind":  {Kind: plan.Values, Values: values(`"k"`).Values, Also: []plan.Inputs{{Kind: plan.Stdin}}},
	} {
		p := commandPlan(in, "echo", "{}")
		if name == "groups" {
			p.Inputs.Group = 3
		}
		_, inputs, err := p.Open(strings.NewReader(stdin))
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for raw, err := range inputs {
			if err != nil || len(raw) > 1000 {
				t.Fatalf("%s: an input of %d bytes, %v, want them short", name, len(raw), err)
			}
			texts = append(texts, string(raw))
		}
		if want := map[bool]int{true: 1, false: 3}[name == "groups"]; len(texts) != want {
			t.Errorf("%s: %d inputs, want %d", name, len(texts), want)
		}
		var lines strings.Builder
		if err := p.ShellLines(strings.NewReader(stdin), &lines); err == nil || !strings.Contains(lines.String(), "has no command: "+wrong) {
			t.Errorf("%s: commands %.300q, %v, want one that says %s", name, lines.String(), err, wrong)
		}
	}
	// One that is just short enough, by a carriage return that goes.
	p := commandPlan(plan.Inputs{Kind: plan.Stdin, Strip: true}, "echo")
	_, inputs, err := p.Open(strings.NewReader(long[1:] + "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	var lengths []int
	for raw, err := range inputs {
		if err != nil {
			t.Fatal(err)
		}
		lengths = append(lengths, len(raw))
	}
	if !slices.Equal(lengths, []int{16<<20 + 2}) {
		t.Errorf("inputs of %v bytes, want the entry in quotes", lengths)
	}
}
