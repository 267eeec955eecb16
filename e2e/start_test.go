//go:build e2e && linux

package e2e

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/poolscope/poolscope/e2e/desktop"
)

// door is a display that lets only some in: it hands their connections on to another
// display, and hangs up on all others.
type door struct {
	display  string
	listener net.Listener
	places   int // that are left
	all      sync.WaitGroup
}

// openDoor serves a display of its own for another one. A display is a socket that is
// named by its number (X(7), "DISPLAY NAMES").
func openDoor(t *testing.T, to string, places int) *door {
	t.Helper()
	const first, last = 4712, 4800
	for number := first; number < last; number++ {
		listener, err := net.Listen("unix", fmt.Sprintf("/tmp/.X11-unix/X%d", number))
		if errors.Is(err, os.ErrExist) || err != nil && strings.Contains(err.Error(), "in use") {
			continue
		}
		must(t, err)
		d := &door{display: fmt.Sprintf(":%d", number), listener: listener, places: places}
		d.all.Go(func() { d.serve("/tmp/.X11-unix/X" + strings.TrimPrefix(to, ":")) })
		t.Cleanup(func() {
			_ = listener.Close() // ends serve
			d.all.Wait()
		})
		return d
	}
	t.Fatal("no number is free for a display")
	return nil
}

func (d *door) serve(to string) {
	for {
		client, err := d.listener.Accept()
		if err != nil {
			return // closed
		}
		if d.places--; d.places < 0 {
			_ = client.Close()
			continue
		}
		server, err := net.Dial("unix", to)
		if err != nil {
			_ = client.Close()
			continue
		}
		d.all.Go(func() { pass(client, server) })
		d.all.Go(func() { pass(server, client) })
	}
}

// pass hands on what comes until either side hangs up.
func pass(from, to net.Conn) {
	_, _ = io.Copy(to, from) // the end of a connection is no error here
	_ = from.Close()
	_ = to.Close()
}

// The window is probed first, and opened with another connection: the server may take the
// one and refuse the other.
func TestAServerThatStopsTakingProgramsIsRefusedInOneLine(t *testing.T) {
	const most = 6 // connections that a window needs, and some more
	for name, bin := range programs(t) {
		d := startDesktop(t)
		opened := false
		for places := 0; places <= most && !opened; places++ {
			t.Run(fmt.Sprintf("%s/%d", name, places), func(t *testing.T) {
				door := openDoor(t, d.Display, places)
				environ := append(withoutDisplay(d), "DISPLAY="+door.display)
				p, err := desktop.Launch(environ, bin)
				must(t, err)
				t.Cleanup(p.Kill)
				opened = opensOrRefuses(t, d, p)
			})
		}
		if !opened {
			t.Errorf("%s: no window with %d connections, want one", name, most)
		}
	}
}

func withoutDisplay(d *desktop.Desktop) []string {
	var kept []string
	for _, v := range d.Environ() {
		if !strings.HasPrefix(v, "DISPLAY=") {
			kept = append(kept, v)
		}
	}
	return kept
}

// opensOrRefuses waits for a window, or for one line and exit 3, and tells whether it was
// the window.
func opensOrRefuses(t *testing.T, d *desktop.Desktop, p *desktop.Program) bool {
	t.Helper()
	opened := false
	must(t, desktop.Until(within(t, 10*time.Second), "there is a window, or none any more", func() (bool, error) {
		if p.Ended() {
			return true, nil
		}
		_, err := d.Window(within(t, time.Second), "Poolscope")
		opened = err == nil
		return opened, nil
	}))
	if opened {
		return true
	}
	exit, err := p.Wait(within(t, time.Second))
	must(t, err)
	said := strings.TrimRight(p.Said(), "\n")
	if exit != 3 || strings.Contains(said, "\n") || !strings.HasPrefix(said, "poolscope: ") {
		t.Errorf("exit = %d, wrote %q, want 3 and one line", exit, said)
	}
	return false
}
