package plan_test

import (
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/argv"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

func TestACommandsInputsAreEveryByteOfTheirSource(t *testing.T) {
	raw := "\ufeffa\r\n\n \t\n\xff{}\n\ufeff-x"
	lines := write(t, "a.txt", raw)
	rows := write(t, "a.csv", "\ufeffwho,n\nAda,\xff\nBo,2\n")
	ragged := write(t, "r.csv", "a,b\n1,2\n3\n4,5,6\n")
	quoted := write(t, "q.csv", "a,b\r\n\"x\r\ny\nz\r\",\"\"\"\r\n\"\r\n")
	head := write(t, "h.txt", "who;n\nAda;1\nBo;2;x\n")
	of := func(kind plan.InputKind, change func(*plan.Inputs)) plan.Inputs {
		in := plan.Inputs{Kind: kind, File: map[plan.InputKind]string{plan.Lines: lines, plan.CSV: rows}[kind]}
		change(&in)
		return in
	}
	also := func(in plan.Inputs, how plan.Combine, others ...plan.Inputs) plan.Inputs {
		in.Combine, in.Also = how, others
		return in
	}
	paired := func(in plan.Inputs) plan.Inputs { in.Combine = plan.Paired; return in }
	a, b := values(`"a"`, `"b"`), values("1", "2", "3")
	for _, test := range []struct {
		name  string
		in    plan.Inputs
		stdin string
		total int
		want  string
	}{
		{"lines as they are", of(plan.Lines, func(*plan.Inputs) {}), "", 5, "\"\ufeffa\\r\" \"\" \" \\t\" \"\\udcff{}\" \"\ufeff-x\""},
		{"lines that are stripped", of(plan.Lines, func(in *plan.Inputs) { in.Strip = true }), "", 3, "\"a\" \"\\udcff{}\" \"\ufeff-x\""},
		{"NUL between entries", plan.Inputs{Kind: plan.Stdin, Null: true}, "a\nb\x00\r\x00\x00c", -1, `"a\nb" "\r" "" "c"`},
		{"NUL at the end", plan.Inputs{Kind: plan.Stdin, Null: true}, "a\x00", -1, `"a"`},
		{"values", values("1", "1.5", "true", `["x", 1]`, `{"a": 1}`), "", 5, `1 1.5 true ["x", 1] {"a": 1}`},
		{"csv", of(plan.CSV, func(*plan.Inputs) {}), "", 2, `{"who":"Ada","n":"\udcff"} {"who":"Bo","n":"2"}`},
		{"columns", plan.Inputs{Kind: plan.Stdin, Columns: ","}, "a,b\nc\n,\n", -1, `["a","b"] "c" ["",""]`},
		{"columns with names", plan.Inputs{Kind: plan.Lines, File: head, Columns: ";", Header: true}, "", 2, `{"who":"Ada","n":"1"} {"who":"Bo","n":"2","3":"x"}`},
		{"a header alone", plan.Inputs{Kind: plan.Stdin, Header: true}, "who\nAda\nBo\n", -1, `{"who":"Ada"} {"who":"Bo"}`},
		{"csv with rows of other lengths", plan.Inputs{Kind: plan.CSV, File: ragged}, "", 3, `{"a":"1","b":"2"} {"a":"3"} {"a":"4","b":"5","3":"6"}`},
		{"csv with line ends in quotes", plan.Inputs{Kind: plan.CSV, File: quoted}, "", 1, `{"a":"x\r\ny\nz\r","b":"\"\r\n"}`},
		{"a header of nothing", plan.Inputs{Kind: plan.Values, Header: true}, "", 0, ""},
		{"groups", plan.Inputs{Kind: plan.Range, Range: [3]float64{0, 5, 1}, Group: 2}, "", 3, `["0","1"] ["2","3"] ["4"]`},
		{"product", also(a, "", b), "", 6, `["a","1"] ["a","2"] ["a","3"] ["b","1"] ["b","2"] ["b","3"]`},
		{"product of three", also(a, "", a, a), "", 8, `["a","a","a"] ["a","a","b"] ["a","b","a"] ["a","b","b"] ["b","a","a"] ["b","a","b"] ["b","b","a"] ["b","b","b"]`},
		{"product with nothing", also(a, "", values(), b), "", 0, ""},
		{"product with standard input", also(a, "", plan.Inputs{Kind: plan.Stdin}), "x\ny\n", -1, `["a","x"] ["a","y"] ["b","x"] ["b","y"]`},
		{"linked", also(a, plan.Linked, b), "", 3, `["a","1"] ["b","2"] ["a","3"]`},
		{"linked as long", also(a, plan.Linked, a), "", 2, `["a","a"] ["b","b"]`},
		{"linked with a long standard input", also(plan.Inputs{Kind: plan.Stdin}, plan.Linked, a), "x\ny\nz\n", -1, `["x","a"] ["y","b"] ["z","a"]`},
		{"linked with a short standard input", also(b, plan.Linked, plan.Inputs{Kind: plan.Stdin}), "x\n", -1, `["1","x"] ["2","x"] ["3","x"]`},
		{"linked with nothing at all", also(values(), plan.Linked, values()), "", 0, ""},
		{"paired", also(a, plan.Paired, b), "", 2, `["a","1"] ["b","2"]`},
		{"paired the other way", also(b, plan.Paired, a), "", 2, `["1","a"] ["2","b"]`},
		{"paired, then product", also(b, "", paired(a), a), "", 4, `["1","a","a"] ["1","a","b"] ["2","b","a"] ["2","b","b"]`},
		{"product, then paired", also(a, "", b, paired(a)), "", 4, `["a","1","a"] ["a","2","b"] ["b","1","a"] ["b","2","b"]`},
		{"csv with a header besides", also(of(plan.CSV, func(in *plan.Inputs) { in.Header = true }), "", values(`"k"`, "1")), "", 2, `{"who":"Ada","n":"\udcff","k":"1"} {"who":"Bo","n":"2","k":"1"}`},
		{"names beside none", also(of(plan.CSV, func(*plan.Inputs) {}), plan.Linked, a), "", 2, `{"who":"Ada","n":"\udcff","3":"a"} {"who":"Bo","n":"2","3":"b"}`},
	} {
		p := commandPlan(test.in, "echo")
		if problems := p.Check(); problems != nil {
			t.Errorf("%s: Check = %v, want nothing", test.name, problems)
		}
		total, inputs, err := p.Open(strings.NewReader(test.stdin))
		if err != nil || total != test.total {
			t.Errorf("%s: Open = %d, %v, want %d inputs", test.name, total, err, test.total)
			continue
		}
		if got, err := drain(inputs); err != nil || got != test.want {
			t.Errorf("%s: inputs = %s, %v, want %s", test.name, got, err, test.want)
		}
		if again, err := drain(inputs); test.total >= 0 && (err != nil || again != test.want) {
			t.Errorf("%s: inputs = %s, %v the second time, want %s", test.name, again, err, test.want)
		}
	}
}

func TestListsGoToACommandUnderStarmap(t *testing.T) {
	rows := write(t, "a.csv", "who,n\nAda,1\n")
	for want, in := range map[string]plan.Inputs{
		`["Ada","1"]`:       {Kind: plan.CSV, File: rows},
		`["0","1"] ["2"]`:   {Kind: plan.Range, Range: [3]float64{0, 3, 1}, Group: 2},
		`[1] ["a", 2]`:      values("[1]", `["a", 2]`),
		`["x","y"] ["z"]`:   {Kind: plan.Stdin, Columns: ","},
		`["a","1"]`:         {Kind: plan.Values, Values: values(`"a"`).Values, Also: []plan.Inputs{values("1")}},
		`["Ada","1","1,2"]`: {Kind: plan.CSV, File: rows, Also: []plan.Inputs{values(`"1,2"`)}},
	} {
		p := commandPlan(in, "echo")
		p.Pool.Method = launcher.StarMap
		if problems := p.Check(); problems != nil {
			t.Errorf("%s: Check = %v, want nothing", want, problems)
		}
		_, inputs, err := p.Open(strings.NewReader("x,y\nz\n"))
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		if got, err := drain(inputs); err != nil || got != want {
			t.Errorf("inputs = %s, %v, want %s", got, err, want)
		}
	}
}

func TestInputsOfACommandThatCannotBe(t *testing.T) {
	broken := errors.New("the cable is out")
	twice := write(t, "a.csv", "a,a2\n1,2\n")
	for _, test := range []struct {
		in   plan.Inputs
		r    io.Reader
		want string
	}{
		{plan.Inputs{Kind: plan.Stdin, Header: true, Columns: ","}, strings.NewReader("a,b,a\n1,2,3\n"), `two columns are called "a"`},
		{plan.Inputs{Kind: plan.CSV, File: twice, Also: []plan.Inputs{{Kind: plan.CSV, File: twice}}}, nil, `two columns are called "a"`},
		{plan.Inputs{Kind: plan.Values, Values: values("1").Values, Combine: plan.Linked, Also: []plan.Inputs{{Kind: plan.Stdin}}}, strings.NewReader(""), "standard input has no entries, and so no n-th for the n-th of the others"},
		{plan.Inputs{Kind: plan.Stdin}, io.MultiReader(strings.NewReader("a\n"), &failing{broken}), "standard input:2: the cable is out"},
		{plan.Inputs{Kind: plan.Stdin, Header: true}, strings.NewReader(strings.Repeat("b", 17<<20)), "the names of the columns: standard input:1: the entry has 17825792 bytes, and an input of a command may have 16777216 (16 MiB)"},
		{plan.Inputs{Kind: plan.Stdin, Columns: ","}, &failing{broken}, "standard input:1: the cable is out"},
		{plan.Inputs{Kind: plan.Stdin, Group: 2}, io.MultiReader(strings.NewReader("a\n"), &failing{broken}), "standard input:2: the cable is out"},
	} {
		_, inputs, err := commandPlan(test.in, "echo").Open(test.r)
		if err != nil {
			t.Errorf("%s: Open = %v", test.want, err)
			continue
		}
		if got, err := drain(inputs); err == nil || err.Error() != test.want {
			t.Errorf("inputs = %.100s, %v, want %s", got, err, test.want)
		}
	}
	p := commandPlan(values("1"), "echo")
	p.Inputs.Also = []plan.Inputs{values("1"), {Kind: plan.Lines, File: "/no/such"}}
	want := "inputs.also: source 2: read /no/such: no such file or directory"
	if _, _, err := p.Open(nil); err == nil || err.Error() != want {
		t.Errorf("Open = %v, want %s", err, want)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

func TestAPartThatIsNoTextIsFoundBeforeTheRun(t *testing.T) {
	p := commandPlan(values(`"\ud800"`), "echo")
	p.Inputs.Also = []plan.Inputs{values("1")}
	if text := p.Check().Of("inputs.values"); !strings.HasPrefix(text, "value 1 of 1: the text ") {
		t.Errorf("Check = %q, want what is wrong with the text", text)
	}
}

func TestALongLineIsAnInputOfACommand(t *testing.T) {
	_, inputs, err := commandPlan(plan.Inputs{Kind: plan.Stdin}, "echo").Open(strings.NewReader(strings.Repeat("b", 16<<20) + "\nc\n"))
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int
	for raw, err := range inputs {
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(raw))
	}
	if want := []int{16<<20 + 2, 3}; !slices.Equal(sizes, want) {
		t.Errorf("sizes = %v, want %v", sizes, want)
	}
}

// An unbuffered pipe has no room: a reader that wanted more than one line before it
// hands it on would wait for ever.
func TestAnEntryIsHandedOnAsSoonAsItWasRead(t *testing.T) {
	for name, in := range map[string]plan.Inputs{
		"lines":   {Kind: plan.Stdin},
		"columns": {Kind: plan.Stdin, Columns: ","},
		"product": {Kind: plan.Stdin, Also: []plan.Inputs{values("1")}},
		"linked":  {Kind: plan.Stdin, Combine: plan.Linked, Also: []plan.Inputs{values("1")}},
	} {
		r, w := io.Pipe()
		_, inputs, err := commandPlan(in, "echo").Open(r)
		if err != nil {
			t.Fatal(err)
		}
		next, stop := iter.Pull2(inputs)
		for i := range 3 {
			go func() { _, _ = io.WriteString(w, "x"+itoa(i)+"\n") }()
			if raw, err, ok := next(); !ok || err != nil || !strings.Contains(string(raw), "x"+itoa(i)) {
				t.Errorf("%s: input %d = %s, %v", name, i, raw, err)
			}
		}
		stop()
		_ = r.Close()
	}
}

// endless yields lines without end.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = "0123456789abcde\n"[i%16]
	}
	return len(b) / 16 * 16, nil
}

