package spill

import "encoding/binary"

const (
	// minChunk is little enough for a task that prints a line.
	minChunk = 128
	// maxChunk is the most that is read or handed over at a time.
	maxChunk = 64 << 10
	// header is what precedes the bytes of a record: its length in the upper 24 bits,
	// its tag in the lower 8, little-endian.
	header = 4
)

// chunk is records in memory: tagged pieces of what a task printed.
type chunk struct {
	records []byte // its capacity is fixed
	last    int    // where the last record begins
}

// chunkSize returns the capacity of the chunk that follows one of a given capacity:
// double, so that half of the memory is in use whatever the tasks print.
func chunkSize(before, want int) int {
	size := max(minChunk, 2*before)
	for size < min(want+header, maxChunk) {
		size *= 2
	}
	return min(size, maxChunk)
}

func newChunk(size int) chunk { return chunk{records: make([]byte, 0, size)} }

// free is how many bytes a record more could hold.
func (c *chunk) free() int { return max(0, cap(c.records)-len(c.records)-header) }

// add keeps as much of data as there is room for, and returns how much that is: at
// least one byte where free is not 0.
func (c *chunk) add(tag byte, data []byte) int {
	if len(c.records) == 0 || c.records[c.last] != tag {
		c.last = len(c.records)
		c.records = binary.LittleEndian.AppendUint32(c.records, uint32(tag))
	}
	n := min(len(data), cap(c.records)-len(c.records))
	c.records = append(c.records, data[:n]...)
	length := len(c.records) - c.last - header
	binary.LittleEndian.PutUint32(c.records[c.last:], headerOf(tag, length))
	return n
}

func headerOf(tag byte, length int) uint32 { return uint32(length)<<8 | uint32(tag) }

func ofHeader(h uint32) (tag byte, length int) { return byte(h), int(h >> 8) }

// each hands over the records in order.
func (c *chunk) each(write func(tag byte, data []byte)) {
	for rest := c.records; len(rest) > 0; {
		tag, length := ofHeader(binary.LittleEndian.Uint32(rest))
		rest = rest[header:]
		write(tag, rest[:length])
		rest = rest[length:]
	}
}
