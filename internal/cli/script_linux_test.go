package cli

import (
	"strings"
	"testing"
)

func TestAScriptThatLeavesOutItsInputIsSaidOnce(t *testing.T) {
	for _, tt := range []struct {
		line []string
		want int
	}{
		{[]string{"run", "--shell", "echo {}", ":::", "a", "b"}, 1},
		{[]string{"run", "--dry-run", "--shell", "echo {}", ":::", "a", "b"}, 1},
		{[]string{"run", "--shell", `echo "$1"`, ":::", "a"}, 0},
		{[]string{"run", "-q", "--shell", "echo {}", ":::", "a"}, 0},
		{[]string{"run", "--", "echo", "{}", ":::", "a"}, 0},
	} {
		out, err := program(t, tt.line...).CombinedOutput()
		if got := strings.Count(string(out), `write "$1"`); got != tt.want || err != nil {
			t.Errorf("%q: %d hints (%v), want %d; said %.300q", tt.line, got, err, tt.want, out)
		}
	}
}

func TestKeepOrderIsTheDefaultAndNotForUnordered(t *testing.T) {
	for _, flag := range []string{"-k", "--keep-order"} {
		out, err := program(t, "run", "-q", "-j", "2", flag, "--shell", `sleep "$1"; echo "$1"`, ":::", "0.2", "0").Output()
		if got, want := string(out), "0.2\n0\n"; got != want || err != nil {
			t.Errorf("%s: %q (%v), want %q", flag, got, err, want)
		}
		status, _, errs := typed(t, "run", flag, "--method", "imap_unordered", "--", "echo", ":::", "a")
		if status != exitUsage || !strings.Contains(errs, "imap_unordered") {
			t.Errorf("%s with imap_unordered: status %d, %q; want %d and why", flag, status, errs, exitUsage)
		}
	}
}
