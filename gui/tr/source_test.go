package tr

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// source is what the code of the window says.
type source struct {
	marked   map[string]string // where each text stands that T, F, N, In or Mark is given
	unmarked []string          // "file.go: text" of what looks as if it were shown
}

// textsOf are the places of the texts among what each function of the package is given.
func textsOf() map[string][]int {
	return map[string][]int{"T": {0}, "F": {0}, "Mark": {0}, "In": {0, 1}, "N": {1, 2}}
}

// readSource reads the packages of the window without their tests.
func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{marked: map[string]string{}}
	for _, pattern := range []string{"../*.go", "../chart/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				s.read(t, file)
			}
		}
	}
	if len(s.unmarked)+len(s.marked) == 0 {
		t.Fatal("no text of the window was found")
	}
	return s
}

func (s *source) read(t *testing.T, file string) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(file, "../")
	ast.Inspect(tree, s.visit(name))
}

// visit returns what looks at each part of a file.
func (s *source) visit(file string) func(ast.Node) bool {
	return func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec, *ast.StructType:
			return false // a path; tags
		case *ast.CallExpr:
			return s.call(file, n)
		case *ast.BasicLit, *ast.BinaryExpr:
			if text, ok := constant(n.(ast.Expr)); ok {
				if looksShown(text) {
					s.unmarked = append(s.unmarked, file+": "+strings.ReplaceAll(text, "\n", `\n`))
				}
				return false
			}
		}
		return true
	}
}

// call tells whether what a function is given may hold texts that nobody marked.
func (s *source) call(file string, c *ast.CallExpr) bool {
	f, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		id, plain := c.Fun.(*ast.Ident)
		if plain && id.Name == "plural" { // of package gui: the noun makes two texts
			if noun, ok := constant(c.Args[1]); ok {
				s.marked["1 "+noun], s.marked["%s "+noun+"s"] = file, file
				ast.Inspect(c.Args[0], s.visit(file))
				return false
			}
		}
		return !plain || id.Name != "panic"
	}
	from, ok := f.X.(*ast.Ident)
	if !ok {
		return true
	}
	switch from.Name + "." + f.Sel.Name {
	case "errors.New", "fmt.Errorf":
		return false
	}
	places := textsOf()[f.Sel.Name]
	if from.Name != "tr" || places == nil {
		return true
	}
	var texts []string
	rest := slices.Clone(c.Args) // a value that is filled in may hold a text as well
	for _, at := range places {
		if text, ok := constant(c.Args[at]); ok {
			texts, rest[at] = append(texts, text), nil
		}
	}
	if f.Sel.Name == "In" && len(texts) == 2 {
		texts = []string{texts[0] + "|" + texts[1]}
	}
	for _, text := range texts {
		s.marked[text] = file
	}
	for _, arg := range slices.DeleteFunc(rest, func(e ast.Expr) bool { return e == nil }) {
		ast.Inspect(arg, s.visit(file))
	}
	return false
}

// constant returns the value of a text that stands in the code, in one piece or in several.
func constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			left, ok := constant(e.X)
			right, too := constant(e.Y)
			return left + right, ok && too
		}
	}
	return "", false
}

// shown is a word that begins a sentence or a title, or two words.
var shown = regexp.MustCompile(`^\W*[A-Z][a-z]+\b|[a-z]{2,},? [a-zA-Z]{2,}|\b[a-z]{2,} %|% [a-z]{2,}`)

func looksShown(text string) bool { return shown.MatchString(text) }

// allowed are the texts that look as if they were shown and are not, or in no language.
func allowed(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "unmarked.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}
