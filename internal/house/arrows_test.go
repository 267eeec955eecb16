package house

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/poolscope/poolscope"

// arrows says what the packages below a folder may import, of this module and
// of others; the standard library is free. A package is ruled by the longest
// folder that it lies in. What is named with a dot at its end is that package
// alone, not what lies below it.
func arrows() map[string][]string {
	return map[string][]string{
		".": {
			"fyne.io/fyne/v2.", "fyne.io/fyne/v2/app", "fyne.io/fyne/v2/lang", "github.com/go-gl/glfw", "github.com/pelletier/go-toml",
			"gui", "internal/cli", "internal/guard", "internal/plan", "internal/record", "internal/run", "launcher/worker", "launcher/workload",
		},
		"gui": {
			"fyne.io/fyne/v2", "golang.org/x/image", "examples", "gui", "internal/ansi", "internal/argv", "internal/plan", "internal/run",
			"internal/record", "internal/study", "internal/lesson", "internal/cores", "launcher.", "launcher/workload", "metrics",
		},
		"gui/chart": {"fyne.io/fyne/v2", "golang.org/x/image", "gui/chart", "gui/tr"},
		"gui/lend":  {},
		"gui/tr":    {"golang.org/x/text/language"},
		"internal/cli": {
			"github.com/alecthomas/kong", "golang.org/x/term", "golang.org/x/sys", "examples", "internal/guard", "internal/plan",
			"internal/run", "internal/record", "internal/study", "internal/lesson", "launcher.", "launcher/workload",
			"metrics", "internal/argv", "internal/journal", "internal/results", "internal/spill",
		},
		"internal/lesson":   {"internal/plan", "internal/study"},
		"internal/study":    {"internal/run", "internal/plan"},
		"internal/record":   {"internal/argv", "internal/run", "launcher.", "metrics"},
		"internal/run":      {"golang.org/x/sys", "internal/cores", "internal/plan", "internal/spill", "launcher.", "launcher/proc", "metrics"},
		"internal/plan":     {"github.com/pelletier/go-toml", "internal/argv", "internal/cores", "launcher.", "launcher/python", "launcher/workload"},
		"internal/ansi":     {},
		"internal/argv":     {},
		"internal/cores":    {"golang.org/x/sys"},
		"internal/house":    {},
		"internal/journal":  {"golang.org/x/sys", "internal/argv", "launcher.", "launcher/proc"},
		"internal/guard":    {"golang.org/x/sys", "launcher/proc"},
		"internal/results":  {"launcher."},
		"internal/spill":    {"golang.org/x/sys"},
		"launcher":          {"golang.org/x/sys", "launcher/internal/jsonl", "launcher/internal/ring", "launcher/internal/wire", "launcher/proc"},
		"launcher/internal": {"golang.org/x/sys"},
		"launcher/proc":     {"golang.org/x/sys"},
		"launcher/python":   {},
		"launcher/worker":   {"golang.org/x/sys", "launcher/internal/ring", "launcher/internal/wire", "launcher/proc"},
		"launcher/workload": {"golang.org/x/sys", "launcher/worker"},
		"metrics":           {"github.com/shirou/gopsutil/v3", "golang.org/x/sys"},
		"examples":          {},
		"e2e":               {"e2e"},
		// The screen of a test's desktop is read where the server keeps it: mapped, a pixel costs no copy of the picture.
		"e2e/desktop": {"golang.org/x/sys/unix"},
		"bench": {
			"golang.org/x/sys", "e2e/desktop", "internal/plan", "internal/run", "launcher.", "launcher/worker",
			"launcher/workload", "bench",
		},
	}
}

// goPackage is the part of `go list -json` that is read here.
type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
	Standard   bool
}

// list runs go list in the module's folder. The packages are loaded with
// errors, as a package that does not compile has its imports as well.
func list(t *testing.T, environ []string, args ...string) []goPackage {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-e", "-json=ImportPath,Imports,Deps,Standard"}, args...)...)
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), environ...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return packages
		case err != nil:
			t.Fatalf("read go list: %v", err)
		}
		packages = append(packages, p)
	}
}

// wrong returns an import that the arrows do not allow as "from > to", or "".
func wrong(rules map[string][]string, from, to string) string {
	from, to = inModule(from), inModule(to)
	folder := ruling(rules, from)
	for _, allowed := range rules[folder] {
		if exact, ok := strings.CutSuffix(allowed, "."); ok && to == exact || !ok && below(to, allowed) {
			return ""
		}
	}
	return from + " > " + to
}

func inModule(path string) string {
	if path == module {
		return "."
	}
	return strings.TrimPrefix(path, module+"/")
}

