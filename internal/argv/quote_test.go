package argv_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/poolscope/poolscope/internal/argv"
)

// shell is a shell that is there, with the locale it runs in.
type shell struct {
	command []string
	locale  string
}

func (s shell) String() string { return strings.Join(s.command, " ") + " in " + s.locale }

// shells returns those of the machine, skipping the test where not even sh is there.
func shells(t *testing.T) []shell {
	t.Helper()
	var all []shell
	seen := map[string]bool{}
	for _, command := range [][]string{{"sh"}, {"dash"}, {"bash"}, {"busybox", "sh"}, {"mksh"}, {"ksh"}, {"zsh", "--emulate", "sh"}} {
		program, err := exec.LookPath(command[0])
		if err != nil {
			continue
		}
		// sh is often another name of one of the others.
		if file, err := filepath.EvalSymlinks(program); err == nil {
			command[0] = file
		}
		name := strings.Join(command, " ")
		if seen[name] {
			continue
		}
		seen[name] = true
		for _, locale := range []string{"C", "C.UTF-8"} {
			all = append(all, shell{command, locale})
		}
	}
	if len(all) == 0 {
		t.Skip("there is no sh")
	}
	return all
}

// reparse returns the arguments that a shell makes of each line of a script. The
// first word of each line must be "show".
func (s shell) reparse(t *testing.T, lines []string) [][]string {
	t.Helper()
	script := "show() { printf '%s\\0' \"$#\" \"$@\"; }\n" + strings.Join(lines, "\n") + "\n"
	out := s.run(t, script, os.Getenv("PATH"))
	fields := strings.Split(string(out), "\x00")
	var all [][]string
	for len(fields) > 1 {
		n, err := strconv.Atoi(fields[0])
		if err != nil || n >= len(fields)-1 {
			t.Fatalf("%s: argument count %.20q, %v, with %d fields left", s, fields[0], err, len(fields))
		}
		all = append(all, append([]string{"show"}, fields[1:n+1]...))
		fields = fields[n+1:]
	}
	return all
}

// run returns what a script prints; the shell must not complain.
func (s shell) run(t *testing.T, script, path string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), s.command[0], append(slices.Clone(s.command[1:]), file)...)
	cmd.Env = []string{"PATH=" + path, "LC_ALL=" + s.locale}
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("%s: %v, %.300q", s, err, complaints.Bytes())
	}
	return out
}

func checkLine(t *testing.T, args []string, line string) {
	t.Helper()
	hidden := func(r rune) bool { return r < ' ' || r >= 0x7f && r <= 0x9f }
	if i := strings.IndexFunc(line, hidden); i >= 0 || !utf8.ValidString(line) {
		t.Fatalf("Quote(%.200q) = %.200q, which has a control character at %d or is no UTF-8", args, line, i)
	}
}

func checkReparsed(t *testing.T, all [][]string) {
	t.Helper()
	lines := make([]string, len(all))
	for i, args := range all {
		lines[i] = argv.Quote(args)
		checkLine(t, args, lines[i])
	}
	for _, s := range shells(t) {
		got := s.reparse(t, lines)
		if len(got) != len(all) {
			t.Fatalf("%s: %d commands of %d lines", s, len(got), len(all))
		}
		for i := range all {
			if !reflect.DeepEqual(got[i], all[i]) {
				t.Fatalf("%s: %.300q = %.300q, want %.300q", s, lines[i], got[i], all[i])
			}
		}
	}
}

