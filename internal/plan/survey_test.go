package plan_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// survey returns a survey of a plan, and what was told before it was over.
func survey(t *testing.T, p plan.Plan) (found plan.Survey, told []plan.Survey) {
	t.Helper()
	found, err := p.Survey(t.Context(), func(s plan.Survey) { told = append(told, s) })
	if err != nil || !found.Done {
		t.Fatalf("Survey = %+v, %v, want one that is done", found, err)
	}
	return found, told
}

// samples lists tasks as NUMBER:INPUT.
func samples(all []plan.Sample) string {
	var texts []string
	for _, s := range all {
		texts = append(texts, fmt.Sprintf("%d:%s", s.Task, s.Input))
	}
	return strings.Join(texts, " ")
}

func TestASurveyFindsBothEndsOfTheInputs(t *testing.T) {
	lines := write(t, "names.txt", "a\nb\nc\nd\ne\n")
	rows := write(t, "rows.csv", "name,size\na,1\n\"b\nc\",2\nd,3\n")
	also := values(`"x"`, `"y"`)
	also.Also = []plan.Inputs{{Kind: plan.Range, Range: [3]float64{1, 4, 1}}}
	grouped := plan.Inputs{Kind: plan.Lines, File: lines, Group: 2}
	headed := plan.Inputs{Kind: plan.Lines, File: lines, Header: true}
	for _, c := range []struct {
		name        string
		p           plan.Plan
		tasks       int
		first, last string
	}{
		{"no values", planWith("hash", values()), 0, "", ""},
		{"one value", planWith("hash", values("1")), 1, "0:1", ""},
		{"three values", planWith("hash", values("1", "2", "3")), 3, "0:1 1:2", "2:3"},
		{"values", planWith("hash", values("1", "2", "3", "4", "5")), 5, "0:1 1:2", "3:4 4:5"},
		{"a long range", planWith("hash", plan.Inputs{Kind: plan.Range, Range: [3]float64{0, 1e12, 1}}), 1e12, "0:0 1:1", "999999999998:999999999998 999999999999:999999999999"},
		{"fractions", planWith("hash", plan.Inputs{Kind: plan.Range, Range: [3]float64{0, 1, 0.1}}), 10, "0:0.0 1:0.1", "8:0.8 9:0.9"},
		{"repeat", planWith("hash", plan.Inputs{Kind: plan.Repeat, Repeat: 3}), 3, "0:0 1:1", "2:2"},
		{"lines", planWith("hash", plan.Inputs{Kind: plan.Lines, File: lines}), 5, `0:"a" 1:"b"`, `3:"d" 4:"e"`},
		{"rows", planWith("hash", plan.Inputs{Kind: plan.CSV, File: rows}), 3, `0:{"name":"a","size":"1"} 1:{"name":"b\nc","size":"2"}`, `2:{"name":"d","size":"3"}`},
		{"sources", commandPlan(also, "echo"), 6, `0:["x","1"] 1:["x","2"]`, `4:["y","2"] 5:["y","3"]`},
		{"groups", commandPlan(grouped, "echo"), 3, `0:["a","b"] 1:["c","d"]`, `2:["e"]`},
		{"a header", commandPlan(headed, "echo"), 4, `0:{"a":"b"} 1:{"a":"c"}`, `2:{"a":"d"} 3:{"a":"e"}`},
		{"standard input", commandPlan(plan.Inputs{Kind: plan.Stdin}, "echo"), -1, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := survey(t, c.p)
			if s.Tasks != c.tasks || s.Estimated || samples(s.First) != c.first || samples(s.Last) != c.last {
				t.Errorf("%d tasks, first %s, last %s, want %d, %s, %s", s.Tasks, samples(s.First), samples(s.Last), c.tasks, c.first, c.last)
			}
		})
	}
}

// longLine makes a file of few lines too long to be counted at once.
const longLine = "a line of a file that is too long to be counted at once, of just a few more than eighty-four bytes"

