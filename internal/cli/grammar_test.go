package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher"
)

// typed runs a command line that must not need the world.
func typed(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = Main(System{
		Args: args, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr,
		Env:        func(string) string { return "" },
		OpenWindow: func(path, record string) int { stdout.WriteString("window " + path + record); return 0 },
	})
	return status, stdout.String(), stderr.String()
}

func TestBadUsageIsSaidInOneLineAndWhereToLook(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"run", "--wrokers", "4"}, `unknown flag --wrokers, did you mean "--workers"?` + "\nSee \"poolscope run --help\".\n"},
		{[]string{"run", "--workers"}, `--workers: `},
		{[]string{"run", "a.toml", "b.toml"}, `unexpected argument b.toml`},
		{[]string{"rnu", "a.toml"}, `unknown command "rnu"; did you mean "run"?` + "\nSee \"poolscope --help\".\n"},
		{[]string{"verson"}, `unknown command "verson"; did you mean "version"?`},
		{[]string{"plan"}, `expected one of "check", "python", "shell"`},
		{[]string{"plan", "python"}, `expected "<plan>"`},
		{[]string{"plan", "check"}, `expected "<plan> ..."`},
		{[]string{"plan", "chek", "a"}, `unexpected argument chek`},
		{[]string{"plan", "shell"}, `expected "<plan>"`},
		{[]string{"gibberish"}, `"gibberish" is neither a command nor a plan file`},
		{[]string{"run", "gibberish"}, `"gibberish" is neither a command nor a plan file`},
		{[]string{"--jsno"}, "unknown flag --jsno"},
		{[]string{"help", "nothing"}, `no command "nothing" to explain; there are run, watch, plan, version, help`},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			status, out, errs := typed(t, tt.args...)
			if status != 2 || out != "" {
				t.Errorf("status %d, stdout %q; want 2 and nothing", status, out)
			}
			if !strings.HasPrefix(errs, "poolscope: "+tt.want) {
				t.Errorf("stderr = %q, want it to begin with %q", errs, "poolscope: "+tt.want)
			}
			if lines := strings.Count(errs, "\n"); lines != 2 {
				t.Errorf("stderr has %d lines, want 2: %q", lines, errs)
			}
		})
	}
}

func TestControlBytesOfArgumentsAreNotObeyed(t *testing.T) {
	_, _, errs := typed(t, "run", "\x1b[2J")
	if strings.Contains(errs, "\x1b") || !strings.Contains(errs, `\x1b[2J`) {
		t.Errorf("stderr = %q, want the escape written out", errs)
	}
}

func TestHelpListsWhatWorksAndNothingElse(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"--help"}, {"-h"}} {
		status, out, errs := typed(t, args...)
		if status != 0 || errs != "" {
			t.Errorf("%v: status %d, stderr %q; want 0 and nothing", args, status, errs)
		}
		for _, word := range []string{"run [<plan>]", "watch", "plan check", "version", "[PLAN]"} {
			if !strings.Contains(out, word) {
				t.Errorf("%v: help does not name %q:\n%s", args, word, out)
			}
		}
		for _, word := range []string{"study", "learn", "replay"} {
			if strings.Contains(out, word) {
				t.Errorf("%v: help names %q, which is not in this version", args, word)
			}
		}
	}
}

func TestHelpOfRunNamesEveryFlag(t *testing.T) {
	for _, args := range [][]string{{"run", "--help"}, {"help", "run"}, {"run", "x.toml", "--workers=3", "-h"}} {
		_, out, _ := typed(t, args...)
		for _, o := range (runFlags{}).overrides() {
			if flag := strings.TrimPrefix(o.flag, "--"); !strings.Contains(out, "--"+flag) && !strings.Contains(out, "--[no-]"+flag) {
				t.Errorf("%v: help does not name %s:\n%s", args, o.flag, out)
			}
		}
		for _, flag := range []string{"--json", "--no-output", "--quiet"} {
			if !strings.Contains(out, flag) {
				t.Errorf("%v: help does not name %s", args, flag)
			}
		}
	}
}

func TestHelpOfRunNamesEveryMethodAndPolicy(t *testing.T) {
	_, out, _ := typed(t, "run", "--help")
	words := plan.MethodNames()
	for _, policy := range launcher.DeathPolicies() {
		words = append(words, string(policy))
	}
	for _, word := range words {
		if !regexp.MustCompile(`\b` + word + `\b`).MatchString(out) {
			t.Errorf("help of run does not name %s:\n%s", word, out)
		}
	}
}

func TestVersion(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"--version"}, {"run", "--version"}} {
		status, out, _ := typed(t, args...)
		if status != 0 || !strings.HasPrefix(out, "poolscope "+Version+" (go") {
			t.Errorf("%v: status %d, stdout %q; want 0 and the version", args, status, out)
		}
	}
}

func TestAnswerThatCannotBeWrittenIsAnError(t *testing.T) {
	var stderr bytes.Buffer
	sys := System{Args: []string{"version"}, Stdout: full{errors.New("no space left on device")}, Stderr: &stderr}
	if got := Main(sys); got != 1 {
		t.Errorf("status %d, want 1", got)
	}
	if got, want := stderr.String(), "poolscope: write standard output: no space left on device\n"; got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
}

func TestNothingOpensTheWindow(t *testing.T) {
	if status, out, errs := typed(t); status != 0 || out != "window " {
		t.Errorf("status %d, stdout %q, stderr %q; want the window", status, out, errs)
	}
}

func TestDistanceCountsTypingErrors(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"run", "run", 0}, {"rnu", "run", 1}, {"", "abc", 3}, {"plan", "plane", 1}, {"verson", "version", 1}, {"kitten", "sitting", 3}} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestABadPlanIsLeftToTheWindow(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.pool.toml")
	if err := os.WriteFile(bad, []byte("[pool]\nworkers = 0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path           string
		window, status int
		opened         bool
		said           string
	}{
		{bad, 0, 0, true, ""},
		{bad, 3, 2, true, "bad.pool.toml:2: pool.workers"},
		{filepath.Join(dir, "none.pool.toml"), 0, 2, false, "no such file"},
	} {
		opened := ""
		var stderr strings.Builder
		status := Main(System{
			Args: []string{c.path}, Stdout: &stderr, Stderr: &stderr, Env: func(string) string { return "" },
			OpenWindow: func(path, _ string) int { opened = path; return c.window },
		})
		if status != c.status || (opened == c.path) != c.opened || !strings.Contains(stderr.String(), c.said) || c.said == "" && stderr.Len() > 0 {
			t.Errorf("%s, window ends with %d: status %d, opened %q, said %q; want %d, %v, %q", filepath.Base(c.path), c.window, status, opened, stderr.String(), c.status, c.opened, c.said)
		}
	}
}

func TestTheWindowIsToldWhereToKeepARecord(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "run.jsonl")
	if status, out, errs := typed(t, "--record", file); status != 0 || out != "window "+file {
		t.Errorf("status %d, stdout %q, stderr %q; want 0 and the window with the file", status, out, errs)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errs := typed(t, "--record", file)
	if status != 2 || out != "" || !strings.Contains(errs, file+" is there already: name a new file for the record") {
		t.Errorf("status %d, stdout %q, stderr %q; want 2, no window, and that the file is there", status, out, errs)
	}
	if status, _, errs := typed(t, "--record", ""); status != 2 || !strings.Contains(errs, "--record: the name is empty") {
		t.Errorf("status %d, stderr %q; want 2 and that the name is empty", status, errs)
	}
}
