package cli

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// hostile are names of files that programs which build shell lines stumble over.
func hostile() []string {
	return []string{
		"plain", "a b", " lead", "trail ", "it's", `say "hi"`, "$(touch pwned)", "`touch pwned`", "${HOME}", "$1", "~", "*", "?", "[a-z]",
		`back\slash`, `\`, `\n`, ";touch pwned", "&", "|cat", ">pwned", "<in", "(sub)", "{a,b}", "{}", "{1}", "{.}", "{#}", "#comment", "!bang", "^x", "=x",
		"%s", "%", "@", ",", ":", "::", "-n", "-rf", "--help", "--", "tab\there", "new\nline", "end\n", "cr\r", "\x1b[2J", "\x01", "\x7f", "\xff\xfe", "caf\xc3\xa9", "日本",
		"a.tar.gz", "no.ext.", "a..b", strings.Repeat("long", 60),
	}
}

// both is a command line under GNU parallel and under Poolscope: flags that differ, and
// what is the same. A word FILES stands for all hostile names,
// SOME for one in seven.
type both struct {
	theirs, ours, words string
	stdin               string
}

// sameLines are command lines whose words are the same under both programs. The command
// is quoted for GNU parallel (-q), which else makes a text for a shell of it, and names
// have a newline for it with -0 alone.
func sameLines() []both {
	return []both{
		// What stands where a placeholder is.
		{words: "printf <%s> {} ::: FILES"},
		{words: "printf <%s> ::: FILES"},
		{words: "printf <%s> x{}y ::: SOME"},
		{words: "printf <%s> {}{} ::: SOME"},
		{words: "printf <%s> {.} ::: FILES"},
		{words: "printf <%s> {/} ::: SOME"},
		{words: "printf <%s> {//} ::: SOME"},
		{words: "printf <%s> {/.} ::: FILES"},
		{words: "printf <%s> {1} ::: SOME"},
		{words: "printf <%s> {1.}{1/} ::: SOME"},
		{words: "printf <%s> {#} {} ::: SOME"},
		{theirs: "-j1", ours: "-j1", words: "printf <%s> {%}:{} ::: SOME"},
		{words: "printf <%s> {.} {/} {//} {/.} ::: /d/e.f/g.h.i d/e.f/g x.y/z"},
		{words: "cat ./{} ::: FILES"},
		{words: "env printf %s|%s|%s {} {} {} ::: SOME"},
		{words: "sh -c printf\u00a0%s\u00a0\"$1\" x {} ::: FILES"},
		// Several sources.
		{words: "printf <%s> {1} {2} ::: a b c ::: SOME"},
		{words: "printf <%s> {2} {1} ::: SOME ::: 1 2"},
		{words: "printf <%s> {1}{2}{3} ::: a b ::: 1 2 ::: x y"},
		{words: "printf <%s> {1} {2} ::: SOME :::+ SOME"},
		{words: "printf <%s> {1}{2} ::: a b c :::+ 1 2"},
		{words: "printf <%s> {1}{2}{3} ::: a b :::+ 1 2 ::: x y"},
		{words: "printf <%s> {1}{2}{3} ::: x y ::: a b :::+ 1 2"},
		{theirs: "--link", ours: "--link", words: "printf <%s> {1}{2} ::: a b c d e ::: 1 2"},
		{words: "printf <%s> {1}{2} :::: letters digits"},
		{words: "printf <%s> {1}{2} :::: letters ::::+ digits"},
		{words: "printf <%s> {1}{2} :::: - ::: x y", stdin: "a\nb\n"},
		// Standard input.
		{words: "printf <%s> {}", stdin: "a b\n$(x)\n  blanks  \n'q\"\\\n\xff\n"},
		{words: "printf <%s>", stdin: "no newline at the end"},
		{words: "printf <%s>", stdin: ""},
		{theirs: "-0", ours: "-0", words: "printf <%s> {}", stdin: strings.Join(hostile(), "\x00") + "\x00"},
		{theirs: "--colsep ,", ours: "--columns ,", words: "printf <%s> {2} {1}", stdin: "a,b\nc d,$(e)\n,f\n"},
		{theirs: "--colsep , --header :", ours: "--columns , --header", words: "printf <%s> {name} {2}", stdin: "name,n\nnail,7\nscrew,9\n"},
		{theirs: "--header :", ours: "--header", words: "printf <%s> {x}-{y} ::: x 1 2 ::: y a b"},
		{theirs: "-N2", ours: "--group 2", words: "printf <%s> {1} {2} ::: a b c d"},
		{theirs: "-N3", ours: "--group 3", words: "printf <%s> {} ::: a b c d e f"},
		{theirs: "--tag", ours: "--tag", words: "printf x\\ny\\n%s\\n {} ::: a b"},
		// Ends.
		{words: "sh -c exit\u00a0$0 {} ::: 0 0 0"},
		{words: "sh -c echo\u00a0$0;exit\u00a0$0 {} ::: 0 1 127 126 255"},
		{words: "sh -c kill\u00a0-9\u00a0$$ {} ::: a"},
		{theirs: "--retries 2", ours: "--retries 1", words: "sh -c echo\u00a0x>>tries;test\u00a0$(wc\u00a0-l\u00a0<tries)\u00a0-ge\u00a02 {} ::: a"},
		{theirs: "--timeout 0.5", ours: "--timeout 0.5s", words: "sleep {} ::: 0 30"},
	}
}

// wordsOf splits a line, where a no-break space is one within a word.
func wordsOf(line string) []string {
	var words []string
	for word := range strings.FieldsSeq(strings.ReplaceAll(line, "\u00a0", "\x00")) {
		switch word {
		case "FILES":
			words = append(words, hostile()...)
		case "SOME":
			for i := 3; i < len(hostile()); i += 7 {
				words = append(words, hostile()[i])
			}
		default:
			words = append(words, strings.ReplaceAll(word, "\x00", " "))
		}
	}
	return words
}

// hostileFolder makes a folder with the hostile files, each of which holds its name.
func hostileFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"letters": "a\nb\nc\n", "digits": "1\n2\n"}
	for _, name := range hostile() {
		files[name] = name
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// ended runs a command in a folder of its own; ok tells whether it exited with 0.
func ended(t *testing.T, cmd *exec.Cmd, stdin string) (out string, ok bool) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = hostileFolder(t), strings.NewReader(stdin), &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	if _, err := os.Stat(filepath.Join(cmd.Dir, "pwned")); err == nil {
		t.Errorf("%q was read by a shell", cmd.Args)
	}
	return stdout.String(), err == nil
}

// gnuParallel returns GNU parallel, which is not the parallel of moreutils.
func gnuParallel(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("parallel")
	if err != nil {
		t.Skip("GNU parallel is not installed")
	}
	if out, err := exec.Command(path, "--version").Output(); err != nil || !bytes.HasPrefix(out, []byte("GNU parallel")) {
		t.Skip("this parallel is not GNU parallel")
	}
	return path
}

func TestSameCommandLinesDoTheSameUnderGNUParallel(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	parallel := gnuParallel(t)
	for _, line := range sameLines() {
		t.Run(line.ours+" -- "+line.words, func(t *testing.T) {
			t.Parallel()
			if strings.Contains(line.words, "SOME") || strings.Contains(line.words, "FILES") {
				line.theirs += " -0"
			}
			home := "HOME=" + t.TempDir() // GNU parallel keeps files there
			theirs := exec.Command(parallel, slices.Concat([]string{"--will-cite", "-q", "-k", "-j2"}, wordsOf(line.theirs), wordsOf(line.words))...)
			theirs.Env = append(os.Environ(), home)
			ours := program(t, slices.Concat([]string{"run", "-q", "-j2"}, wordsOf(line.ours), []string{"--"}, wordsOf(line.words))...)
			ours.Env = append(os.Environ(), home)
			want, wantOK := ended(t, theirs, line.stdin)
			got, ok := ended(t, ours, line.stdin)
			if ok != wantOK {
				t.Errorf("succeeded: %v, GNU parallel: %v", ok, wantOK)
			}
			if got != want {
				at := 0
				for at < min(len(got), len(want)) && got[at] == want[at] {
					at++
				}
				t.Errorf("output differs at byte %d: %.60q, GNU parallel has %.60q", at, got[max(0, at-10):], want[max(0, at-10):])
			}
		})
	}
}
