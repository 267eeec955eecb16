//go:build cgo && linux && !wayland

package main

// #cgo LDFLAGS: -lX11
// #include <X11/Xlib.h>
// extern int displayLost(Display *);
// static void watch_display(void) { XSetIOErrorHandler(displayLost); }
import "C"

import "os"

// lost is what is done once the X server is gone, nil while there is no window. Only the
// main thread uses it, which Fyne and the X library have to themselves.
var lost func() //nolint:gochecknoglobals // the C library hands its handler nothing of ours

// watchDisplay has the program end in order when the X server is gone: the library would
// otherwise end it at once (XSetIOErrorHandler(3)), with what it has not written yet.
func watchDisplay(ending func()) {
	lost = ending
	C.watch_display()
}

// displayLost is called by the X library, and does not return: the library would end the
// program with a status and a message of its own.
//
//export displayLost
func displayLost(*C.Display) C.int {
	if ending := lost; ending != nil {
		lost = nil
		ending()
	}
	os.Exit(cannotGoOn())
	return 0
}
