package cli

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

func TestWatchingAboveItsBudgetSaysThatItReadsLessOften(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("sleep", "60")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	pid := strconv.Itoa(cmd.Process.Pid)
	status, out, errs := typed(t, "watch", pid, "--every", "10ms", "--budget", "0.01", "--for", "7s")
	if status != 0 || !strings.Contains(out+errs, "its budget is 0.0 %: it reads every ") {
		t.Errorf("status %d, stdout %q, stderr %q; want 0 and what the budget changed", status, out, errs)
	}
}

func TestARunAboveItsBudgetSaysThatItReadsLessOften(t *testing.T) {
	t.Parallel()
	status, out, errs := typed(t, "run", "--every", "10ms", "--budget", "0.01", "--no-output", "--", "sleep", ":::", "7.5")
	if want := "\nSampling took "; status != 0 || out != "" || !strings.Contains(errs, want) || !strings.Contains(errs, "its budget is 0.0 %: it reads every ") {
		t.Errorf("status %d, stdout %q, stderr %q; want 0 and what the budget changed", status, out, errs)
	}
}
