package argv_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/poolscope/poolscope/internal/argv"
)

func parse(t *testing.T, command, names []string) argv.Template {
	t.Helper()
	template, err := argv.Parse(command, names)
	if err != nil {
		t.Fatalf("Parse(%q, %q) = %v", command, names, err)
	}
	return template
}

func checkExpand(t *testing.T, command, names []string, w argv.Words, want ...string) {
	t.Helper()
	got, err := parse(t, command, names).Expand(7, 2, w)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q of %q = %q, %v, want %q", command, w.Values, got, err, want)
	}
}

func values(values ...string) argv.Words { return argv.Words{Values: values} }

func TestPlaceholdersStandForTheInput(t *testing.T) {
	w := values("dir/a.tar.gz", "b.c")
	for _, c := range []struct{ word, want string }{
		{"x{}y", "xdir/a.tar.gz b.cy"},
		{"x{.}", "xdir/a.tar b"},
		{"x{/}", "xa.tar.gz b.c"},
		{"x{//}", "xdir ."},
		{"x{/.}", "xa.tar b"},
		{"{1}", "dir/a.tar.gz"},
		{"{1.}", "dir/a.tar"},
		{"{1/}", "a.tar.gz"},
		{"{1//}", "dir"},
		{"{1/.}", "a.tar"},
		{"{2.}.png", "b.png"},
		{"{02}", "b.c"},
		{"{2}{1}", "b.cdir/a.tar.gz"},
		{"{1}{#}-{%}", "dir/a.tar.gz7-2"},
		{"{{1}}", "{dir/a.tar.gz}"},
		{"{a{1}}", "{adir/a.tar.gz}"},
		{"{{{1/}", "{{a.tar.gz"},
	} {
		checkExpand(t, []string{"p", c.word, "{2}"}, nil, w, "p", c.want, "b.c")
	}
}

func TestOtherBracesStayAsTheyAre(t *testing.T) {
	for _, word := range []string{
		"{", "}", "{{", "{ }", "{print $1}", "{name}", "{-1}", "{1,2}", "{1 }", "{1..}", "{.1}", "{..}", "{///}", "{./}", "{##}", "{#.}", "{%/}", "{1", "{.", "$", "\\", "%s", "{é}",
	} {
		checkExpand(t, []string{"p", word, "{}"}, nil, values("v"), "p", word, "v")
	}
}

func TestWordInBracesThatNamesNoColumnIsRefused(t *testing.T) {
	names := []string{"file", "size"}
	w := argv.Words{Names: names, Values: []string{"f", "s"}}
	for _, word := range []string{"{title}", "x{title.}y", "{-1}", "{File/}", "{filename}", "{a_b-c//}", "{é/.}"} {
		_, err := argv.Parse([]string{"p", word}, names)
		if _, ok := errors.AsType[*argv.ColumnError](err); !ok || !strings.Contains(err.Error(), `names no column: there are "file", "size"`) {
			t.Errorf("Parse(%q) = %v, want that it names none of the columns", word, err)
		}
	}
	for _, word := range []string{"{print $1}", "{a b}", "{ a }", "{a,b}", "{--}", "{a", "{1..}", "${x:-y}", "{;}"} {
		checkExpand(t, []string{"p", word, "{file}"}, names, w, "p", word, "f")
	}
	if _, err := argv.Parse([]string{"p", "{file}"}, []string{}); err == nil {
		t.Error("a column of an input without any is no error")
	}
}

func TestCommandThatInputsMayBeTooShortFor(t *testing.T) {
	for word, want := range map[string]bool{"{}": false, "{1}": false, "x": false, "{#}": false, "{2.}": true, "{name}": true} {
		if got := parse(t, []string{"p", word}, []string{"name", "x"}).AsksForColumns(); got != want {
			t.Errorf("%q asks for columns: %v, want %v", word, got, want)
		}
	}
}