func TestAnEndlessSourceTakesNoMemory(t *testing.T) {
	for name, in := range map[string]plan.Inputs{
		"lines":   {Kind: plan.Stdin},
		"product": {Kind: plan.Stdin, Also: []plan.Inputs{values("1")}},
		"linked":  {Kind: plan.Stdin, Combine: plan.Linked, Also: []plan.Inputs{values("1")}},
		"paired":  {Kind: plan.Stdin, Combine: plan.Paired, Also: []plan.Inputs{{Kind: plan.Repeat, Repeat: 1e6}}},
	} {
		total, inputs, err := commandPlan(in, "echo").Open(endless{})
		if err != nil || total != -1 {
			t.Fatalf("%s: Open = %d, %v, want -1", name, total, err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		n := 0
		for _, err := range inputs {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 100_000 {
				runtime.GC()
				runtime.ReadMemStats(&after)
				break
			}
		}
		if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
			t.Errorf("%s: %d KiB more after 100000 inputs, want flat memory", name, grown>>10)
		}
	}
}

func TestAnEndlessSourceTimesNothingEnds(t *testing.T) {
	in := plan.Inputs{Kind: plan.Stdin, Also: []plan.Inputs{{Kind: plan.Lines, File: write(t, "a.txt", "")}}}
	total, inputs, err := commandPlan(in, "echo").Open(endless{})
	if err != nil || total != 0 {
		t.Fatalf("Open = %d, %v, want nothing", total, err)
	}
	if got, err := drain(inputs); err != nil || got != "" {
		t.Errorf("inputs = %s, %v, want none", got, err)
	}
}

func TestWhatIsSeldomMeantIsCounted(t *testing.T) {
	lines := write(t, "a.txt", "\ufeffa\r\nb\r\n\n\nc\r\n")
	for _, test := range []struct {
		in    plan.Inputs
		stdin string
		want  []string
	}{
		{plan.Inputs{Kind: plan.Lines, File: lines}, "", []string{
			"3 of the inputs end in a carriage return: strip = true drops it",
			"2 of the inputs are blank: strip = true leaves them out",
			"1 of the inputs begins with a byte order mark: strip = true drops it",
		}},
		{plan.Inputs{Kind: plan.Lines, File: lines, Strip: true}, "", nil},
		{plan.Inputs{Kind: plan.Stdin}, "a\r\n\n", []string{
			"1 of the inputs ends in a carriage return: strip = true drops it",
			"1 of the inputs is blank: strip = true leaves them out",
		}},
		{plan.Inputs{Kind: plan.Stdin, Null: true}, "a\r\x00b", nil},
		{plan.Inputs{Kind: plan.Lines, File: lines, Combine: plan.Linked, Also: []plan.Inputs{values(`"\r"`, "1", "2", "3", "4", "5", "6")}}, "", []string{
			"3 of the inputs end in a carriage return: strip = true drops it",
			"2 of the inputs are blank: strip = true leaves them out",
			"1 of the inputs begins with a byte order mark: strip = true drops it",
		}},
	} {
		var n plan.Notices
		_, inputs, err := commandPlan(test.in, "echo").OpenNoting(strings.NewReader(test.stdin), &n)
		if err != nil {
			t.Fatal(err)
		}
		if got := n.Texts(); test.in.Kind == plan.Lines && !slices.Equal(got, test.want) {
			t.Errorf("%+v: texts = %q before the run, want %q", test.in, got, test.want)
		}
		if _, err := drain(inputs); err != nil {
			t.Fatal(err)
		}
		if got := n.Texts(); !slices.Equal(got, test.want) {
			t.Errorf("%+v: texts = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestFileNamesAreThoseThatACommandFinds(t *testing.T) {
	top := t.TempDir()
	t.Chdir(top)
	for _, dir := range []string{"sub", "sub/out"} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a.txt", "b\xff.txt"} {
		if err := os.WriteFile(filepath.Join("sub", name), nil, 0o600); err != nil {
			t.Skipf("the file system takes no such name: %v", err)
		}
	}
	whole, err := filepath.EvalSymlinks(top)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ dir, taskDir, glob, want string }{
		{"sub", "", "*.txt", `"a.txt" "b\udcff.txt"`},
		{"sub", "", "../sub/*.txt", `"a.txt" "b\udcff.txt"`},
		{"", "", "sub/*.txt", `"sub/a.txt" "sub/b\udcff.txt"`},
		{"sub", "out", "a*", `"` + whole + `/sub/a.txt"`},
		{"sub", "", top + "/sub/a*", `"` + top + `/sub/a.txt"`},
	} {
		p := commandPlan(plan.Inputs{Kind: plan.Glob, Glob: test.glob}, "echo")
		p.Dir, p.Task.Dir = test.dir, test.taskDir
		_, inputs, err := p.Open(nil)
		if err != nil {
			t.Errorf("%+v: %v", test, err)
			continue
		}
		if got, err := drain(inputs); err != nil || got != test.want {
			t.Errorf("%+v: names = %s, %v", test, got, err)
		}
	}
}

func TestOtherTasksStillRefuseWhatIsNotUTF8(t *testing.T) {
	p := planWith("hello", plan.Inputs{Kind: plan.Stdin})
	_, inputs, err := p.Open(strings.NewReader("a\r\n\xff\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := drain(inputs); got != `"a"` || err == nil {
		t.Errorf("inputs = %s, %v, want \"a\" and an error", got, err)
	}
}

func TestATemplateKnowsTheNamesOfItsValues(t *testing.T) {
	template, err := commandPlan(values(`{"who":"Ada"}`), "echo", "{who}").Template()
	if err != nil {
		t.Fatal(err)
	}
	got, err := template.Expand(1, 1, argv.Words{Names: []string{"who"}, Values: []string{"Ada"}})
	if err != nil || !slices.Equal(got, []string{"echo", "Ada"}) {
		t.Errorf("Expand = %q, %v, want echo Ada", got, err)
	}
	for key, task := range map[string]plan.Task{
		"task.command": {Kind: plan.Command},
		"task.shell":   {Kind: plan.Command, Shell: " "},
	} {
		_, err := (plan.Plan{Task: task}).Template()
		if problem, ok := errors.AsType[plan.Problem](err); !ok || problem.Key != key {
			t.Errorf("Template = %v, want a problem of %s", err, key)
		}
	}
}
