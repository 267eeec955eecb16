//go:build cgo

package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"log"
	"os"
	"strings"
	"time"

	"github.com/go-gl/glfw/v3.3/glfw"
)

// patience is how long a display may take to answer: on a machine whose cores all have
// plenty to do, one and a half seconds were seen. GLFW belongs to the main thread, which
// can't be taken back from a call that hangs: the program ends.
const patience = 5 * time.Second

// probe says why no window can be opened. Without a display Fyne panics, and
// without OpenGL it waits for ever with nothing on the screen; so a hidden window
// is opened and destroyed the way Fyne would. room is what the screen has for
// windows, in its own units, zero where that is not known.
func probe() (room image.Point, err error) {
	if err := displayNamed(); err != nil {
		return image.Point{}, err
	}
	late := time.AfterFunc(patience, func() {
		os.Exit(cannotOpen(fmt.Errorf("the display did not answer within %v", patience)))
	})
	defer late.Stop()
	said := overheard()
	defer func() {
		r := recover()
		switch text := said(); {
		case text != "" && (r != nil || err != nil):
			err = errors.New(text)
		case r != nil:
			err = fmt.Errorf("OpenGL: %v", r)
		}
	}()
	return openHidden()
}

// overheard keeps what is logged until the function it returns is called:
// go-gl/glfw logs why a display can't be opened and then goes on.
func overheard() func() string {
	var said bytes.Buffer
	flags := log.Flags()
	log.SetOutput(&said)
	log.SetFlags(0)
	return func() string {
		log.SetOutput(os.Stderr)
		log.SetFlags(flags)
		return strings.Join(strings.Fields(said.String()), " ")
	}
}

func openHidden() (room image.Point, err error) {
	if err := glfw.Init(); err != nil {
		return image.Point{}, fmt.Errorf("open the display: %w", err)
	}
	defer glfw.Terminate()
	glfw.WindowHint(glfw.Visible, glfw.False)
	// What Fyne asks for (internal/driver/glfw/glfw_core.go).
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 1)
	w, err := glfw.CreateWindow(16, 16, "display probe", nil, nil)
	if err != nil {
		return image.Point{}, fmt.Errorf("open a window with OpenGL 2.1: %w", err)
	}
	w.Destroy()
	if monitor := glfw.GetPrimaryMonitor(); monitor != nil {
		_, _, room.X, room.Y = monitor.GetWorkarea()
	}
	return room, nil
}
