package plan_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
)

// hostile is what would be more than a text, were it not quoted.
func hostile() []string {
	return []string{
		`"""` + "\nimport os; os._exit(9)\n" + `"""`, `\`, `\\"`, `"`, `""""`, `'''`, "a\x00b", "\r\n", "\n", "\t", "\f",
		`{__import__("os")}`, `\N{DIGIT ONE}`, `\x41`, "%s", "é€😀", "\u202e\u2028\ufeff", "\x7f\x1b[31m", "#!", "# coding: utf-16", "\n# coding: utf-16",
		"$(touch x)", "*.png; rm -rf",
	}
}

func TestWhateverATextSaysItStaysAText(t *testing.T) {
	t.Parallel()
	programs, texts := map[string]string{}, map[string]string{}
	for i, text := range hostile() {
		raw, err := json.Marshal(map[string]any{text: []string{text}})
		if err != nil {
			t.Fatal(err)
		}
		p := planWith("noop", values(string(raw)))
		p.Title, p.Notes = text, text+"\n"+text
		programs[itoa(i)], texts[itoa(i)] = program(t, p), text
	}
	plain := compiled(t, map[string]string{"": program(t, planWith("noop", values("1")))})[""]
	for i, fact := range compiled(t, programs) {
		text := texts[i]
		if fact.Error != "" {
			t.Errorf("%q: %s\n%s", text, fact.Error, programs[i])
			continue
		}
		title := strings.ReplaceAll(text, "\n", " ")
		if want := title + "\n\n" + text + "\n" + text + "\n"; !strings.HasPrefix(fact.Doc, want) {
			t.Errorf("docstring = %q, want it to begin with %q", fact.Doc, want)
		}
		if got, want := fmt.Sprint(fact.Inputs), fmt.Sprint([]any{map[string]any{text: []any{text}}}); got != want {
			t.Errorf("inputs = %q, want %q", got, want)
		}
		// What looks like something else than it is, as text that runs backwards does.
		if strings.ContainsFunc(programs[i], func(r rune) bool { return r != '\n' && !strconv.IsPrint(r) }) {
			t.Errorf("%q stands in the program as it is:\n%q", text, programs[i])
		}
		if !slices.Equal(fact.Kinds, plain.Kinds) {
			t.Errorf("%q: statements %q, want %q", text, fact.Kinds, plain.Kinds)
		}
	}
}

func TestAFileNameOfAnyBytesStaysAFileName(t *testing.T) {
	t.Parallel()
	names := append(hostile(), "caf\xe9.txt", "\xff\xfe")
	for _, kind := range []plan.InputKind{plan.Lines, plan.CSV} {
		programs := map[string]string{}
		for i, name := range names {
			programs[itoa(i)] = program(t, planWith("noop", plan.Inputs{Kind: kind, File: name}))
		}
		for i, fact := range compiled(t, programs) {
			n, _ := strconv.Atoi(i)
			var got []byte
			for _, name := range fact.Opened {
				for _, c := range name {
					got = append(got, byte(c))
				}
			}
			if string(got) != names[n] || fact.Error != "" {
				t.Errorf("%s opens %q (%s), want %q", kind, got, fact.Error, names[n])
			}
		}
	}
}

func TestWhateverAnInterpreterIsCalledItStaysInItsComment(t *testing.T) {
	t.Parallel()
	programs := map[string]string{}
	for i, name := range hostile() {
		p := planWith("", values("1"))
		p.Task = plan.Task{Kind: plan.Python, File: name, Function: "f", Interpreter: name}
		programs[itoa(i)] = program(t, p)
	}
	p := planWith("", values("1"))
	p.Task = plan.Task{Kind: plan.Python, File: "a b.py", Function: "f"}
	plain := compiled(t, map[string]string{"": program(t, p)})[""]
	for i, fact := range compiled(t, programs) {
		if fact.Error != "" || !slices.Equal(fact.Kinds, plain.Kinds) {
			t.Errorf("statements %q (%s), want %q in\n%s", fact.Kinds, fact.Error, plain.Kinds, programs[i])
		}
	}
}
