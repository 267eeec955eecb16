package run

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// packed is the records of a page field by field: each value of a field less the smallest of
// them, in as many bytes as the largest difference takes, none where all are the same. In the
// literature that is frame-of-reference coding (Goldstein, Ramakrishnan, Shaft: Compressing
// Relations and Indexes, ICDE 1998). It does not change.
type packed struct {
	base   [recordFields]int64 // the smallest values
	varied []column            // of the fields that are not the same in all records
	bytes  []byte              // with padding behind the last
}

// padding is how many bytes are read at a time, and stand behind the last for that.
const padding = 8

// column is where the differences of a field are in the bytes, little-endian.
type column struct {
	field       int
	from, width int // bytes
}

// recordFields is how many fields a record has.
const recordFields = 13

// fields returns what a record has as numbers.
func (r *record) fields() [recordFields]int64 {
	return [...]int64{
		r.start, r.wall, r.cpu, r.rss, int64(r.text), int64(r.number), int64(r.pid), int64(r.size), int64(r.exit),
		int64(r.attempt), int64(r.state), int64(r.signal), int64(r.is),
	}
}

// recordOf is the inverse of fields.
func recordOf(f [recordFields]int64) record {
	return record{
		start: f[0], wall: f[1], cpu: f[2], rss: f[3], text: uint32(f[4]), number: uint32(f[5]), pid: int32(f[6]), size: uint16(f[7]),
		exit: int16(f[8]), attempt: uint16(f[9]), state: uint8(f[10]), signal: uint8(f[11]), is: mark(f[12]),
	}
}

func packRecords(records *[pageTasks]record) packed {
	var all [recordFields][pageTasks]int64
	for i := range records {
		for f, v := range records[i].fields() {
			all[f][i] = v
		}
	}
	var p packed
	for f := range all {
		p.add(f, all[f][:])
	}
	p.bytes = slices.Concat(p.bytes, make([]byte, padding))
	return p
}

// add packs the values of a field behind those of the fields before it.
func (p *packed) add(field int, values []int64) {
	base := slices.Min(values)
	p.base[field] = base
	// The difference of two int64 is right as a uint64, whatever overflows on the way.
	c := column{field: field, from: len(p.bytes), width: widthOf(uint64(slices.Max(values) - base))}
	if c.width == 0 {
		return
	}
	p.varied = append(p.varied, c)
	var whole [padding]byte
	for _, v := range values {
		binary.LittleEndian.PutUint64(whole[:], uint64(v-base))
		p.bytes = append(p.bytes, whole[:c.width]...)
	}
}

// widthOf is how many bytes a number takes, none for 0.
func widthOf(n uint64) int { return (bits.Len64(n) + 7) / 8 }

func (p *packed) at(i int) record {
	f := p.base
	for _, c := range p.varied {
		v := binary.LittleEndian.Uint64(p.bytes[c.from+i*c.width:])
		f[c.field] += int64(v & (1<<(8*c.width) - 1))
	}
	return recordOf(f)
}
