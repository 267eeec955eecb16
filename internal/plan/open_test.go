package plan_test

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// drain returns at most 100 inputs with spaces between, and the error.
func drain(inputs iter.Seq2[json.RawMessage, error]) (string, error) {
	var all []string
	for v, err := range inputs {
		if err != nil {
			return strings.Join(all, " "), err
		}
		if all = append(all, string(v)); len(all) == 100 {
			break
		}
	}
	return strings.Join(all, " "), nil
}

func TestInputsAreHandedOutInOrder(t *testing.T) {
	lines := write(t, "a.txt", "\ufeff1\r\ntwo words\n\n\"3\"\nlast")
	table := write(t, "a.csv", "\ufeffname,n\r\nAda,1\r\n\"Grace, H.\",2\n")
	empty := write(t, "empty.txt", "")
	tests := []struct {
		name  string
		task  string
		in    plan.Inputs
		total int
		want  string
	}{
		{"values", "hello", values("1", `"a"`), 2, `1 "a"`},
		{"no values", "hello", values(), 0, ""},
		{"range", "noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{0, 7, 3}}, 3, "0 3 6"},
		{"range that ends on its end", "noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{0, 6, 3}}, 2, "0 3"},
		{"range whose step goes too far the other way", "noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{3, 2, 2}}, 0, ""},
		{"range down", "noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{3, -3, -2}}, 3, "3 1 -1"},
		{"range that ends before it begins", "noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{3, 0, 1}}, 0, ""},
		{"range of fractions", "noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{0.7, 1, 0.1}}, 3, "0.7 0.8 0.9"},
		{"range of fractions down", "noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{1, 0, -0.25}}, 4, "1.0 0.75 0.5 0.25"},
		{"range of large numbers", "noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{0, 1<<53 - 1, 1 << 52}}, 2, "0 4503599627370496"},
		{"repeat", "noop", plan.Inputs{Kind: plan.Repeat, Repeat: 3}, 3, "0 1 2"},
		{"repeat never", "noop", plan.Inputs{Kind: plan.Repeat}, 0, ""},
		{"lines", "hello", plan.Inputs{Kind: plan.Lines, File: lines}, 5, `"1" "two words" "" "\"3\"" "last"`},
		{"lines of numbers", "primes", plan.Inputs{Kind: plan.Lines, File: lines}, 5, `1 "two words" "" "\"3\"" "last"`},
		{"no lines", "hello", plan.Inputs{Kind: plan.Lines, File: empty}, 0, ""},
		{"csv", "hello", plan.Inputs{Kind: plan.CSV, File: table}, 2, `{"name":"Ada","n":"1"} {"name":"Grace, H.","n":"2"}`},
		{"stdin", "primes", plan.Inputs{Kind: plan.Stdin}, -1, `5 "x"`},
	}
	for _, test := range tests {
		total, inputs, err := planWith(test.task, test.in).Open(strings.NewReader("5\r\nx\n"))
		if err != nil || total != test.total {
			t.Errorf("%s: Open = %d, %v, want %d inputs", test.name, total, err, test.total)
			continue
		}
		if got, err := drain(inputs); err != nil || got != test.want {
			t.Errorf("%s: inputs = %s, %v, want %s", test.name, got, err, test.want)
		}
	}
}

func TestALongRangeIsNotHeld(t *testing.T) {
	p := planWith("noop", plan.Inputs{Kind: plan.Range, Range: [3]float64{0, 1e12, 1}})
	if problems := p.Check(); problems != nil {
		t.Fatal(problems)
	}
	total, inputs, err := p.Open(nil)
	if err != nil || total != 1_000_000_000_000 {
		t.Fatalf("Open = %d, %v, want 10^12 inputs", total, err)
	}
	if got, err := drain(inputs); err != nil || !strings.HasPrefix(got, "0 1 2 3 ") {
		t.Errorf("inputs = %s, %v", got, err)
	}
}

func TestFileNamesAreRelativeToThePlan(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a[1]*")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b.txt", "a.txt", "c.md"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := planWith("hello", plan.Inputs{Kind: plan.Glob, Glob: "*.txt"})
	p.Dir = dir
	total, inputs, err := p.Open(nil)
	if err != nil || total != 2 {
		t.Fatalf("Open = %d, %v, want 2 files", total, err)
	}
	want := `"` + filepath.Join(dir, "a.txt") + `" "` + filepath.Join(dir, "b.txt") + `"`
	if got, err := drain(inputs); err != nil || got != want {
		t.Errorf("files = %s, %v, want %s", got, err, want)
	}
	p.Inputs = plan.Inputs{Kind: plan.Lines, File: "c.md"}
	if total, _, err := p.Open(nil); err != nil || total != 1 {
		t.Errorf("Open of c.md = %d, %v, want 1 line", total, err)
	}
}

func TestInputsThatCannotBeReadAreRefusedAtOnce(t *testing.T) {
	dir := t.TempDir()
	tests := []struct {
		name string
		in   plan.Inputs
		want string
	}{
		{"missing", plan.Inputs{Kind: plan.Lines, File: filepath.Join(dir, "no.txt")}, "no such file or directory"},
		{"directory", plan.Inputs{Kind: plan.CSV, File: dir}, "it is a directory; want a file"},
		{"endless", plan.Inputs{Kind: plan.Lines, File: "/dev/zero"}, "it is a device or a pipe; want a regular file"},
		{"no stdin", plan.Inputs{Kind: plan.Stdin}, "there is no standard input here: want another kind of inputs"},
		{"empty csv", plan.Inputs{Kind: plan.CSV, File: write(t, "a.csv", "")}, "want a first row with the names of the columns"},
		{"csv with a column twice", plan.Inputs{Kind: plan.CSV, File: write(t, "a.csv", "a,a\n")}, `row 1: two columns are called "a"`},
		{"csv with a short row", plan.Inputs{Kind: plan.CSV, File: write(t, "a.csv", "a,b\n1,2\n3\n")}, "record on line 3: wrong number of fields"},
		{"csv with an open quote", plan.Inputs{Kind: plan.CSV, File: write(t, "a.csv", "a,b\n1,\"2\n"+strings.Repeat("x,\n", 1<<20))}, "a row is longer than 1 MiB; is a quote missing?"},
		{"csv that is not UTF-8", plan.Inputs{Kind: plan.CSV, File: write(t, "a.csv", "a\n\xff\n")}, "row 2: the line is not UTF-8 text"},
		{"long line", plan.Inputs{Kind: plan.Lines, File: write(t, "a.txt", "a\n"+strings.Repeat("b", 1<<20+1)+"\nc\n")}, "a.txt:2: the line is longer than 1 MiB"},
		{"long last line", plan.Inputs{Kind: plan.Lines, File: write(t, "a.txt", strings.Repeat("b", 3<<20))}, "a.txt:1: the line is longer than 1 MiB"},
		{"not UTF-8", plan.Inputs{Kind: plan.Lines, File: write(t, "a.txt", "a\n\xff\n")}, "a.txt:2: the line is not UTF-8 text"},
		{"range without a step", plan.Inputs{Kind: plan.Range}, "the step is 0"},
		{"unknown kind", plan.Inputs{Kind: "tea"}, `"tea" is not one of`},
	}
	for _, test := range tests {
		total, inputs, err := planWith("hello", test.in).Open(nil)
		if err == nil || !strings.Contains(err.Error(), test.want) || inputs != nil || total != 0 {
			t.Errorf("%s: Open = %d, %v, want … %s", test.name, total, err, test.want)
		}
		if _, ok := errors.AsType[plan.Problem](err); !ok {
			t.Errorf("%s: error %T, want a Problem", test.name, err)
		}
	}
}

func TestALineOfAMebibyteIsAnInput(t *testing.T) {
	for _, end := range []string{"", "\n", "\r\n"} {
		p := planWith("hello", plan.Inputs{Kind: plan.Lines, File: write(t, "a.txt", strings.Repeat("b", 1<<20)+end)})
		if total, _, err := p.Open(nil); err != nil || total != 1 {
			t.Errorf("Open = %d, %v, want 1 line", total, err)
		}
	}
}

func TestReadingThatFailsMidwayIsTheLastPair(t *testing.T) {
	broken := errors.New("the cable is out")
	for name, r := range map[string]io.Reader{
		"a\n standard input:2: the cable is out":              io.MultiReader(strings.NewReader("a\n"), iotest.ErrReader(broken)),
		"a\n standard input:2: the line is longer than 1 MiB": strings.NewReader("a\n" + strings.Repeat("b", 2<<20)),
		"a\n standard input:2: the line is not UTF-8 text":    strings.NewReader("a\n\xff\nc\n"),
	} {
		_, inputs, err := planWith("hello", plan.Inputs{Kind: plan.Stdin}).Open(r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := drain(inputs)
		_, want, _ := strings.Cut(name, "\n ")
		if got != `"a"` || err == nil || err.Error() != want {
			t.Errorf("inputs = %s, %v, want \"a\" and %s", got, err, want)
		}
	}
}

func TestAFileThatChangesIsNoticed(t *testing.T) {
	for _, kind := range []plan.InputKind{plan.Lines, plan.CSV} {
		for text, want := range map[string]string{
			"n\n1\n2\n3\n": "has grown since it was counted",
			"n\n":          "has shrunk since it was counted",
		} {
			path := write(t, "a.txt", "n\n1\n2\n")
			_, inputs, err := planWith("hello", plan.Inputs{Kind: kind, File: path}).Open(nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, err := drain(inputs); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: inputs = %s, %v, want … %s", kind, got, err, want)
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if _, err := drain(inputs); err == nil || !strings.Contains(err.Error(), "no such file") {
				t.Errorf("%s: error = %v, want that the file is gone", kind, err)
			}
		}
	}
}

func TestRowsMayBeManyMebibytesTogether(t *testing.T) {
	path := write(t, "a.csv", "a,b\n"+strings.Repeat("1,"+strings.Repeat("x", 1022)+"\n", 3000))
	total, _, err := planWith("hello", plan.Inputs{Kind: plan.CSV, File: path}).Open(nil)
	if err != nil || total != 3000 {
		t.Errorf("Open = %d, %v, want 3000 rows", total, err)
	}
}

func TestALargeFileIsNotCounted(t *testing.T) {
	path := write(t, "a.txt", strings.Repeat("0123456789abcde\n", 1<<20+1))
	total, inputs, err := planWith("hello", plan.Inputs{Kind: plan.Lines, File: path}).Open(nil)
	if err != nil || total != -1 {
		t.Fatalf("Open = %d, %v, want -1", total, err)
	}
	n := 0
	for _, err := range inputs {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 1<<20+1 {
		t.Errorf("%d inputs, want %d", n, 1<<20+1)
	}
}

func TestPlanFilesThatAreNone(t *testing.T) {
	dir := t.TempDir()
	large := write(t, "large.pool.toml", strings.Repeat("#", 64<<20+1))
	for path, want := range map[string]string{
		filepath.Join(dir, "no.pool.toml"): "no such file or directory",
		dir:                                "it is a directory; want a file",
		"/dev/zero":                        "it is a device or a pipe; want a regular file",
		large:                              "it is larger than 64 MiB; long inputs belong in a file of their own, named by lines or csv",
	} {
		_, err := plan.Load(path)
		if err == nil || err.Error() != "read plan "+path+": "+want {
			t.Errorf("Load = %v, want read plan %s: %s", err, path, want)
		}
	}
	if _, err := plan.Load(filepath.Join(dir, "no.pool.toml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v is not fs.ErrNotExist", err)
	}
}

func TestLoadNamesTheFileAndItsFolder(t *testing.T) {
	path := write(t, "a.pool.toml", rest)
	p, err := plan.Load(path)
	if err != nil || p.Dir != filepath.Dir(path) || p.Title != "a" {
		t.Errorf("Load = %+v, %v, want title a in %s", p, err, filepath.Dir(path))
	}
	bad := write(t, "bad.pool.toml", "\n\nx = 1\n"+rest)
	if _, err := plan.Load(bad); err == nil || err.Error() != bad+":3: x: unknown key x" {
		t.Errorf("Load = %v, want the file, line 3 and the key", err)
	}
}

func TestArgumentsAreHandedOutAsTheTaskTakesThem(t *testing.T) {
	rows := write(t, "a.csv", "n,m\n1,2\n\n\"3\n\",4\n")
	names := write(t, "b.csv", "name\nAda\nGrace\n")
	lines := write(t, "a.txt", "1\n[2]\n")
	of := map[plan.TaskKind]plan.Task{
		plan.Builtin: {Kind: plan.Builtin, Name: "hello"},
		plan.Python:  {Kind: plan.Python, File: "t.py", Function: "f"},
		plan.Program: {Kind: plan.Program, Program: []string{"a"}},
	}
	for _, test := range []struct {
		kind   plan.TaskKind
		method launcher.Method
		in     plan.Inputs
		want   string
	}{
		{plan.Builtin, launcher.StarMap, values("[1]", `[[2]]`), `1 [2]`},
		{plan.Builtin, launcher.StarMapAsync, plan.Inputs{Kind: plan.CSV, File: names}, `"Ada" "Grace"`},
		{plan.Builtin, launcher.Map, plan.Inputs{Kind: plan.CSV, File: names}, `{"name":"Ada"} {"name":"Grace"}`},
		{plan.Python, launcher.StarMap, values("[1,2]", "[]"), `[1,2] []`},
		{plan.Python, launcher.StarMap, plan.Inputs{Kind: plan.CSV, File: rows}, `["1","2"] ["3\n","4"]`},
		{plan.Python, launcher.IMap, plan.Inputs{Kind: plan.CSV, File: rows}, `{"n":"1","m":"2"} {"n":"3\n","m":"4"}`},
		{plan.Python, launcher.IMap, plan.Inputs{Kind: plan.Lines, File: lines}, `"1" "[2]"`},
		{plan.Program, launcher.StarMapAsync, plan.Inputs{Kind: plan.CSV, File: rows}, `["1","2"] ["3\n","4"]`},
		{plan.Program, launcher.Map, values("[1]", "null"), `[1] null`},
	} {
		p := planWith("", test.in)
		p.Task, p.Pool.Method = of[test.kind], test.method
		_, inputs, err := p.Open(nil)
		if err != nil {
			t.Errorf("%s of %s: %v", test.method, test.kind, err)
			continue
		}
		if got, err := drain(inputs); err != nil || got != test.want {
			t.Errorf("%s of %s %s: inputs = %s, %v, want %s", test.method, test.kind, test.in.Kind, got, err, test.want)
		}
	}
	p := planWith("hello", plan.Inputs{Kind: plan.CSV, File: rows})
	p.Pool.Method = launcher.StarMap
	want := "inputs.csv: " + rows + ": row 1: there are 2 columns and hello takes one argument: want one column"
	if _, _, err := p.Open(nil); err == nil || err.Error() != want {
		t.Errorf("Open = %v, want %s", err, want)
	}
	p.Inputs = plan.Inputs{Kind: plan.Glob, Glob: "*"}
	want = "inputs.glob: starmap needs lists of arguments: want values = [[1], [2]] or csv"
	if _, _, err := p.Open(nil); err == nil || err.Error() != want {
		t.Errorf("Open = %v, want %s", err, want)
	}
}