func TestALongFileIsEstimatedFirstAndThenCounted(t *testing.T) {
	const n = 200_000
	path := write(t, "long.txt", strings.Repeat(longLine+"\n", n-2)+"last but one\nlast\n")
	s, told := survey(t, planWith("hash", plan.Inputs{Kind: plan.Lines, File: path}))
	if len(told) == 0 {
		t.Fatal("nothing was told before the end")
	}
	guess := told[0]
	if off := float64(guess.Tasks) / n; !guess.Estimated || off < 0.99 || off > 1.01 || guess.Done {
		t.Errorf("told first: %d, estimated %v, want about %d", guess.Tasks, guess.Estimated, n)
	}
	if got, want := samples(guess.First)+" "+samples(guess.Last), fmt.Sprintf(`0:%q 1:%q -1:"last but one" -1:"last"`, longLine, longLine); got != want {
		t.Errorf("told first: %s, want %s", got, want)
	}
	if got, want := samples(s.Last), `199998:"last but one" 199999:"last"`; s.Tasks != n || s.Estimated || got != want {
		t.Errorf("at the end: %d, estimated %v, %s, want %d, %s", s.Tasks, s.Estimated, got, n, want)
	}
}

func TestAnEstimateKnowsHowSourcesAreCombined(t *testing.T) {
	const n = 200_000
	path := write(t, "long.txt", strings.Repeat(longLine+"\n", n))
	in := plan.Inputs{Kind: plan.Lines, File: path, Also: []plan.Inputs{values("1", "2", "3")}}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var told []plan.Survey
	_, err := commandPlan(in, "echo").Survey(ctx, func(s plan.Survey) { told = append(told, s); stop() })
	if err != nil || len(told) == 0 || !told[0].Estimated {
		t.Fatalf("told %+v, %v, want an estimate", told, err)
	}
	if off := float64(told[0].Tasks) / (3 * n); off < 0.99 || off > 1.01 {
		t.Errorf("estimated %d, want about %d", told[0].Tasks, 3*n)
	}
}

func TestALineThatIsWrongIsSaid(t *testing.T) {
	path := write(t, "numbers.txt", "1\n2\nthree\xff\n")
	_, err := planWith("fib", plan.Inputs{Kind: plan.Lines, File: path}).Survey(t.Context(), func(plan.Survey) {})
	if p, ok := errors.AsType[plan.Problem](err); !ok || p.Key != "inputs.lines" || !strings.HasSuffix(p.Text, "numbers.txt:3: the line is not UTF-8 text") {
		t.Errorf("Survey = %v, want the line that is wrong", err)
	}
}

// tree makes files and folders, whose names end in a slash.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestASurveyFindsTheFilesThatTheRunFinds(t *testing.T) {
	dir := tree(t, "a/1.txt", "a/2.txt", "a/.hidden.txt", "b/3.txt", "b/c/4.txt", "b/d.txt/", "[x]/5.txt", "6.txt")
	for _, pattern := range []string{"*.txt", "*/*.txt", "?/*", "*/*/*", "a/1.txt", "none", "none/*", "b/../a/*", `\[x\]/*`, "./*.txt", "*/", "6.txt/*", dir + "/*/?.txt"} {
		for _, kind := range []plan.TaskKind{plan.Builtin, plan.Command} {
			p := planWith("hash", plan.Inputs{Kind: plan.Glob, Glob: pattern})
			if kind == plan.Command {
				p = commandPlan(p.Inputs, "echo")
			}
			p.Dir = dir
			total, inputs, err := p.Open(nil)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for raw, err := range inputs {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, fmt.Sprintf("%d:%s", len(all), raw))
			}
			s, _ := survey(t, p)
			want := strings.Join(append(slices.Clone(all[:min(2, len(all))]), all[max(min(2, len(all)), len(all)-2):]...), " ")
			if got := strings.TrimSpace(samples(s.First) + " " + samples(s.Last)); s.Tasks != total || s.Files != total || got != want {
				t.Errorf("%s: %d tasks, %s, want %d, %s", pattern, s.Tasks, got, total, want)
			}
		}
	}
}