func TestFlawIsNoInput(t *testing.T) {
	want := argv.FlawError{Beginning: "a\\\\udbff\xff", Text: "it is too long, \xff"}
	text := argv.AppendFlaw(nil, &want)
	if !json.Valid(text) {
		t.Fatalf("%q is no JSON", text)
	}
	for _, input := range []string{string(text), "[" + string(text) + "]"} {
		_, err := argv.WordsOf(json.RawMessage(input))
		if got, ok := errors.AsType[*argv.FlawError](err); !ok || *got != want {
			t.Errorf("WordsOf(%s) = %v, want the flaw %+v", input, err, want)
		}
	}
	words, err := argv.WordsOf(argv.AppendText(nil, []byte(`a\udbffb`)))
	if err != nil || words.Values[0] != `a\udbffb` {
		t.Errorf("a text with the same letters = %q, %v, want it as it is", words.Values, err)
	}
}

func TestFormsOfFileNames(t *testing.T) {
	for _, c := range []struct{ name, stem, base, folder, baseStem string }{
		{"a.tar.gz", "a.tar", "a.tar.gz", ".", "a.tar"},
		{"dir.d/file", "dir.d/file", "file", "dir.d", "file"},
		{"file", "file", "file", ".", "file"},
		{"/file.x", "/file", "file.x", "/", "file"},
		{"../x", "../x", "x", "..", "x"},
		{"./x.y", "./x", "x.y", ".", "x"},
		{"a//b.c", "a//b", "b.c", "a", "b"},
		{"/a/b/c", "/a/b/c", "c", "/a/b", "c"},
		{"//a", "//a", "a", "/", "a"},
		{"a.", "a", "a.", ".", "a"},
		{"a..", "a.", "a..", ".", "a."},
		{"", "", "", ".", ""},
		{"a\nb.d/c\nd.e\nf", "a\nb.d/c\nd", "c\nd.e\nf", "a\nb.d", "c\nd"},
		{"\xff.\xfe", "\xff", "\xff.\xfe", ".", "\xff"},
		{"-a.b", "-a", "-a.b", ".", "-a"},
		// A hidden file keeps its name; GNU parallel has "" and "d/" for it.
		{".bashrc", ".bashrc", ".bashrc", ".", ".bashrc"},
		{"d/.bashrc", "d/.bashrc", ".bashrc", "d", ".bashrc"},
		{".a.b", ".a", ".a.b", ".", ".a"},
		{".", ".", ".", ".", "."},
		{"..", "..", "..", ".", ".."},
		{"a/..", "a/..", "..", "a", ".."},
		{"...", "...", "...", ".", "..."},
		{"..a", "..a", "..a", ".", "..a"},
		// Slashes at the end do not count, as basename(1) and dirname(1) have it.
		{"dir/", "dir/", "dir", ".", "dir"},
		{"a.d/", "a.d/", "a.d", ".", "a"},
		{"a/b//", "a/b//", "b", "a", "b"},
		{"/a/", "/a/", "a", "/", "a"},
		{"/", "/", "/", "/", "/"},
		{"///", "///", "/", "/", "/"},
	} {
		checkExpand(t, []string{"p", "{.}", "{/}", "{//}", "{/.}"}, nil, values(c.name), "p", c.stem, c.base, c.folder, c.baseStem)
	}
}

func TestNamesStandForTheirColumns(t *testing.T) {
	names := []string{"file", "size", "a.", "x}y", "a", "1", "é"}
	w := argv.Words{
		Names:  []string{"size", "file", "a", "a.", "x}y", "1", "é"},
		Values: []string{"9.5", "d/f.g", "A.B", "dot", "brace", "one", "E"},
	}
	for _, c := range []struct{ word, want string }{
		{"{file}", "d/f.g"},
		{"{file.}", "d/f"},
		{"{file/}", "f.g"},
		{"{file//}", "d"},
		{"{file/.}", "f"},
		{"{size.}", "9"},
		{"{é}{é}", "EE"},
		{"{a.}", "dot"}, // the longest name that is there
		{"{a..}", "dot"},
		{"{x}y}", "brace"},
		{"{1}", "9.5"}, // a number is a number
		{"{file name}", "{file name}"},
	} {
		checkExpand(t, []string{"p", c.word, "{2}"}, names, w, "p", c.want, "d/f.g")
	}
	slices.Reverse(names)
	checkExpand(t, []string{"p", "{a.}"}, names, w, "p", "dot")
}

func TestWordOfOnePlaceholderIsAnArgumentAColumn(t *testing.T) {
	checkExpand(t, []string{"{}"}, nil, values("ls", "-l", ""), "ls", "-l", "")
	checkExpand(t, []string{"p", "{.}", "{}", "={}"}, nil, values("a.b", "c d"), "p", "a", "c d", "a.b", "c d", "=a.b c d")
	checkExpand(t, []string{"p", "{}", "-{}-"}, nil, values(), "p", "--")
}

