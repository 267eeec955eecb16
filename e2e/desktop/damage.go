//go:build linux

package desktop

import (
	"encoding/binary"
	"fmt"
)

// Requests of DAMAGE (damageproto 1.1), and the level at which each drawing is told.
const (
	damageQueryVersion = 0
	damageCreate       = 1
	damageRaw          = 0
)

// onePicture is how far apart, in milliseconds, the drawings of one picture are at
// most: a picture may be sent in several parts.
const onePicture = 5

// WatchDrawing begins to note each drawing on the screen, whoever draws; see Pictures.
func (c *Client) WatchDrawing() error {
	version := []byte{c.damage, damageQueryVersion, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}
	if _, err := c.ask(version); err != nil {
		return fmt.Errorf("ask for the version of DAMAGE: %w", err)
	}
	request := []byte{c.damage, damageCreate, 0, 0}
	request = binary.LittleEndian.AppendUint32(request, c.id())
	request = binary.LittleEndian.AppendUint32(request, c.root)
	if err := c.send(append(request, damageRaw, 0, 0, 0)); err != nil {
		return err
	}
	err := c.Settle()
	c.instants = c.instants[:0] // what there is already is told at once, as one drawing
	return err
}

// note keeps when something was drawn.
func (c *Client) note(event []byte) {
	if event[0]&^xSent == c.damageHappens {
		c.instants = append(c.instants, binary.LittleEndian.Uint32(event[12:]))
	}
}

// Pictures returns how many pictures were drawn since WatchDrawing or the last call.
func (c *Client) Pictures() (int, error) {
	err := c.Settle()
	n := picturesAt(c.instants)
	c.instants = c.instants[:0]
	return n, err
}

// picturesAt counts the pictures of drawings at some instants, in milliseconds and in
// order.
func picturesAt(instants []uint32) int {
	n := 0
	for i, at := range instants {
		if i == 0 || at-instants[i-1] > onePicture {
			n++
		}
	}
	return n
}
