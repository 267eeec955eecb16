//go:build linux

// Package desktop is a screen of its own for a program under test: an X server
// that draws into memory, a window manager, a keyboard, and a look at the
// processes behind the window.
package desktop

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Options is how a desktop is set up.
type Options struct {
	Width, Height int      // pixels; 0 is 1280x860
	Server        []string // further arguments of the X server, such as "-extension", "GLX"
	Dir           string   // an empty folder for the home folder and the server's picture
}

// Desktop is a running X server with a window manager. One goroutine uses it.
type Desktop struct {
	Display string // ":7"
	dir     string
	server  *exec.Cmd
	manager *exec.Cmd
	empty   *image.RGBA // the screen before any program
}

// Start returns when the window manager answers. Close ends the desktop.
func Start(ctx context.Context, o Options) (*Desktop, error) {
	if o.Width == 0 {
		o.Width, o.Height = 1280, 860
	}
	if err := os.MkdirAll(filepath.Join(o.Dir, "home"), 0o755); err != nil {
		return nil, fmt.Errorf("make a home folder: %w", err)
	}
	d := &Desktop{dir: o.Dir}
	if err := d.startServer(ctx, o); err != nil {
		return nil, err
	}
	if err := d.startManager(ctx); err != nil {
		d.Close()
		return nil, err
	}
	// The first key switches the server to the keyboard that makes up keys; the
	// window manager binds its own keys anew then, and may miss one meanwhile.
	if err := d.Press(ctx, "Shift_L"); err != nil {
		d.Close()
		return nil, err
	}
	var err error
	if d.empty, err = d.Picture(); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// startServer lets Xvfb choose a free display, which it names once it accepts
// connections (Xserver(1), -displayfd).
func (d *Desktop) startServer(ctx context.Context, o Options) error {
	answer, tell, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("make a pipe: %w", err)
	}
	defer func() { _ = answer.Close() }() // only read from
	args := append([]string{
		"-displayfd", "3", "-fbdir", d.dir, "-nolisten", "tcp", "-noreset",
		"-screen", "0", fmt.Sprintf("%dx%dx24", o.Width, o.Height),
	}, o.Server...)
	d.server = exec.Command("Xvfb", args...)
	d.server.ExtraFiles = []*os.File{tell}
	err = d.server.Start()
	_ = tell.Close() // the server has its own copy
	if err != nil {
		return fmt.Errorf("start Xvfb: %w", err)
	}
	if deadline, ok := ctx.Deadline(); ok {
		// A pipe takes a deadline; where it did not, the read would end with the server.
		_ = answer.SetReadDeadline(deadline)
	}
	line, err := bufio.NewReader(answer).ReadString('\n')
	if err != nil {
		d.Close()
		return fmt.Errorf("wait for Xvfb to name its display: %w", err)
	}
	d.Display = ":" + strings.TrimSpace(line)
	return nil
}

// startManager waits for the command that openbox runs once it manages windows.
// It names itself on the root window before that, and then loses a window that
// comes too early. It runs the command in the home folder.
func (d *Desktop) startManager(ctx context.Context) error {
	d.manager = exec.Command("openbox", "--sm-disable", "--startup", "touch managing")
	d.manager.Env = d.Environ()
	if err := d.manager.Start(); err != nil {
		return fmt.Errorf("start openbox: %w", err)
	}
	return Until(ctx, "the window manager is ready", func() (bool, error) {
		_, err := os.Stat(filepath.Join(d.dir, "home", "managing"))
		return err == nil, nil
	})
}

// Close ends the window manager and the server, and with it every window.
func (d *Desktop) Close() {
	for _, c := range []*exec.Cmd{d.manager, d.server} {
		if c == nil || c.Process == nil {
			continue
		}
		// Wait reports the signal that Kill sent: there is nothing to learn from either.
		_ = c.Process.Kill()
		_ = c.Wait()
	}
}

// Environ returns the environment of a program on this desktop: a home folder of
// its own, no session bus, no other display. The home folder, which no other
// process names, marks all that descends from the program; see Marked.
func (d *Desktop) Environ() []string {
	home := filepath.Join(d.dir, "home")
	return append(Without("DISPLAY", "WAYLAND_DISPLAY", "XDG_", "HOME", "DBUS_", "LANG", "LC_", "FYNE_"),
		"DISPLAY="+d.Display,
		"HOME="+home,
		"XDG_CONFIG_HOME="+filepath.Join(home, ".config"),
		"XDG_DATA_HOME="+filepath.Join(home, ".local/share"),
		"XDG_CACHE_HOME="+filepath.Join(home, ".cache"),
		// Without a bus to refuse, each start may leave a dbus-daemon behind.
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent",
		"LANG=C.UTF-8",
	)
}

