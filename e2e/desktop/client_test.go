//go:build e2e && linux

package desktop

import (
	"errors"
	"image"
	"os"
	"strings"
	"testing"
	"time"
)

func dial(t *testing.T, d *Desktop) *Client {
	t.Helper()
	c, err := d.Dial()
	must(t, err)
	t.Cleanup(c.Close)
	return c
}

func TestAClientsKeysReachAWindow(t *testing.T) {
	d := start(t)
	xev, err := d.Launch("xev", "-event", "keyboard")
	must(t, err)
	t.Cleanup(xev.Kill)
	_, err = d.Window(within(t, 10*time.Second), "Event Tester")
	must(t, err)
	c := dial(t, d)
	key, err := c.Keycode('r')
	must(t, err)
	control, err := c.Keycode(ControlKey)
	must(t, err)

	must(t, c.Hold(control, key))
	must(t, c.Release(key, control))
	must(t, Until(within(t, 5*time.Second), "xev names both keys", func() (bool, error) {
		said := xev.Said()
		return strings.Contains(said, "keysym 0x72, r") && strings.Contains(said, "Control_L"), nil
	}))
}

func TestWhatAppearsIsCountedAndSeen(t *testing.T) {
	d := start(t)
	c := dial(t, d)
	screen, err := d.Screen()
	must(t, err)
	t.Cleanup(screen.Close)
	must(t, c.WatchDrawing())
	if n, err := c.Pictures(); err != nil || n != 0 {
		t.Errorf("pictures of an empty desktop = %d, %v, want 0", n, err)
	}
	before := screen.Pixel(image.Pt(320, 240))

	xev, err := d.Launch("xev", "-geometry", "600x400+10+10")
	must(t, err)
	t.Cleanup(xev.Kill)
	must(t, Until(within(t, 10*time.Second), "the pixel in the middle has another colour", func() (bool, error) {
		return screen.Pixel(image.Pt(320, 240)) != before, nil
	}))
	picture, err := d.Picture()
	must(t, err)
	red, green, blue, _ := picture.At(320, 240).RGBA()
	if got, want := screen.Pixel(image.Pt(320, 240)), red>>8<<16|green>>8<<8|blue>>8; got != want {
		t.Errorf("pixel = %#x, want %#x as in the picture", got, want)
	}
	if n, err := c.Pictures(); err != nil || n == 0 {
		t.Errorf("pictures once a window came = %d, %v, want some", n, err)
	}
}

func TestAWindowThatDoesNotAnswerIsSaid(t *testing.T) {
	d := start(t)
	xev, err := d.Launch("xev", "-event", "keyboard") // takes no part in _NET_WM_PING
	must(t, err)
	t.Cleanup(xev.Kill)
	id, err := d.Window(within(t, 10*time.Second), "Event Tester")
	must(t, err)
	if err := dial(t, d).Answers(within(t, time.Second), id); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("answer = %v, want that none came in time", err)
	}
}
