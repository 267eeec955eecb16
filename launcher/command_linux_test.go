package launcher

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// spoken starts a speaker from a thread of its own, as a spawner does, and returns
// what it writes to the wire and to its other streams once its input is closed.
func spoken(t *testing.T, s Speaker, input string) (answer, stdout, stderr string) {
	t.Helper()
	c, err := newCommand(Config{Speaker: &s})
	if err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread() // not unlocked: its mask is changed
	blocked := unix.Sigset_t{}
	blocked.Val[0] = 1<<(unix.SIGTERM-1) | 1<<(unix.SIGUSR1-1)
	if err := unix.PthreadSigmask(unix.SIG_SETMASK, &blocked, nil); err != nil {
		t.Fatal(err)
	}
	clearSignalMask()
	p, err := c.start("Process-1", "secret")
	if err != nil {
		t.Fatal(err)
	}
	p.left = func() bequest { return bequest{} }
	if _, err := io.WriteString(p.to, input); err != nil {
		t.Error(err)
	}
	_ = p.to.Close()
	read := func(f *os.File) string {
		if f == nil {
			return ""
		}
		text, err := io.ReadAll(f)
		if err != nil {
			t.Error(err)
		}
		_ = f.Close()
		return string(text)
	}
	answer, stdout, stderr = read(p.from), read(p.stdout), read(p.stderr)
	if end := p.wait(func() {}); end.code == nil || *end.code != 0 {
		t.Errorf("speaker ended with %s, want exit code 0", end)
	}
	return answer, stdout, stderr
}

func TestSpeakerHasTheWireOnItsStandardStreams(t *testing.T) {
	dir := t.TempDir()
	s := Speaker{
		Argv: []string{"sh", "-c", `cat; pwd; echo "$NEW"; env | grep POOLSCOPE; ls /proc/self/fd >&2`}, Dir: dir, Env: []string{"NEW=value"},
	}
	answer, stdout, stderr := spoken(t, s, "line\n")
	if want := "line\n" + dir + "\nvalue\n"; answer != want || stdout != "" {
		t.Errorf("wire %q, stdout %q; want %q and nothing", answer, stdout, want)
	}
	if want := "0\n1\n2\n3\n"; stderr != want { // 3 is the listed folder itself
		t.Errorf("descriptors %q, want %q", stderr, want)
	}
}

func TestSpeakerHasTheWireInside(t *testing.T) {
	s := Speaker{Argv: []string{"sh", "-c", `cat <&3 >&4; wc -c; env | grep POOLSCOPE; echo err >&2`}, Inside: true}
	answer, stdout, stderr := spoken(t, s, "line\n")
	if answer != "line\n" || strings.TrimSpace(stdout) != "0" || stderr != "err\n" {
		t.Errorf("wire %q, stdout %q, stderr %q; want the line, an empty input, and err", answer, stdout, stderr)
	}
}

func TestASpeakersSignalsAreAsIfNobodyBlockedThem(t *testing.T) {
	answer, _, _ := spoken(t, Speaker{Argv: []string{"grep", "Sig[BI]", "/proc/self/status"}}, "")
	var blocked, ignored uint64
	if _, err := fmt.Sscanf(answer, "SigBlk:\t%x\nSigIgn:\t%x\n", &blocked, &ignored); err != nil {
		t.Fatal(err)
	}
	// The first two real-time signals are the C library's own (nptl(7)), which the race
	// detector brings along.
	if own := uint64(0b11 << 31); blocked&^own != 0 || ignored&^own != 0 {
		t.Errorf("signals = %q, want none blocked and none ignored", answer)
	}
}

func TestAProgramThatWasJustWrittenIsTriedAgain(t *testing.T) {
	script := filepath.Join(t.TempDir(), "speaker")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho ready\n"), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	writer, err := os.OpenFile(script, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(10*time.Millisecond, func() { _ = writer.Close() })
	if answer, _, _ := spoken(t, Speaker{Argv: []string{script}}, ""); answer != "ready\n" {
		t.Errorf("answer = %q, want ready", answer)
	}
}

func TestASpeakerThatCannotBeIsNamed(t *testing.T) {
	noScript := filepath.Join(t.TempDir(), "no-script")
	if err := os.WriteFile(noScript, []byte("echo hello\n"), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	for _, c := range []struct {
		speaker Speaker
		want    string
	}{
		{Speaker{}, "needs a program"},
		{Speaker{Argv: []string{"no-such-program"}}, `"no-such-program" is in no folder of PATH`},
		{Speaker{Argv: []string{"cat"}, Dir: "/no/such/folder"}, "/no/such/folder"},
		{Speaker{Argv: []string{"cat"}, Dir: "/etc/passwd"}, "/etc/passwd is not a folder"},
		{Speaker{Argv: []string{"/no/such/program"}}, "/no/such/program: no such file"},
		{Speaker{Argv: []string{noScript}}, "no-script: exec format error: a script needs a first line"},
	} {
		command, err := newCommand(Config{Speaker: &c.speaker})
		if err == nil {
			_, err = command.start("Process-1", "secret")
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q in it", c.speaker, err, c.want)
		}
	}
}
