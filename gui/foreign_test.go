package gui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/examples"
	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/cores"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/launcher/workload"
)

// literals returns the constant texts in the code of the files of a pattern, tests apart.
func literals(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files fit %s: %v", pattern, err)
	}
	var all []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if noun, ok := pluralNoun(n); ok {
				all = append(all, noun+"s")
			}
			if e, ok := n.(ast.Expr); ok {
				if text, ok := literal(e); ok {
					all = append(all, rangeWords(strings.ReplaceAll(text, "%%", "%")))
				}
			}
			return true
		})
	}
	return all
}

// pluralNoun returns the noun that a call of a function plural is given.
func pluralNoun(n ast.Node) (noun string, ok bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return "", false
	}
	if f, named := call.Fun.(*ast.Ident); !named || f.Name != "plural" || len(call.Args) < 2 {
		return "", false
	}
	return literal(call.Args[1])
}

// literal returns the value of a text that stands in the code, in one piece or in several.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := literal(e.X)
		right, too := literal(e.Y)
		return left + right, ok && too
	}
	return "", false
}

// formPieces are what stands between the values of a form.
func formPieces(form string) []string {
	var all []string
	for piece := range strings.SplitSeq(strings.ReplaceAll(form, "%v", "%s"), "%s") {
		if piece = strings.Trim(strings.ReplaceAll(piece, "%%", "%"), ` ":;.,(){}`); piece != "" {
			all = append(all, piece)
		}
	}
	return all
}

func TestFormsAreWhatTheirPackagesSay(t *testing.T) {
	for _, c := range []struct {
		source string
		forms  []string
	}{
		{"../internal/plan/*.go", slices.Concat(planForms(), limitForms())},
		{"../launcher/workload/*.go", taskForms()},
		{"../internal/argv/*.go", argvForms()},
		{"../internal/run/*.go", slices.Concat(markerForms(), noticeForms())},
		{"../internal/cores/*.go", coreForms()},
		{"memory.go", troubleForms()},
	} {
		said := literals(t, c.source)
		for _, form := range c.forms {
			for _, piece := range formPieces(form) {
				if !slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, piece) }) {
					t.Errorf("%s does not say %q of the form %q", c.source, piece, form)
				}
			}
		}
	}
}

// englishLeft finds a word that no German sentence has, outside of quotes.
func englishLeft(text string) string {
	bare := regexp.MustCompile(`"(\\.|[^"\\])*"`).ReplaceAllString(text, "")
	return regexp.MustCompile(`\b(want|is|not|the|of|a|an|or|and|such|with|has|no|nothing|here|from|takes|one|file|number)\b`).FindString(bare)
}

func TestFixedTextsOfOtherPackagesAreGerman(t *testing.T) {
	speakGerman(t)
	var texts []string
	for _, w := range workload.All() {
		texts = append(texts, w.Summary, w.Input.Help)
		for _, param := range w.Params {
			texts = append(texts, param.Help)
		}
	}
	for _, e := range examples.All() {
		p, err := examplePlan(e)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, flow(p.Notes))
	}
	for _, name := range plan.MethodNames() {
		texts = append(texts, plan.Note("pool.method", name))
	}
	for _, policy := range []string{"fail", "retry", "hang", "break"} {
		texts = append(texts, plan.Note("pool.on_worker_death", policy))
	}
	for _, text := range append(texts, plan.ErrNoPython.Error(), plan.ErrCommandPython.Error()) {
		if text != "" && foreign(text) == text {
			t.Errorf("%q is said in English", text)
		}
	}
}

// wrongFields are texts that fields of built-in tasks refuse.
func wrongFields() []struct{ key, typed string } {
	return []struct{ key, typed string }{
		{"title", strings.Repeat("x", 300)},
		{"pool.chunk", ""},
		{"pool.chunk", "0"},
		{"pool.chunk", "many"},
		{"pool.timeout", "5"},
		{"pool.timeout", "soon"},
		{"pool.timeout", ""},
		{"pool.nice", "20"},
		{"pool.retries", "-1"},
		{"pool.halt", "later"},
		{"pool.halt", ""},
		{"pool.max_tasks_per_worker", "1e99"},
		{"metrics.every", "100"},
		{"metrics.every", "1h"},
	}
}

func TestWhatIsWrongWithAFieldIsGerman(t *testing.T) {
	speakGerman(t)
	f := newStage(t, small()).w.form
	f.task.SetSelected("dial")
	for _, c := range wrongFields() {
		old := f.field(c.key).text()
		f.settings.set[c.key](c.typed)
		isGerman(t, c.key+" of "+c.typed, f.problems.Of(c.key))
		f.settings.set[c.key](old)
	}
	for _, typed := range []string{"", "0", "99999", "two"} {
		f.workers.entry.SetText(typed)
		isGerman(t, "workers "+typed, f.problems.Of("pool.workers"))
	}
	f.workers.entry.SetText("2")
	for _, typed := range []string{"x", "1e99", "-1", "NaN"} {
		p := plan.Default()
		p.Task.Name = "dial"
		isGerman(t, "cpu of "+typed, foreign(fieldWords("dial", "task.params.cpu", typed, p.Set("task.params.cpu", typed))))
	}
}

func isGerman(t *testing.T, what, said string) {
	t.Helper()
	if left := englishLeft(said); said == "" || left != "" {
		t.Errorf("%s: said %q, want it in German, without %q", what, said, left)
	}
}

