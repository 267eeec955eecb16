//go:build linux

package desktop

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
)

// Requests and events of the core protocol that a window is asked with.
const (
	xChangeWindowAttributes = 2
	xInternAtom             = 16
	xSendEvent              = 25
	xClientMessage          = 33
	xEventMask              = 1 << 11 // the attribute of a window
	xSubstructureNotify     = 1 << 19
)

// Answers waits until the program of a window has seen to all keys and clicks before, and
// has drawn what came of them: it asks twice whether the program still answers
// (_NET_WM_PING of the window manager's specification, EWMH 1.5), since GLFW answers when it
// takes the events of its window, which Fyne does before each picture. What the program does
// on another goroutine may still be to come.
func (c *Client) Answers(ctx context.Context, id string) error {
	window, err := strconv.ParseUint(id, 10, 32)
	if err != nil {
		return fmt.Errorf("ask the window %q: %w", id, err)
	}
	if err := c.listen(); err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = c.conn.SetReadDeadline(deadline) // a socket takes one; else the test's own ends it
	}
	for range 2 {
		if err := c.ping(uint32(window)); err != nil {
			return fmt.Errorf("wait for the window to answer: %w", err)
		}
	}
	return nil
}

// listen has the client told of the answers, which are sent to the root window.
func (c *Client) listen() error {
	if c.asks != 0 {
		return nil
	}
	var err error
	if c.protocols, err = c.atom("WM_PROTOCOLS"); err != nil {
		return err
	}
	if c.pings, err = c.atom("_NET_WM_PING"); err != nil {
		return err
	}
	request := words([]byte{xChangeWindowAttributes, 0, 0, 0}, c.root, xEventMask, xSubstructureNotify)
	return c.send(request)
}

// atom returns the server's number of a name.
func (c *Client) atom(name string) (uint32, error) {
	request := binary.LittleEndian.AppendUint16([]byte{xInternAtom, 0, 0, 0}, uint16(len(name)))
	answer, err := c.ask(append(append(request, 0, 0), name...))
	if err != nil {
		return 0, fmt.Errorf("ask for the number of %s: %w", name, err)
	}
	return binary.LittleEndian.Uint32(answer[8:]), nil
}

// ping asks a window and waits for its answer, which carries the number of the question
// where a time would be.
func (c *Client) ping(window uint32) error {
	c.asks++
	request := words([]byte{xSendEvent, 0, 0, 0}, window, 0)
	request = words(append(request, xClientMessage, 32, 0, 0), window, c.protocols, c.pings, c.asks, window, 0, 0)
	if err := c.send(request); err != nil {
		return err
	}
	for packet := make([]byte, xPacket); ; {
		if _, err := io.ReadFull(c.conn, packet); err != nil {
			return fmt.Errorf("read from the X server: %w", err)
		}
		if packet[0] == 0 {
			return fmt.Errorf("the X server refused request %d with error %d", packet[10], packet[1])
		}
		if c.answered(packet) {
			return nil
		}
		c.note(packet)
	}
}

// answered tells whether an event is the answer to the last question.
func (c *Client) answered(event []byte) bool {
	word := func(i int) uint32 { return binary.LittleEndian.Uint32(event[xUnit*i:]) }
	return event[0]&^xSent == xClientMessage && word(2) == c.protocols && word(3) == c.pings && word(4) == c.asks
}

// words appends numbers to a request.
func words(request []byte, numbers ...uint32) []byte {
	for _, n := range numbers {
		request = binary.LittleEndian.AppendUint32(request, n)
	}
	return request
}
