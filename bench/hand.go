//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

const (
	handWidth, handHeight = 1280, 800
	patience              = 10 * time.Second // with a window that does not answer
	glance                = 500 * time.Microsecond
)

// hand uses a window as a person does, without a process that has to be started for each
// key, and looks at the pixels of the screen.
type hand struct {
	client  *desktop.Client
	screen  *desktop.Screen
	place   image.Rectangle // of the window, without its frame
	control byte            // key
}

// hand returns one for the window, which gets a size of 1280x800. The caller closes it.
func (s *scene) hand(ctx context.Context) (*hand, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	place, err := s.Resize(ctx, s.id, handWidth, handHeight)
	if err != nil {
		return nil, err
	}
	screen, err := s.Screen()
	if err != nil {
		return nil, err
	}
	client, err := s.Dial()
	if err != nil {
		screen.Close()
		return nil, err
	}
	h := &hand{client: client, screen: screen, place: place.Intersect(screen.Bounds())}
	if h.control, err = client.Keycode(desktop.ControlKey); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *hand) close() {
	h.client.Close()
	h.screen.Close()
}

// key returns what presses a key.
func (h *hand) key(code byte) func() error {
	return func() error { return errors.Join(h.client.Hold(code), h.client.Release(code)) }
}

// shortcut returns what presses a key with Control.
func (h *hand) shortcut(code byte) func() error {
	return func() error { return errors.Join(h.client.Hold(h.control, code), h.client.Release(code, h.control)) }
}

// click returns what clicks at a place in the window.
func (h *hand) click(at image.Point) func() error { return h.button(at, 1) }

// button returns what presses a button of the mouse at a place in the window.
func (h *hand) button(at image.Point, button byte) func() error {
	at = at.Add(h.place.Min)
	return func() error { return errors.Join(h.client.Point(at.X, at.Y), h.client.Click(button)) }
}

// time does something and returns the milliseconds until its answer is on the screen.
func (h *hand) time(ctx context.Context, act func() error, shown func() bool) (float64, error) {
	began := time.Now()
	if err := act(); err != nil {
		return 0, err
	}
	for !shown() {
		if time.Since(began) > patience {
			return 0, fmt.Errorf("the window has not answered within %v", patience)
		}
		if err := pause(ctx, glance); err != nil {
			return 0, err
		}
	}
	return float64(time.Since(began)) / float64(time.Millisecond), nil
}

// delay returns how many milliseconds the server takes from being told of a key until it
// has made it up, median of some: Control alone does nothing.
func (h *hand) delay() (float64, error) {
	var took []float64
	for range 50 {
		began := time.Now()
		if err := errors.Join(h.client.Hold(h.control), h.client.Settle()); err != nil {
			return 0, err
		}
		took = append(took, float64(time.Since(began))/float64(time.Millisecond))
		if err := h.client.Release(h.control); err != nil {
			return 0, err
		}
	}
	return median(took), nil
}
