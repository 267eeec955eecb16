package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// catch is one line that a linter reported or has to report.
type catch struct {
	place  string // "lint/flow.go:12"
	linter string
	text   string // the message, or a word of it
}

// TestEveryLintRuleCatchesWhatItIsFor runs the linter over a module that breaks
// each rule once. It takes a golangci-lint of tools/go.mod, which is built from
// source: `make test` names it in POOLSCOPE_LINT.
func TestEveryLintRuleCatchesWhatItIsFor(t *testing.T) {
	linter := os.Getenv("POOLSCOPE_LINT")
	if linter == "" {
		t.Skip("POOLSCOPE_LINT names no golangci-lint: run make test")
	}
	dir := t.TempDir()
	wants := extract(t, dir)
	got := lint(t, linter, dir)
	for _, w := range wants {
		if !slices.ContainsFunc(got, w.meets) {
			t.Errorf("%s: %s did not report %q, want it to", w.place, w.linter, w.text)
		}
	}
	for _, g := range got {
		expected := slices.ContainsFunc(wants, func(w catch) bool { return w.meets(g) })
		if g.linter == "depguard" && !expected {
			t.Errorf("%s: %s, want this import allowed", g.place, g.text)
		}
	}
}

// A rule that nobody has seen to catch something is not trusted.
func TestEveryRuleOfTheConfigurationIsBrokenOnce(t *testing.T) {
	config, err := os.ReadFile("../../.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	wants := extract(t, t.TempDir())
	rules := configured(string(config))
	if len(rules) < 40 {
		t.Fatalf("rules = %q, want all linters, depguard rules and revive rules", rules)
	}
	for _, rule := range rules {
		linter, word, _ := strings.Cut(rule, ":")
		if !slices.ContainsFunc(wants, func(w catch) bool { return w.linter == linter && strings.HasPrefix(w.text, word) }) {
			t.Errorf("nothing in testdata/lint.txtar breaks %s", rule)
		}
	}
}

// meets reports whether a reported line is what was wanted.
func (c catch) meets(reported catch) bool {
	return c.place == reported.place && c.linter == reported.linter && strings.Contains(reported.text, c.text)
}

// extract writes the module, with the project's configuration, and returns what
// its comments want.
func extract(t *testing.T, dir string) []catch {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/lint.txtar")
	if err != nil {
		t.Fatal(err)
	}
	config, err := os.ReadFile("../../.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	files := append(archive.Files, txtar.File{Name: ".golangci.yml", Data: config})
	var wants []catch
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		wants = append(wants, wanted(f)...)
	}
	return wants
}

func wanted(f txtar.File) []catch {
	var wants []catch
	for i, line := range strings.Split(string(f.Data), "\n") {
		_, comment, ok := strings.Cut(line, "// want ")
		if !ok {
			continue
		}
		for w := range strings.FieldsSeq(comment) {
			linter, text, _ := strings.Cut(w, ":")
			wants = append(wants, catch{place: place(f.Name, i+1), linter: linter, text: text})
		}
	}
	return wants
}

// lint returns what the linter reports. It must not need the network: what the
// module imports stands in its own folders.
func lint(t *testing.T, linter, dir string) []catch {
	t.Helper()
	cmd := exec.Command(linter, "run", "--allow-parallel-runners", "--uniq-by-line=false",
		"--max-issues-per-linter=0", "--max-same-issues=0", "--output.text.print-issued-lines=false", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=mod", "GOLANGCI_LINT_CACHE="+t.TempDir())
	var messages strings.Builder
	cmd.Stderr = &messages
	out, err := cmd.Output()
	if err == nil {
		t.Fatalf("the linter found nothing; it wrote:\n%s%s", out, messages.String())
	}
	reported := regexp.MustCompile(`(?m)^([^:\s]+):(\d+):(?:\d+:)? (.*) \((\w+)\)$`).FindAllStringSubmatch(string(out), -1)
	var got []catch
	for _, r := range reported {
		got = append(got, catch{place: r[1] + ":" + r[2], linter: r[4], text: r[3]})
	}
	if len(got) == 0 {
		t.Fatalf("the linter reported no line: %v\n%s%s", err, out, messages.String())
	}
	return got
}

// configured returns the linters and formatters that a configuration enables,
// and "linter:rule" for the rules of those that have rules of their own.
func configured(config string) []string {
	var rules []string
	for _, list := range regexp.MustCompile(`(?m)^  enable: \[(.*)\]$`).FindAllStringSubmatch(config, -1) {
		rules = append(rules, strings.Split(list[1], ", ")...)
	}
	for _, rule := range regexp.MustCompile(`(?m)^        ([a-z-]+):$`).FindAllStringSubmatch(config, -1) {
		rules = append(rules, "depguard:"+rule[1])
	}
	for _, rule := range regexp.MustCompile(`\{name: ([a-z-]+)\}`).FindAllStringSubmatch(config, -1) {
		rules = append(rules, "revive:"+rule[1])
	}
	for _, rule := range regexp.MustCompile(`\{pattern: .*, msg: "(.*)"\}`).FindAllStringSubmatch(config, -1) {
		rules = append(rules, "forbidigo:"+lastWord(rule[1]))
	}
	return rules
}

// lastWord stands for a message that forbidigo gives.
func lastWord(message string) string {
	words := strings.Fields(message)
	return words[len(words)-1]
}

func place(name string, line int) string { return name + ":" + strconv.Itoa(line) }
