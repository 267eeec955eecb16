package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// recording runs poolscope in a folder of its own, as a shell starts it that has done
// something before.
func recording(t *testing.T, before string, args ...string) (status int, stdout, stderr []byte, dir string) {
	t.Helper()
	cmd := limited(t, before, args...)
	var out, err bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = t.TempDir(), &out, &err
	killAfter(t, cmd, 30*time.Second)
	status = statusOf(t, cmd.Run())
	return status, out.Bytes(), err.Bytes(), cmd.Dir
}

func TestRecordHasWhatJSONHas(t *testing.T) {
	for name, args := range map[string][]string{
		"run":   {"run", "--json", "--every", "20ms", "--record", "r.jsonl", "--shell", "sleep 0.2", "--", ":::", "a", "b", "c"},
		"watch": {"watch", "--json", "--every", "20ms", "--record", "r.jsonl", "--log", "log", "--", "sh", "-c", "sleep 0.2 & wait"},
	} {
		status, stdout, stderr, dir := recording(t, "umask 0", args...)
		if status != 0 {
			t.Errorf("%s: status %d, stderr %q, want 0", name, status, stderr)
		}
		path := filepath.Join(dir, "r.jsonl")
		recorded := readAll(t, path)
		if !bytes.Equal(recorded, stdout) || bytes.Count(recorded, []byte(`"event":"sample"`)) < 3 {
			t.Errorf("%s: the record has %d bytes, standard output %d, want the same, with samples", name, len(recorded), len(stdout))
		}
		if name == "watch" && !bytes.Equal(recorded, readAll(t, filepath.Join(dir, "log"))) {
			t.Error("watch: --log and --record differ")
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode = %v, %v, want 0600", name, info.Mode(), err)
		}
	}
}

func TestRecordOfCSVHasTheSamplesAlone(t *testing.T) {
	for name, args := range map[string][]string{
		"run":   {"run", "--every", "20ms", "--record", "r.csv", "--shell", "sleep 0.2", "--", ":::", "a", "b"},
		"watch": {"watch", "--every", "20ms", "--record", "r.csv", "--", "sleep", "0.2"},
	} {
		status, _, stderr, dir := recording(t, ":", args...)
		lines := strings.Split(strings.TrimSuffix(string(readAll(t, filepath.Join(dir, "r.csv"))), "\r\n"), "\r\n")
		if status != 0 || lines[0] != "at_s,pid,worker,cpu_percent_of_core,rss_bytes,pss_bytes,threads,core,state" || len(lines) < 4 {
			t.Errorf("%s: status %d, stderr %q, %d lines from %q on; want samples", name, status, stderr, len(lines), lines[0])
		}
		for _, line := range lines {
			if strings.Count(line, ",") != 8 {
				t.Errorf("%s: line %q, want 9 fields", name, line)
			}
		}
	}
}

// A limit on the size of files stands for the full disk.
func TestRecordThatTheDiskHasNoRoomForIsSaidAndTheRunGoesOn(t *testing.T) {
	for name, args := range map[string][]string{
		"run":       {"run", "--every", "10ms", "--record", "r.jsonl", "--shell", "sleep 0.3", "--", ":::", "a", "b", "c"},
		"quiet run": {"run", "-q", "-j", "2", "--every", "10ms", "--record", "r.jsonl", "--shell", "sleep 0.3; echo $1", "--", ":::", "a", "b", "c"},
		"watch":     {"watch", "-q", "--every", "10ms", "--record", "r.jsonl", "--", "sh", "-c", "sleep 1; echo whole"},
	} {
		status, stdout, stderr, dir := recording(t, "ulimit -f 2; trap '' XFSZ", args...)
		if said := "write the record r.jsonl: file too large"; status != 1 || strings.Count(string(stderr), said) != 1 {
			t.Errorf("%s: status %d, stderr %q, want 1 and %q once", name, status, stderr, said)
		}
		if want := map[string]string{"quiet run": "a\nb\nc\n", "watch": "whole\n"}[name]; string(stdout) != want {
			t.Errorf("%s: stdout = %q, want %q", name, stdout, want)
		}
		recorded := readAll(t, filepath.Join(dir, "r.jsonl"))
		if len(recorded) == 0 || len(recorded) > 2048 || !bytes.HasSuffix(recorded, []byte("}\n")) {
			t.Errorf("%s: the record has %d bytes and ends in %q, want whole lines", name, len(recorded), recorded[max(0, len(recorded)-10):])
		}
	}
}

func TestRecordThatIsThereIsKept(t *testing.T) {
	for name, args := range map[string][]string{
		"run":   {"run", "--record", "r.csv", "--log", "log", "--", "touch", "ran", ":::", "a"},
		"watch": {"watch", "--record", "r.csv", "--", "touch", "ran"},
	} {
		status, _, stderr, dir := recording(t, "echo mine > r.csv", args...)
		if status != 2 || !strings.Contains(string(stderr), "r.csv is there already: name a new file") {
			t.Errorf("%s: status %d, stderr %q, want 2 and that it is there", name, status, stderr)
		}
		left, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(left) != 1 || string(readAll(t, left[0])) != "mine\n" {
			t.Errorf("%s: files %q, %v, want r.csv as it was", name, left, err)
		}
	}
}

func TestRecordOfWhatNeverBeganIsNotThere(t *testing.T) {
	for name, args := range map[string][]string{
		"command that is not there": {"run", "--record", "r.csv", "--", "./no-such-program", ":::", "a"},
		"log that is there":         {"run", "--record", "r.csv", "--log", "log", "--", "true", ":::", "a"},
		"nobody to watch":           {"watch", "--record", "r.csv", "--", "./no-such-program"},
		"log that cannot be":        {"watch", "--record", "r.csv", "--log", "no/log", "--", "true"},
	} {
		status, _, stderr, dir := recording(t, "echo > log", args...)
		if _, err := os.Lstat(filepath.Join(dir, "r.csv")); status != 2 || err == nil {
			t.Errorf("%s: status %d, record there: %v, stderr %q; want 2 and none", name, status, err == nil, stderr)
		}
	}
}

func TestRecordNeedsAName(t *testing.T) {
	for _, command := range []string{"run", "watch"} {
		status, _, stderr, _ := recording(t, ":", command, "--record", "", "--", "true")
		if status != 2 || !strings.Contains(string(stderr), "--record: the name is empty") {
			t.Errorf("%s: status %d, stderr %q, want 2 and that the name is empty", command, status, stderr)
		}
	}
}