func below(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

// ruling returns the longest folder of the rules that a package lies in, "" for
// none.
func ruling(rules map[string][]string, path string) string {
	longest := ""
	for folder := range rules {
		if below(path, folder) && len(folder) > len(longest) {
			longest = folder
		}
	}
	return longest
}

func TestEveryArrowPointsDown(t *testing.T) {
	for _, system := range []string{"linux", "windows", "darwin"} {
		for _, cgo := range []string{"0", "1"} {
			packages := list(t, []string{"GOOS=" + system, "CGO_ENABLED=" + cgo}, "./...")
			if len(packages) < 10 {
				t.Fatalf("packages on %s = %d, want all of them", system, len(packages))
			}
			for _, p := range packages {
				if ruling(arrows(), inModule(p.ImportPath)) == "" {
					t.Errorf("%s has no place in the house: name what it may import", p.ImportPath)
				}
				for _, i := range p.Imports {
					// A path of the standard library has no dot in its first element.
					first, _, _ := strings.Cut(i, "/")
					if w := wrong(arrows(), p.ImportPath, i); strings.Contains(first, ".") && w != "" {
						t.Errorf("on %s with CGO_ENABLED=%s: %s", system, cgo, w)
					}
				}
			}
		}
	}
}

// What a package reaches through others counts as much.
func TestEngineReachesNoToolkitAndWindowTestsNoDisplay(t *testing.T) {
	for _, c := range []struct{ from, never string }{
		{"./launcher/...", "fyne.io/"},
		{"./launcher/...", "github.com/shirou/"},
		{"./launcher/...", module + "/metrics"},
		{"./metrics/...", "fyne.io/"},
		{"./metrics/...", module + "/launcher"},
		{"./internal/...", "fyne.io/"},
		{"./gui/...", "fyne.io/fyne/v2/app"},
		{"./gui/...", "github.com/go-gl/"},
	} {
		packages := list(t, []string{"CGO_ENABLED=1"}, c.from)
		if len(packages) == 0 {
			t.Errorf("%s has no packages", c.from)
		}
		for _, p := range packages {
			for _, d := range p.Deps {
				if strings.HasPrefix(d, c.never) {
					t.Errorf("%s reaches %s", p.ImportPath, d)
				}
			}
		}
	}
}

// The program without a window is what runs where there is no C compiler.
func TestProgramWithoutWindowHasNoToolkitAndNoC(t *testing.T) {
	packages := list(t, []string{"CGO_ENABLED=0", "GOOS=linux"}, ".")
	if len(packages) != 1 || len(packages[0].Deps) == 0 {
		t.Fatalf("packages = %v, want main and what it reaches", packages)
	}
	for _, d := range packages[0].Deps {
		if strings.HasPrefix(d, "fyne.io/") || strings.HasPrefix(d, "github.com/go-gl/") || d == "runtime/cgo" || d == module+"/gui" {
			t.Errorf("poolscope-cli reaches %s", d)
		}
	}
}

func TestForbiddenArrowIsSeen(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{module + "/launcher", module + "/metrics", "launcher > metrics"},
		{module + "/metrics", module + "/launcher", "metrics > launcher"},
		{module + "/launcher/worker", module + "/launcher", "launcher/worker > launcher"},
		{module + "/launcher/python", module + "/launcher", "launcher/python > launcher"},
		{module + "/launcher/proc", module + "/launcher/internal/wire", "launcher/proc > launcher/internal/wire"},
		{module + "/launcher/internal/ring", module + "/launcher/internal/wire", "launcher/internal/ring > launcher/internal/wire"},
		{module + "/launcher", module + "/launcher/internal/ring", ""},
		{module + "/internal/guard", module + "/launcher", "internal/guard > launcher"},
		{module + "/internal/plan", module + "/internal/run", "internal/plan > internal/run"},
		{module + "/internal/run", module + "/launcher/workload", "internal/run > launcher/workload"},
		{module + "/internal/run", module + "/launcher", ""},
		{module + "/gui/chart", module + "/internal/run", "gui/chart > internal/run"},
		{module + "/gui", module + "/internal/cli", "gui > internal/cli"},
		{module + "/gui", "github.com/go-gl/gl/v2.1/gl", "gui > github.com/go-gl/gl/v2.1/gl"},
		{module + "/internal/cli", "fyne.io/fyne/v2", "internal/cli > fyne.io/fyne/v2"},
		{module, "fyne.io/fyne/v2/app", ""},
		{module, "fyne.io/fyne/v2/widget", ". > fyne.io/fyne/v2/widget"},
		{module + "/e2e", module + "/launcher", "e2e > launcher"},
		{module + "/e2e", "golang.org/x/sys/unix", "e2e > golang.org/x/sys/unix"},
		{module + "/e2e/desktop", "golang.org/x/sys/unix", ""},
	} {
		if got := wrong(arrows(), c.from, c.to); got != c.want {
			t.Errorf("wrong(%s, %s) = %q, want %q", c.from, c.to, got, c.want)
		}
	}
	if got := ruling(arrows(), "internal/util"); got != "" {
		t.Errorf("internal/util is ruled by %q, want no place", got)
	}
}
