//go:build e2e && linux

package e2e

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

func kill(t *testing.T, pid int) {
	t.Helper()
	must(t, syscall.Kill(pid, syscall.SIGKILL))
}

// refuses expects exit 3 soon, and one line that names the way out. What has a server to
// ask waits for it: on a busy machine that alone took 1.5 s.
func refuses(t *testing.T, environ []string, bin string) {
	t.Helper()
	began := time.Now()
	p, err := desktop.Launch(environ, bin)
	must(t, err)
	t.Cleanup(p.Kill)
	exit, err := p.Wait(within(t, 20*time.Second))
	if err != nil {
		t.Fatalf("%v; the program wrote:\n%s", err, p.Said())
	}
	if exit != 3 {
		t.Errorf("exit = %d, want 3", exit)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v, want at most 5 s", took)
	}
	said := strings.TrimRight(p.Said(), "\n")
	if strings.Contains(said, "\n") || !strings.Contains(said, "poolscope run") {
		t.Errorf("the program wrote %q, want one line that names `poolscope run`", said)
	}
}

func TestNoDisplayIsRefused(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			refuses(t, append(desktop.Without("DISPLAY", "WAYLAND_DISPLAY", "DBUS_"),
				"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"), bin)
		})
	}
}

func TestDisplayThatIsNotThereIsRefused(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			refuses(t, append(desktop.Without("DISPLAY", "WAYLAND_DISPLAY", "DBUS_"),
				"DISPLAY=:"+noDisplay(t), "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"), bin)
		})
	}
}

// noDisplay returns the number of a display that nobody serves.
func noDisplay(t *testing.T) string {
	t.Helper()
	const number = "4711"
	if _, err := os.Stat("/tmp/.X11-unix/X" + number); err == nil {
		t.Fatalf("somebody serves display :%s", number)
	}
	return number
}

func TestDisplayWithoutOpenGLIsRefused(t *testing.T) {
	for name, bin := range programs(t) {
		t.Run(name, func(t *testing.T) {
			refuses(t, startDesktop(t, "-extension", "GLX").Environ(), bin)
		})
	}
}
