//go:build linux

package desktop

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// The requests of the core protocol that are used (X11 protocol, appendix B).
const (
	xGetInputFocus      = 43
	xQueryExtension     = 98
	xGetKeyboardMapping = 101
)

// Sizes of what the protocol sends: all but the setup begins with so many bytes.
const (
	xUnit   = 4
	xPacket = 32
	xReply  = 1    // first byte of a reply; 0 is an error, anything else an event
	xSent   = 0x80 // added to an event that another client sent
)

// Client is a connection to a desktop's X server that knows no more of the protocol
// than it needs: it makes up keys and clicks (XTEST), and counts what is drawn (DAMAGE),
// both without a process that would have to be started first. One goroutine uses it.
type Client struct {
	conn          net.Conn
	root          uint32
	nextID        uint32 // of what the client makes
	first, last   byte   // keycodes
	test, damage  byte   // major opcodes, 0 where the server lacks the extension
	damageHappens byte   // type of the event
	instants      []uint32

	protocols, pings uint32 // the numbers of names, see Answers
	asks             uint32 // how often a window was asked
}

// Dial connects to the desktop's server. The caller closes the client.
func (d *Desktop) Dial() (*Client, error) {
	conn, err := net.Dial("unix", "/tmp/.X11-unix/X"+strings.TrimPrefix(d.Display, ":"))
	if err != nil {
		return nil, fmt.Errorf("connect to the X server: %w", err)
	}
	c := &Client{conn: conn}
	if err := c.begin(); err != nil {
		c.Close()
		return nil, fmt.Errorf("connect to the X server: %w", err)
	}
	return c, nil
}

// Close ends the connection.
func (c *Client) Close() { _ = c.conn.Close() }

// begin says hello, and asks for the extensions.
func (c *Client) begin() error {
	if _, err := c.conn.Write([]byte{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0}); err != nil {
		return fmt.Errorf("say hello: %w", err)
	}
	head := make([]byte, 8)
	if _, err := io.ReadFull(c.conn, head); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	body := make([]byte, xUnit*int(binary.LittleEndian.Uint16(head[6:])))
	if _, err := io.ReadFull(c.conn, body); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if head[0] != xReply {
		return fmt.Errorf("the server refused: %s", body)
	}
	c.setUp(body)
	var err error
	if c.test, _, err = c.extension("XTEST"); err != nil {
		return err
	}
	c.damage, c.damageHappens, err = c.extension("DAMAGE")
	return err
}

// setUp reads what the server told of itself: the vendor's name and the formats of
// pixels stand before the screen, which begins with its root window.
func (c *Client) setUp(body []byte) {
	c.nextID = binary.LittleEndian.Uint32(body[4:])
	vendor, formats := int(binary.LittleEndian.Uint16(body[16:])), int(body[21])
	c.first, c.last = body[26], body[27]
	screen := 32 + (vendor+xUnit-1)/xUnit*xUnit + 8*formats
	c.root = binary.LittleEndian.Uint32(body[screen:])
}

// extension returns the numbers of an extension's requests and of its first event.
func (c *Client) extension(name string) (opcode, event byte, err error) {
	request := binary.LittleEndian.AppendUint16([]byte{xQueryExtension, 0, 0, 0}, uint16(len(name)))
	answer, err := c.ask(append(append(request, 0, 0), name...))
	if err != nil {
		return 0, 0, fmt.Errorf("ask for %s: %w", name, err)
	}
	if answer[8] == 0 {
		return 0, 0, fmt.Errorf("the server has no %s", name)
	}
	return answer[9], answer[10], nil
}

// send sends a request, whose length it fills in.
func (c *Client) send(request []byte) error {
	for len(request)%xUnit != 0 {
		request = append(request, 0)
	}
	binary.LittleEndian.PutUint16(request[2:], uint16(len(request)/xUnit))
	if _, err := c.conn.Write(request); err != nil {
		return fmt.Errorf("send to the X server: %w", err)
	}
	return nil
}

// ask sends a request and returns the reply. Events that come before are noted.
func (c *Client) ask(request []byte) ([]byte, error) {
	if err := c.send(request); err != nil {
		return nil, err
	}
	for {
		packet := make([]byte, xPacket)
		if _, err := io.ReadFull(c.conn, packet); err != nil {
			return nil, fmt.Errorf("read from the X server: %w", err)
		}
		switch packet[0] {
		case 0:
			return nil, fmt.Errorf("the X server refused request %d with error %d", packet[10], packet[1])
		case xReply:
			more := make([]byte, xUnit*int(binary.LittleEndian.Uint32(packet[4:])))
			_, err := io.ReadFull(c.conn, more)
			return append(packet, more...), err
		default:
			c.note(packet)
		}
	}
}

// Settle returns once the server has done all that was sent before: it answers in
// order.
func (c *Client) Settle() error {
	_, err := c.ask([]byte{xGetInputFocus, 0, 0, 0})
	return err
}

// id makes a name for what the client makes.
func (c *Client) id() uint32 {
	c.nextID++
	return c.nextID
}

var errNoKey = errors.New("no key of the keyboard has the symbol")
