//go:build linux

package desktop

import (
	"context"
	"fmt"
	"image"
	"os/exec"
	"strconv"
	"time"
)

// Type presses keys one after the other, each for as long as is given: faster than a
// person does, where that is short. They are named as for Press.
func (d *Desktop) Type(ctx context.Context, each time.Duration, keys ...string) error {
	args := []string{"key", "--clearmodifiers", "--delay", strconv.FormatInt(each.Milliseconds(), 10)}
	_, err := d.xdotool(ctx, append(args, keys...)...)
	return err
}

// Hold presses a key down, and lets it go once something is so: meanwhile the server
// repeats the key as it does for a keyboard.
func (d *Desktop) Hold(ctx context.Context, key, what string, so func() (bool, error)) error {
	if _, err := d.xdotool(ctx, "keydown", key); err != nil {
		return err
	}
	waited := Until(ctx, what, so)
	if _, err := d.xdotool(context.WithoutCancel(ctx), "keyup", key); err != nil {
		return err
	}
	return waited
}

// Place returns where on the screen a window is, in pixels, without its frame.
func (d *Desktop) Place(ctx context.Context, id string) (image.Rectangle, error) {
	return d.place(ctx, id)
}

// AskSize asks the window manager once for a size in pixels, without the frame. The window
// has it later, or another one: see Place.
func (d *Desktop) AskSize(ctx context.Context, id string, width, height int) error {
	_, err := d.xdotool(ctx, "windowsize", id, strconv.Itoa(width), strconv.Itoa(height))
	return err
}

// AskFullScreen asks the window manager to have a window fill the screen, or to give it
// back the size that it had (wmctrl(1)).
func (d *Desktop) AskFullScreen(ctx context.Context, id string, full bool) error { //nolint:revive // the boolean is the state that is asked for
	change := "remove,fullscreen"
	if full {
		change = "add,fullscreen"
	}
	c := exec.CommandContext(ctx, "wmctrl", "-i", "-r", id, "-b", change)
	c.Env = d.Environ()
	if err := c.Run(); err != nil {
		return fmt.Errorf("wmctrl -b %s: %w", change, err)
	}
	return nil
}

// KillServer ends the X server at once, as a crash of it would.
func (d *Desktop) KillServer() error {
	if err := d.server.Process.Kill(); err != nil {
		return fmt.Errorf("kill the X server: %w", err)
	}
	_ = d.server.Wait() // says by which signal it ended
	return nil
}

// PressAndMove presses a key, and moves the pointer to and fro between two points of the
// screen right after, so many times.
func (d *Desktop) PressAndMove(ctx context.Context, key string, here, there image.Point, times int) error {
	args := []string{"key", "--delay", "0", key}
	for range times {
		for _, at := range []image.Point{here, there} {
			args = append(args, "mousemove", strconv.Itoa(at.X), strconv.Itoa(at.Y))
		}
	}
	_, err := d.xdotool(ctx, args...)
	return err
}
