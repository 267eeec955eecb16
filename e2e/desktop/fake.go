//go:build linux

package desktop

import (
	"encoding/binary"
	"fmt"
)

// The one request of XTEST that is used, and what it makes up (xtestproto, 2.2).
const (
	testFakeInput    = 2
	fakeKeyDown      = 2
	fakeKeyUp        = 3
	fakeButtonDown   = 4
	fakeButtonUp     = 5
	fakeMotion       = 6
	fakeRequestBytes = 36
)

// Symbols of keys, as in keysymdef.h. Letters and digits are their own.
const (
	ControlKey  = 0xffe3
	PageDownKey = 0xff56
	PageUpKey   = 0xff55
	HomeKey     = 0xff50
	EndKey      = 0xff57
	BackKey     = 0xff08
	EscapeKey   = 0xff1b
)

// Keycode returns the key that has a symbol without Shift.
func (c *Client) Keycode(symbol uint32) (byte, error) {
	answer, err := c.ask([]byte{xGetKeyboardMapping, 0, 0, 0, c.first, c.last - c.first + 1, 0, 0})
	if err != nil {
		return 0, fmt.Errorf("ask for the keyboard: %w", err)
	}
	each := int(answer[1]) // symbols of a key
	for i := 0; xPacket+(i*each+1)*xUnit <= len(answer); i++ {
		if binary.LittleEndian.Uint32(answer[xPacket+i*each*xUnit:]) == symbol {
			return c.first + byte(i), nil
		}
	}
	return 0, fmt.Errorf("key %#x: %w", symbol, errNoKey)
}

// Hold presses keys and keeps them down.
func (c *Client) Hold(keycodes ...byte) error { return c.fakeAll(fakeKeyDown, keycodes) }

// Release lets keys go.
func (c *Client) Release(keycodes ...byte) error { return c.fakeAll(fakeKeyUp, keycodes) }

// Point moves the pointer to a place of the screen.
func (c *Client) Point(x, y int) error { return c.fake(fakeMotion, 0, x, y) }

// Click presses and lets go of a button where the pointer is: 1 is the first, 4 and 5
// turn the wheel up and down.
func (c *Client) Click(button byte) error {
	if err := c.fake(fakeButtonDown, button, 0, 0); err != nil {
		return err
	}
	return c.fake(fakeButtonUp, button, 0, 0)
}

func (c *Client) fakeAll(kind byte, keycodes []byte) error {
	for _, k := range keycodes {
		if err := c.fake(kind, k, 0, 0); err != nil {
			return err
		}
	}
	return nil
}

// fake makes up one event, at once.
func (c *Client) fake(kind, detail byte, x, y int) error {
	request := make([]byte, fakeRequestBytes)
	request[0], request[1], request[4], request[5] = c.test, testFakeInput, kind, detail
	binary.LittleEndian.PutUint16(request[24:], uint16(x))
	binary.LittleEndian.PutUint16(request[26:], uint16(y))
	return c.send(request)
}
