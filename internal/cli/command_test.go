package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

func TestWhatStandsBehindDashesIsTheCommand(t *testing.T) {
	for _, tt := range []struct {
		args, before string
		want         commandLine
	}{
		{"run a.toml", "run a.toml", commandLine{}},
		{"plan check -- a", "plan check -- a", commandLine{}},
		{"", "", commandLine{}},
		{"run -j 4 -- gzip -9", "run -j 4", commandLine{given: true, words: []string{"gzip", "-9"}}},
		{"run -- a -- b", "run", commandLine{given: true, words: []string{"a", "--", "b"}}},
		{"run -- --help", "run", commandLine{given: true, words: []string{"--help"}}},
		{"run -- e ::: a b :::+ c", "run", commandLine{given: true, words: []string{"e"}, sources: []source{
			{words: []string{"a", "b"}}, {linked: true, words: []string{"c"}},
		}}},
		{"run -- :::: f - ::::+ g :::", "run", commandLine{given: true, sources: []source{
			{files: true, words: []string{"f", "-"}}, {files: true, linked: true, words: []string{"g"}}, {},
		}}},
		{"run --shell s ::: a", "run --shell s", commandLine{given: true, sources: []source{{words: []string{"a"}}}}},
		{"run -- e ::::: x", "run", commandLine{given: true, words: []string{"e", ":::::", "x"}}},
	} {
		t.Run(tt.args, func(t *testing.T) {
			before, got := splitCommand(strings.Fields(tt.args))
			if strings.Join(before, " ") != tt.before || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("before %q, command %+v; want %q, %+v", before, got, tt.before, tt.want)
			}
		})
	}
}

func TestSourcesBecomeInputsOfAPlan(t *testing.T) {
	_, line := splitCommand([]string{"run", "--", "e", ":::", "a", "\xff", "::::", "f", "-", ":::+", "x"})
	p := plan.Default()
	line.setInputs(&p, runFlags{})
	text := func(in plan.Inputs) string {
		return fmt.Sprintf("%s %s%s %s", in.Kind, in.File, in.Combine, in.Values)
	}
	got := []string{text(p.Inputs)}
	for _, also := range p.Inputs.Also {
		got = append(got, text(also))
	}
	want := []string{`values  ["a" "\udcff"]`, "lines f []", "stdin  []", `values paired ["x"]`}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("inputs = %q, want %q", got, want)
	}
}

func TestFilesBehindACommandAreThoseOfTheCurrentFolder(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if got := fromHere(plan.Plan{Dir: "elsewhere"}, "f"); got != filepath.Join(here, "f") {
		t.Errorf("file = %q, want %q", got, filepath.Join(here, "f"))
	}
	if got := fromHere(plan.Plan{}, "f"); got != "f" {
		t.Errorf("file = %q, want %q as it was typed", got, "f")
	}
}

func TestNulFlagIsNoNumber(t *testing.T) {
	for _, args := range [][]string{{"run", "--strip", "-0"}, {"run", "-0", "-j", "3"}, {"run", "-j3", "-0"}} {
		g, _, err := parse(args)
		if err != nil || g.Run.Null == nil || !*g.Run.Null {
			t.Errorf("%v: %v, null %v; want it set", args, err, g.Run.Null)
		}
	}
}