func TestWhatIsWrongWithInputsIsGerman(t *testing.T) {
	speakGerman(t)
	f := newStage(t, small()).w.form
	f.task.SetSelected("primes")
	for kind, typed := range map[string][]string{
		"values": {"-1", "1, 2, x", "[1, 2"},
		"range":  {"", "1", "0, 10, 0", "0, 1e300", "0, 1e15"},
		"repeat": {"", "x", "1e3", "-4"},
		"lines":  {"", "none.txt"},
		"csv":    {"a.csv"},
		"glob":   {"", "**/x", "*.png"},
	} {
		f.inputs.kind.SetSelected(kind)
		for _, text := range typed {
			f.inputs.entry.SetText(text)
			f.inputs.typed(text)
			isGerman(t, kind+" "+text, f.inputs.field.wrong.text())
		}
	}
}

func TestWhatIsWrongWithACommandIsGerman(t *testing.T) {
	speakGerman(t)
	f := commandForm(t)
	for key, typed := range map[string][]string{
		"task.command": {"", "echo 'x", "echo a | wc", `echo \`, "''"},
		"task.env":     {"LANG", "=C"},
	} {
		for _, text := range typed {
			f.kinds.entries[key].SetText(text)
			isGerman(t, key+" "+text, f.problems.Of(key))
		}
		f.kinds.entries[key].SetText("")
	}
	for key, typed := range map[string][]string{"pool.min_free": {"2", "lots", ""}, "pool.max_load": {"x", "-1", ""}, "pool.delay": {"1", "x"}} {
		old := f.field(key).text()
		for _, text := range typed {
			f.settings.set[key](text)
			isGerman(t, key+" "+text, f.problems.Of(key))
		}
		f.settings.set[key](old)
	}
}

func TestMessagesOfARunAreGerman(t *testing.T) {
	speakGerman(t)
	for said, want := range map[string]string{
		markerText("waiting: the load is 5.2, and max_load is 4"):                                                     "wartet: die Last ist 5.2, und max_load ist 4",
		markerText("Process-2 set to niceness 5"):                                                                     "Process-2 auf Nice-Wert 5 gesetzt",
		foreign("12.5% of the memory is free, and min_free is 20%"):                                                   "12.5% des Speichers sind frei, und min_free ist 20%",
		foreign("2 of the inputs are blank: strip = true leaves them out"):                                            "2 der Eingaben sind leer: strip = true lässt Leerzeilen weg",
		foreign("1 of the 7 files is hidden (a shell's * leaves those out): .x."):                                     "1 der 7 Dateien ist versteckt (das * einer Shell lässt solche weg): .x.",
		foreign(`input "a": {2} asks for column 2, but the input has only 1 column`):                                  `Eingabe "a": {2} verlangt Spalte 2, aber die Eingabe hat nur 1 Spalte`,
		foreign("further sources: 1.5 is not a whole number from 0 to 10^12"):                                         "weitere Quellen: 1.5 passt hier nicht; erwartet: eine ganze Zahl von 0 bis 10^12",
		foreign("names.txt:3: the line is not UTF-8 text"):                                                            "names.txt:3: die Zeile ist kein UTF-8-Text",
		foreign("value 2 of 3: input -1: want a whole number from 0 to 60 (n, each step up takes 1.6 times as long)"): "Wert 2 von 3: Eingabe -1; erwartet: eine ganze Zahl von 0 bis 60 (n, jeder Schritt mehr dauert 1.6-mal so lange)",
		foreign(cores.Account{Machine: 8, Online: 7, Quota: 1.5, QuotaGroup: "/build", Usable: 1.5}.String()):         "1.5 von 8 Kernen: die CPU-Quote der Kontrollgruppe /build; 1 ist offline",
		foreign(cores.Account{Machine: 8, Online: 8, Allowed: []int{0, 1}, Quota: 9, Usable: 2}.String()):             "2 von 8 Kernen: taskset oder ein Container begrenzt es auf Kerne 0-1",
	} {
		if said != want {
			t.Errorf("said %q, want %q", said, want)
		}
	}
}

func TestATextIsGermanAsAWholeOrNotAtAll(t *testing.T) {
	speakGerman(t)
	for _, text := range []string{
		"nothing is here: want a thing that nobody knows",
		`"x" is not what anybody expects`,
		"1.5 of 8 cores: a reason that is new",
		"Process-2 went away",
		"",
	} {
		if got := foreign(text); got != text {
			t.Errorf("%q is said as %q, want it unchanged", text, got)
		}
	}
}

func TestWhatSomebodyTypedIsNoPartOfAForm(t *testing.T) {
	speakGerman(t)
	if got, want := foreign(`"a is not b" is not true or false`), `"a is not b" passt hier nicht; erwartet: true oder false`; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	if got, want := foreign(`"100%d" is not a number`), `"100%d" ist keine Zahl`; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

func TestNoFormIsTriedInEnglish(t *testing.T) {
	for _, text := range []string{"true or false", "stop asked", "1 is offline"} {
		if foreign(text) != text || markerText(text) != text {
			t.Errorf("%q is said as %q and %q, want it unchanged", text, foreign(text), markerText(text))
		}
	}
	if tr.Translates() {
		t.Error("English is said to be translated")
	}
}

func TestWarningsOfARunAreGerman(t *testing.T) {
	speakGerman(t)
	l := newWarningLog(func() {})
	l.take(&run.Snapshot{
		Notices: []string{"1 of the inputs is blank: strip = true leaves them out"},
		Pacing:  []string{"Poolscope took 3.0 % of a core for 10s, its budget is 2.0 %: it reads every 200ms now, not every 100ms"},
	})
	for _, w := range l.all {
		isGerman(t, "warning", w.text)
	}
	if len(l.all) != 2 {
		t.Errorf("%d warnings, want 2", len(l.all))
	}
}