func TestInputIsAppendedWhereNothingStandsForIt(t *testing.T) {
	checkExpand(t, []string{"p"}, nil, values("a", "b c"), "p", "a", "b c")
	checkExpand(t, []string{"p", "{x}"}, nil, values("a"), "p", "{x}", "a")
	checkExpand(t, []string{"p", "{#}", "{%}"}, nil, values("a"), "p", "7", "2")
	checkExpand(t, []string{"p", "{#}{1}"}, nil, values("a", "b"), "p", "7a")
	checkExpand(t, []string{"{}", "x"}, nil, values("a"), "a", "x")
}

// hostile is what a shell, a template or a program would take for more than a text.
func hostile() []string {
	return []string{
		"", " ", "{}", "{1}", "{#}{%}{.}", "a b", "-rf", "--", "'", `"`, "`id`", "$(id)", "$1", "${IFS}", "\\", "\\n", "a\nb", "\n", "a\n\n", "\t", "\r\n", "\x80\xff",
		"\xc3", "*", "~", "#", ";", "&", "|", ">", "!", "%s", "%1", "\x1b[2J", "\u202e", "\u009b2J", "\ufeff", "\x01", "\x7f", "=ls", "a=b", "[", "{a,b}", "😀",
	}
}

func TestInputArrivesAsItIs(t *testing.T) {
	for _, s := range hostile() {
		checkExpand(t, []string{"p", "{}"}, nil, values(s), "p", s)
		checkExpand(t, []string{"p"}, nil, values(s), "p", s)
		checkExpand(t, []string{"p", "{1}-{2}{}"}, nil, values(s, "{1}"), "p", s+"-{1}"+s+" {1}")
	}
}

func TestShellHasTheInputAsPositionalParameters(t *testing.T) {
	for _, c := range []struct {
		script string
		before []string
	}{
		{`echo "$1" {} {1}`, []string{"/bin/sh", "-c"}},
		{"-x", []string{"/bin/sh", "-c", "--"}},
		{"+x", []string{"/bin/sh", "-c", "--"}},
	} {
		template, err := argv.Shell(c.script)
		if err != nil {
			t.Fatal(err)
		}
		got, err := template.Expand(1, 1, values("$(id)", "{}"))
		if want := append(c.before, c.script, "sh", "$(id)", "{}"); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("script %q = %q, %v, want %q", c.script, got, err, want)
		}
	}
}

func TestWrongTemplateIsAnError(t *testing.T) {
	for _, c := range []struct {
		command, names []string
		want           string
	}{
		{nil, nil, "the command is empty"},
		{[]string{"p", "a{0}"}, nil, "word 2 of the command: {0}: columns are counted from 1"},
		{[]string{"{00/}"}, nil, "word 1 of the command: {00/}: columns are counted from 1"},
		{[]string{"p", "x", "{99999999999999999999.}"}, nil, "word 3 of the command: {99999999999999999999.}: no input has so many columns"},
		{[]string{"p", "{1073741825}"}, nil, "no input has so many columns"},
		{[]string{"p", "a\x00b"}, nil, `word 2 of the command, "a\x00b", holds a NUL byte`},
		{[]string{"p", "{n.}"}, []string{"n", "m", "n"}, `word 2 of the command: {n.}: several columns have the name "n"`},
	} {
		if _, err := argv.Parse(c.command, c.names); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Parse(%q, %q) = %v, want %q", c.command, c.names, err, c.want)
		}
	}
	parse(t, []string{"p", "{m}", "{}"}, []string{"n", "m", "n", "", ""}) // what is not asked for is not ambiguous
	for script, want := range map[string]string{"": "the script is empty", " \n\t": "the script is empty", "a\x00": "the script holds a NUL byte"} {
		if _, err := argv.Shell(script); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Shell(%q) = %v, want %q", script, err, want)
		}
	}
}

