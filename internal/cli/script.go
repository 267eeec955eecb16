package cli

import (
	"regexp"
	"strings"

	"github.com/poolscope/poolscope/internal/plan"
)

// scriptHint returns what to say of a plan whose script leaves its input out, "" where
// it names it or there is none to name.
func scriptHint(p plan.Plan) string {
	if p.Task.Kind != plan.Command || p.Task.Shell == "" || p.Inputs.Kind == plan.Repeat || namesInput(p.Task.Shell) {
		return ""
	}
	hint := `the script does not name its input, and does the same for each: write "$1" where the input belongs`
	if strings.Contains(p.Task.Shell, "{") {
		hint += ", braces are only for commands"
	}
	return hint
}

// What names positional parameters (POSIX, Shell Command Language, 2.5), what takes
// them without a "$", such as a for without in, and what is quoted.
var (
	positional = regexp.MustCompile(`\$\{?#?[1-9@*#]`)
	implied    = regexp.MustCompile(`\bfor\s+\w+\s*(;|\n|do\b)|\b(shift|getopts|eval|trap)\b|<<`)
	quoted     = regexp.MustCompile(`"(?s:[^"\\]|\\.)*"|'[^']*'|(?s:\\.)|(^|\s)#[^\n]*`)
)

// namesInput reports whether a script of sh may read a positional parameter. It is for a
// hint: where only a shell could tell, as with eval or a here-document, it says yes.
func namesInput(script string) bool {
	if implied.MatchString(script) {
		return true
	}
	return positional.MatchString(quoted.ReplaceAllStringFunc(script, func(text string) string {
		if text[0] == '"' {
			return text
		}
		return " "
	}))
}
