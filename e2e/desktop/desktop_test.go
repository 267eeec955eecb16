//go:build e2e && linux

package desktop

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func start(t *testing.T) *Desktop {
	t.Helper()
	d, err := Start(within(t, 20*time.Second), Options{Width: 640, Height: 480, Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(d.Close)
	return d
}

// xev shows a white window and writes down each event that reaches it (xev(1)).
func TestKeysAndTheCloseMessageReachAWindow(t *testing.T) {
	d := start(t)
	xev, err := d.Launch("xev", "-event", "keyboard")
	must(t, err)
	t.Cleanup(xev.Kill)
	id, err := d.Window(within(t, 10*time.Second), "Event Tester")
	must(t, err)

	must(t, d.Press(within(t, 5*time.Second), "ctrl+r"))
	must(t, Until(within(t, 5*time.Second), "xev names the key", func() (bool, error) {
		return strings.Contains(xev.Said(), "keysym 0x72, r"), nil
	}))

	title, err := d.Title(within(t, 5*time.Second), id)
	must(t, err)
	if got := strings.TrimSpace(title); got != "Event Tester" {
		t.Errorf("title = %q, want %q", got, "Event Tester")
	}

	must(t, d.AskToClose(within(t, 5*time.Second)))
	exit, err := xev.Wait(within(t, 5*time.Second))
	must(t, err)
	if exit != 0 {
		t.Errorf("exit = %d, want 0: the window was killed instead of asked", exit)
	}
}

func TestPictureShowsWhatAppears(t *testing.T) {
	d := start(t)
	before, err := d.Picture()
	must(t, err)
	if got := before.Bounds().Dx(); got != 640 {
		t.Errorf("width = %d, want 640", got)
	}
	if got := Changed(before, before); got != 0 {
		t.Errorf("changed = %v of a picture against itself, want 0", got)
	}
	xev, err := d.Launch("xev")
	must(t, err)
	t.Cleanup(xev.Kill)
	_, err = d.Window(within(t, 10*time.Second), "Event Tester")
	must(t, err)
	must(t, Until(within(t, 5*time.Second), "the window is in the picture", func() (bool, error) {
		now, err := d.Picture()
		// The window is 178 x 178 of 640 x 480 pixels.
		return err == nil && Changed(before, now) > 0.08, err
	}))
}

func TestMarkedFindsAnAdoptedGrandchild(t *testing.T) {
	d := start(t)
	shell, err := d.Launch("sh", "-c", "sleep 60 & echo $!")
	must(t, err)
	t.Cleanup(shell.Kill)
	must(t, Until(within(t, 5*time.Second), "the shell has exited", func() (bool, error) {
		marked, err := Marked("HOME=" + d.dir)
		for _, p := range marked {
			if p.Args[0] == "sleep" && p.Parent != shell.PID {
				orphan, err := os.FindProcess(p.PID)
				must(t, err)
				must(t, orphan.Kill())
				return true, nil
			}
		}
		return false, err
	}))
}

func TestWorkerNameIsReadFromTheCommandLine(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"poolscope-worker Process-12"}, "Process-12"},
		{[]string{"poolscope-worker", "Process-1"}, "Process-1"},
		{[]string{"/usr/bin/poolscope-worker", "Process-3", "x"}, "Process-3"},
		{[]string{"poolscope", "Process-1"}, ""},
		{[]string{"poolscope-worker"}, ""},
		{[]string{""}, ""},
	} {
		if got := (Process{Args: c.args}).WorkerName(); got != c.want {
			t.Errorf("worker name of %q = %q, want %q", c.args, got, c.want)
		}
	}
}