// Without returns this process's environment but for the variables whose name
// begins with one of the prefixes.
func Without(prefixes ...string) []string {
	var kept []string
	for _, v := range os.Environ() {
		drop := false
		for _, p := range prefixes {
			drop = drop || strings.HasPrefix(v, p)
		}
		if !drop {
			kept = append(kept, v)
		}
	}
	return kept
}

// Window waits for a visible window whose title contains the words, and gives it
// the focus.
func (d *Desktop) Window(ctx context.Context, title string) (id string, err error) {
	err = Until(ctx, "a window called "+strconv.Quote(title), func() (bool, error) {
		out, err := d.xdotool(ctx, "search", "--onlyvisible", "--name", title)
		id, _, _ = strings.Cut(strings.TrimSpace(out), "\n")
		return err == nil && id != "", nil // no window is an error of the tool's
	})
	if err != nil {
		return "", err
	}
	if _, err := d.xdotool(ctx, "windowactivate", "--sync", id); err != nil {
		return "", err
	}
	return id, nil
}

// Title returns the title of a window.
func (d *Desktop) Title(ctx context.Context, id string) (string, error) {
	return d.xdotool(ctx, "getwindowname", id)
}

// Resize gives a window a size in pixels, without its frame, and returns where on
// the screen it is then. A window that was just opened may take back the size it
// wanted first: the new one has to last.
func (d *Desktop) Resize(ctx context.Context, id string, width, height int) (image.Rectangle, error) {
	const lasting = time.Second
	var place image.Rectangle
	since := time.Now()
	err := Until(ctx, "the window keeps its new size", func() (bool, error) {
		var err error
		place, err = d.place(ctx, id)
		if err == nil && (place.Dx() != width || place.Dy() != height) {
			since = time.Now()
			_, err = d.xdotool(ctx, "windowsize", id, strconv.Itoa(width), strconv.Itoa(height))
		}
		return time.Since(since) > lasting, err
	})
	return place, err
}

// place returns where a window is, without its frame (xwininfo(1); xdotool counts
// the frame twice).
func (d *Desktop) place(ctx context.Context, id string) (image.Rectangle, error) {
	c := exec.CommandContext(ctx, "xwininfo", "-id", id)
	c.Env = d.Environ()
	out, err := c.Output()
	if err != nil {
		return image.Rectangle{}, fmt.Errorf("xwininfo: %w", err)
	}
	value := map[string]int{}
	for line := range strings.Lines(string(out)) {
		name, number, _ := strings.Cut(strings.TrimSpace(line), ":")
		value[name], _ = strconv.Atoi(strings.TrimSpace(number)) // the names asked for below are numbers
	}
	corner := image.Pt(value["Absolute upper-left X"], value["Absolute upper-left Y"])
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(value["Width"], value["Height"]))}, nil
}

// Press types keys, named as in keysymdef.h with "+" between those held
// together: "ctrl+r", "ctrl+period".
func (d *Desktop) Press(ctx context.Context, keys ...string) error {
	if len(keys) == 0 {
		return nil
	}
	_, err := d.xdotool(ctx, append([]string{"key", "--clearmodifiers"}, keys...)...)
	return err
}

// Click moves the pointer to a point of the screen and presses its first button.
func (d *Desktop) Click(ctx context.Context, x, y int) error {
	_, err := d.xdotool(ctx, "mousemove", "--sync", strconv.Itoa(x), strconv.Itoa(y), "click", "1")
	return err
}

// AskToClose lets the window manager send WM_DELETE_WINDOW to the window that
// has the focus, as the button in its title bar does.
func (d *Desktop) AskToClose(ctx context.Context) error { return d.Press(ctx, "alt+F4") }

// xdotool runs the tool to its end and returns what it printed.
func (d *Desktop) xdotool(ctx context.Context, args ...string) (string, error) {
	c := exec.CommandContext(ctx, "xdotool", args...)
	c.Env = d.Environ()
	out, err := c.Output()
	if err != nil {
		return string(out), fmt.Errorf("xdotool %s: %w", strings.Join(args, " "), err)
	}
	return string(out), nil
}

// Until asks every 20 ms whether something is so, and returns nil once it is.
// The error says what was waited for.
func Until(ctx context.Context, what string, so func() (bool, error)) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := so()
		if err != nil {
			return fmt.Errorf("wait until %s: %w", what, err)
		}
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait until %s: %w", what, ctx.Err())
		case <-tick.C:
		}
	}
}