func TestQuoteIsReadable(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"convert", "a.png", "-size=10x20", "/x/a_b,c:d@e+f%"}, "convert a.png -size=10x20 /x/a_b,c:d@e+f%"},
		{[]string{"echo", "a b", "", "it's", "$1", "é"}, `echo 'a b' '' 'it'\''s' '$1' 'é'`},
		{[]string{"echo", "=ls", "%1", "~", "#x", "{a,b}"}, `echo '=ls' '%1' '~' '#x' '{a,b}'`},
		{[]string{"echo", "a\tb\x1b[2J", "\x80"}, `echo "$(printf 'a\011b\033[2J')" "$(printf '\200')"`},
		{[]string{"echo", "-n\x01'%\\1!$(x)`\""}, `echo "$(printf '\055n\001\047%%\1341\041\044\050x\051\140\042')"`},
		{[]string{"echo", "\u009b1m", "\u202eabc", "a\u00a0b"}, `echo "$(printf '\302\2331m')" "$(printf '\342\200\256abc')" "$(printf 'a\302\240b')"`},
		{[]string{"echo", "a b\n", "\n\n", "x"}, `newline=$(printf '\012.'); echo 'a b'"${newline%.}" "${newline%.}${newline%.}" x`},
		{[]string{"echo", "a\nb\n"}, `newline=$(printf '\012.'); echo "$(printf 'a\012b')""${newline%.}"`},
		{[]string{"A=b", "A=b"}, `'A=b' A=b`},
		{[]string{"if", "if"}, `'if' if`},
		{[]string{"[[", "!"}, `'[[' '!'`},
		{[]string{""}, `''`},
		{[]string{"%1", "%1"}, `(exec '%1' '%1')`},
		{nil, ""},
	} {
		if got := argv.Quote(c.args); got != c.want {
			t.Errorf("Quote(%q) = %s, want %s", c.args, got, c.want)
		}
	}
}

func TestShellsReadHostileArgumentsAsTheyAre(t *testing.T) {
	all := [][]string{append([]string{"show"}, hostile()...)}
	for _, s := range hostile() {
		all = append(all, []string{"show", s}, []string{"show", s + "\n", "x" + s + "9"})
	}
	checkReparsed(t, append(all, []string{"show"}, []string{"show", strings.Repeat("a\n", 1000) + "\n\n"}))
}

func TestShellsReadEveryByteAsItIs(t *testing.T) {
	var all [][]string
	for b := 1; b < 256; b++ {
		c := string([]byte{byte(b)})
		all = append(all, []string{"show", c + "7", "\x01" + c + "x" + c + c + "é" + c + "\xc3" + c})
	}
	checkReparsed(t, all)
}

func TestShellsReadAnyArgumentsAsTheyAre(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 2026))
	pieces := append(hostile(), "a", "1", "n", "0", "\\0", ".", "${newline%.}", "é", "\u0101", "\U00010041", "\xed\xa0\x80")
	var all [][]string
	for range 150 {
		args := []string{"show"}
		for range random.IntN(4) {
			var arg strings.Builder
			for range random.IntN(6) {
				arg.WriteString(pieces[random.IntN(len(pieces))])
			}
			args = append(args, arg.String(), randomBytes(random))
		}
		all = append(all, args)
	}
	checkReparsed(t, all)
}

func randomBytes(random *rand.Rand) string {
	raw := make([]byte, random.IntN(12))
	for i := range raw {
		raw[i] = byte(1 + random.IntN(255))
	}
	return string(raw)
}

// firstWords are what a shell has for its own where a command begins, or would not
// take for a command's name without quotes.
func firstWords() []string {
	words := []string{"A=b", "_=", "a[1]=x", "=ls", "a b", "-x", "~", "#x", "é", "a\x01b", "a\nb", "a\n", "$x", "*", "%1", "{}", "1", "2"}
	return append(words, strings.Fields("! { } case do done elif else esac fi for if in then until while ]] function select time coproc repeat foreach end namespace nocorrect")...)
}

func TestFirstWordIsACommand(t *testing.T) {
	all, folder := shells(t), t.TempDir()
	var script strings.Builder
	var want []string
	for _, word := range firstWords() {
		// The system, not the shell, hands the program its own name.
		text := "#!/bin/sh\nprintf '%s\\0' \"${0##*/}\" \"$@\"\n"
		if err := os.WriteFile(filepath.Join(folder, word), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&script, argv.Quote([]string{word, "if", "A=b"}))
		want = append(want, word, "if", "A=b")
	}
	for _, s := range all {
		got := strings.Split(strings.TrimSuffix(string(s.run(t, script.String(), folder+string(os.PathListSeparator)+os.Getenv("PATH"))), "\x00"), "\x00")
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: commands = %.2000q, want %.2000q", s, got, want)
		}
	}
}

// FuzzQuote splits what it is given into arguments at its NUL bytes.
func FuzzQuote(f *testing.F) {
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 10_000 {
			t.Skip("longer than a line of a script may be everywhere")
		}
		args := strings.Split(string(raw), "\x00")
		checkLine(t, args, argv.Quote(args))
		checkReparsed(t, [][]string{append([]string{"show"}, args...)})
	})
}