func TestTaskThatCannotBeMadeIsAnError(t *testing.T) {
	names := []string{"n", "\x1b[2J"}
	for _, c := range []struct {
		command []string
		words   argv.Words
		want    string
	}{
		{[]string{"p", "{3}"}, values("a", "b"), "{3} asks for column 3, but the input has only 2 columns"},
		{[]string{"p", "x{2/}"}, values("a"), "{2/} asks for column 2, but the input has only 1 column"},
		{[]string{"p", "{1}"}, values(), "only 0 columns"},
		{[]string{"p", "{n.}"}, values("a"), `{n.} asks for a column "n", but the input has no columns with names`},
		{[]string{"p", "{n}"}, argv.Words{Names: []string{"a", "b"}, Values: []string{"1", "2"}}, `asks for a column "n", but the input has only "a, b"`},
		{[]string{"p", "x", "-{}"}, values("a\x00b"), `argument 2, "-a\x00b", holds a NUL byte`},
		{[]string{"p"}, values("a", "\x00"), `argument 2, "\x00", holds a NUL byte`},
		{[]string{"{}"}, values("\x00"), `the program, "\x00", holds a NUL byte`},
		{[]string{"p"}, values(strings.Repeat("\x1b", 10_000) + "\x00"), `argument 1, "\x1b`},
		{[]string{"{}"}, values(), "the command is empty"},
	} {
		_, err := parse(t, c.command, names).Expand(1, 1, c.words)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 500 || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q of %.20q = %.200v, want %q", c.command, c.words.Values, err, c.want)
		}
	}
	if got, err := (argv.Template{}).Expand(1, 1, values()); err == nil {
		t.Errorf("no template = %q, want an error", got)
	}
	// What is in no argument disturbs nobody.
	checkExpand(t, []string{"p", "{1}"}, nil, values("a", "\x00"), "p", "a")
}

func TestExpandLeavesWhatItIsGivenAlone(t *testing.T) {
	template := parse(t, []string{"p", "{}", "x{.}"}, nil)
	shared := values("a.b", "c.d")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				got, err := template.Expand(1, 1, shared)
				if want := []string{"p", "a.b", "c.d", "xa c"}; err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("argv = %q, %v, want %q", got, err, want)
					return
				}
				clear(got)
			}
		})
	}
	all.Wait()
	if want := values("a.b", "c.d"); !reflect.DeepEqual(shared, want) {
		t.Errorf("columns afterwards = %q, want %q", shared, want)
	}
}

// FuzzExpand holds a template against a replacement in one pass, which never comes
// back to what it put in.
func FuzzExpand(f *testing.F) {
	f.Fuzz(func(t *testing.T, text, input, name string) {
		words, err := argv.WordsOf(argv.AppendText(nil, []byte(input)))
		if err != nil {
			t.Fatal(err)
		}
		words.Names = []string{name}
		template, err := argv.Parse([]string{"p", text, "{}"}, words.Names)
		if err != nil {
			return
		}
		got, err := template.Expand(3, 4, words)
		if err != nil {
			if !strings.Contains(input, "\x00") && !strings.Contains(err.Error(), " asks for column ") {
				t.Fatalf("%q of %q: %v", text, input, err)
			}
			return
		}
		if len(got) != 3 || got[0] != "p" || got[2] != input {
			t.Fatalf("%q of %q = %q, want three arguments, the last of which is the input", text, input, got)
		}
		if want := replaced(t, text, input, name); got[1] != want && !strings.Contains(text, "{0") {
			t.Fatalf("%q of %q = %q, want %q", text, input, got[1], want)
		}
	})
}

// replaced returns a word of a template for an input of one column, whose name files
// have as well.
func replaced(t *testing.T, text, input, name string) string {
	t.Helper()
	forms, err := parse(t, []string{"{.}", "{/}", "{//}", "{/.}"}, nil).Expand(1, 1, values(input))
	if err != nil {
		t.Fatal(err)
	}
	pairs := []string{"{#}", "3", "{%}", "4"}
	for _, column := range []string{"", "1", name} {
		for i, suffix := range []string{"", ".", "/", "//", "/."} {
			pairs = append(pairs, fmt.Sprintf("{%s%s}", column, suffix), append([]string{input}, forms...)[i])
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func BenchmarkExpand(b *testing.B) {
	template, err := argv.Parse([]string{"convert", "{}", "{.}.png"}, nil)
	if err != nil {
		b.Fatal(err)
	}
	w := values("pictures/holiday.jpeg")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := template.Expand(1, 1, w); err != nil {
			b.Fatal(err)
		}
	}
}
