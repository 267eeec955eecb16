package cli

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// everyByte are names of files with every byte that a name can have, alone and within.
func everyByte() []string {
	var names []string
	for b := 1; b < 256; b++ {
		c := string([]byte{byte(b)})
		if c == "/" {
			continue
		}
		if c != "." { // the folder itself
			names = append(names, c)
		}
		names = append(names, "a"+c+"b")
	}
	return names
}

// byteLines are commands that are the same under GNU parallel.
func byteLines() map[string][]string {
	return map[string][]string{
		"opened":  {"cat", "./{}"},
		"written": {"printf", "<%s>", "x{}y", "{/}", "{//}", "{#}"},
	}
}

func TestEveryByteOfANameArrivesAsUnderGNUParallel(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	parallel := gnuParallel(t)
	dir, names := t.TempDir(), everyByte()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	stdin := strings.Join(names, "\x00") + "\x00"
	output := func(t *testing.T, cmd *exec.Cmd) []byte {
		t.Helper()
		var stderr bytes.Buffer
		cmd.Dir, cmd.Stdin, cmd.Stderr = dir, strings.NewReader(stdin), &stderr
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir()) // GNU parallel keeps files there
		out, err := cmd.Output()
		if err != nil {
			t.Errorf("%.20q: %v, %.300q", cmd.Args, err, stderr.String())
		}
		return out
	}
	for name, words := range byteLines() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := output(t, program(t, slices.Concat([]string{"run", "-q", "-0", "-j2", "--"}, words)...))
			want := output(t, exec.Command(parallel, slices.Concat([]string{"--will-cite", "-q", "-k", "-0", "-j2"}, words)...))
			if i := differAt(got, want); i >= 0 {
				t.Errorf("output differs at byte %d: %.40q, GNU parallel has %.40q", i, got[max(0, i-10):], want[max(0, i-10):])
			}
		})
	}
}

// differAt returns where two texts differ first, -1 if they do not.
func differAt(a, b []byte) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

// The lines of a dry run do in a shell what the run does: each name opens its own file.
func TestADryRunOfEveryByteOpensTheSameFiles(t *testing.T) {
	dir, names := t.TempDir(), everyByte()
	for i, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte{byte('A' + i%26)}, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	output := func(flags ...string) []byte {
		t.Helper()
		cmd := program(t, slices.Concat([]string{"run", "-0"}, flags, []string{"--", "cat", "./{}"})...)
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(strings.Join(names, "\x00")+"\x00")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", flags, err)
		}
		return out
	}
	shell := exec.Command("/bin/sh")
	shell.Dir, shell.Stdin = dir, bytes.NewReader(output("--dry-run"))
	got, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("sh: %v, %.300q", err, got)
	}
	want := output("-q")
	if i := differAt(got, want); i >= 0 || len(want) != len(names) {
		t.Errorf("output differs at byte %d of %d: %.40q, that of the run is %.40q", i, len(want), got[max(0, i-10):], want[max(0, i-10):])
	}
}