func TestWhatIsSeldomMeantOfAPatternIsSaid(t *testing.T) {
	dir := tree(t, "a/1.txt", "a/2.txt", "a/.hidden", "a/b/", "c/1")
	for pattern, want := range map[string]string{
		"a/*":     "1 of the 4 files is a folder: " + dir + "/a/b. 1 of the 4 files is hidden (a shell's * leaves those out): " + dir + "/a/.hidden.",
		"*":       "2 of the 2 files are folders, such as " + dir + "/a.",
		"a/*.txt": "",
		"a/.*":    "",
		"*.png":   "No file fits *.png.",
	} {
		p := planWith("hash", plan.Inputs{Kind: plan.Glob, Glob: pattern})
		p.Dir = dir
		s, _ := survey(t, p)
		if got := strings.Join(s.Odd, " "); got != want {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
}

func TestFilesOfAFurtherSourceAreCounted(t *testing.T) {
	dir := tree(t, "1.txt", "2.txt", "3.txt")
	in := values(`"a"`, `"b"`)
	in.Also = []plan.Inputs{{Kind: plan.Glob, Glob: "*.txt"}}
	p := commandPlan(in, "echo")
	p.Dir = dir
	s, _ := survey(t, p)
	first, last := filepath.Join(dir, "2.txt"), filepath.Join(dir, "3.txt") // the plan's folder is a whole path
	if got, want := samples(s.Last), fmt.Sprintf(`4:["b",%q] 5:["b",%q]`, first, last); s.Tasks != 6 || got != want {
		t.Errorf("%d tasks, last %s, want 6, %s", s.Tasks, got, want)
	}
}

func TestASurveyThatIsCalledOffEnds(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	dir := tree(t, "1.txt")
	p := planWith("hash", plan.Inputs{Kind: plan.Glob, Glob: "*"})
	p.Dir = dir
	if s, err := p.Survey(ctx, func(plan.Survey) {}); err != nil || !s.Cut || s.Tasks != -1 {
		t.Errorf("Survey = %+v, %v, want nothing found", s, err)
	}
}

func TestACallIsWrittenAsItIsMade(t *testing.T) {
	python := plan.Default()
	python.Task = plan.Task{Kind: plan.Python, File: "dir/tasks.py", Function: "work"}
	star := python
	star.Pool.Method = launcher.StarMap
	dial := planWith("dial", plan.Inputs{})
	dial.Task.Params = map[string]float64{"cpu": 0.25, "wait": 0.1}
	for _, c := range []struct {
		p           plan.Plan
		input, want string
	}{
		{planWith("primes", plan.Inputs{}), "10", "primes(10)"},
		{planWith("primes", plan.Inputs{}), "1e3", "primes(1000)"},
		{planWith("hash", plan.Inputs{}), `"a\u001b\"b"`, `hash("a\x1b\"b")`},
		{dial, "1", "dial(1, cpu=0.25)"},
		{python, `"a"`, `tasks.work("a")`},
		{python, `[1, null, true]`, `tasks.work(json.loads("[1, null, true]"))`},
		{star, `["a", 2, {"b": [true]}]`, `tasks.work("a", 2, {"b": [True]})`},
		{star, `[]`, `tasks.work()`},
	} {
		if got := c.p.Call(0, []byte(c.input)); got != c.want {
			t.Errorf("Call of %s = %s, want %s", c.input, got, c.want)
		}
	}
}

func TestCountsInSentencesHaveCommas(t *testing.T) {
	names := make([]string, 1200)
	for i := range names {
		names[i] = fmt.Sprintf("d%04d/", i)
	}
	dir := tree(t, names...)
	s, _ := survey(t, planWith("hash", plan.Inputs{Kind: plan.Glob, Glob: filepath.Join(dir, "*")}))
	if len(s.Odd) != 1 || !strings.HasPrefix(s.Odd[0], "1,200 of the 1,200 files are folders") {
		t.Errorf("said %q, want the folders with commas", s.Odd)
	}
	lines := write(t, "lines.txt", strings.Repeat("\n", 1_234_567))
	s, _ = survey(t, commandPlan(plan.Inputs{Kind: plan.Lines, File: lines}, "echo"))
	if len(s.Odd) != 1 || !strings.HasPrefix(s.Odd[0], "1,234,567 of the inputs are blank") {
		t.Errorf("said %q, want the lines with commas", s.Odd)
	}
}
