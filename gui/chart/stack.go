package chart

// heights is how the plots share the room.
type heights struct {
	room              float32 // of all plots without their titles
	lane, band, strip float32
	slim              Slim // the largest number that is kept
}

// stack places the bands one below the other.
func (g *geometry) stack(d *Data, r ruler) {
	room := g.size.Height - 2*edge - r.height - 4 // the time axis
	g.legend = 0
	if len(g.keys) > 0 && g.size.Height >= leastLegend {
		room -= r.height + bandGap
		g.legend = g.size.Height - edge - r.height/2
	}
	h := g.divide(d, room, r)
	y := float32(edge)
	g.bottom = y + max(h.room, 10)
	place := func(high float32) box {
		at := box{g.left, y + r.height + 2, g.width, high}
		y = at.y + high + bandGap
		g.bottom = at.y + high
		return at
	}
	g.lanes, g.strips = box{}, box{}
	if len(d.Lanes) > 0 {
		g.lanes = place(h.lane * float32(len(d.Lanes)))
	}
	g.bands = g.bands[:0]
	for i := range d.Bands {
		at := bandBox{inset: inset}
		switch slim := d.Bands[i].Slim; {
		case slim == High:
			at.box = place(h.band)
		case slim <= h.slim:
			y += slimRoom(i)
			at.box, at.inset = box{g.left, y - bandGap - slimHigh, g.width, slimHigh}, slimInset
			g.bottom = at.y + at.h
		}
		g.bands = append(g.bands, at)
	}
	if len(d.Strips) > 0 {
		g.strips = place(h.strip * float32(len(d.Strips)))
		g.cells.place(box{g.left, g.strips.y + g.strips.h, g.width, g.cells.high})
		g.bottom += g.cells.high
	}
}

// slimRoom is what the i-th band takes where it is slim. The name of a lane over the
// first one may reach below its row.
func slimRoom(i int) float32 {
	if i == 0 {
		return slimHigh + 2*slimGap
	}
	return slimHigh + slimGap
}

// divide shares the room, with as many slim bands as leave the high ones high enough.
func (g *geometry) divide(d *Data, room float32, r ruler) heights {
	keep := High
	for i := range d.Bands {
		keep = max(keep, d.Bands[i].Slim)
	}
	for {
		h := g.divided(d, room, keep, r)
		if h.band >= leastBand || keep == High {
			return h
		}
		keep--
	}
}

func (g *geometry) divided(d *Data, room float32, keep Slim, r ruler) heights {
	plots, high := min(len(d.Lanes), 1)+min(len(d.Strips), 1), 0
	for i := range d.Bands {
		switch slim := d.Bands[i].Slim; {
		case slim == High:
			plots++
			high++
		case slim <= keep:
			room -= slimRoom(i)
		}
	}
	room -= float32(plots)*(r.height+2) + float32(max(plots-1, 0))*bandGap
	g.cells.measure(d, g.width, room, r)
	h := heights{room: room, slim: keep}
	h.lane, h.band, h.strip = shares(max(room-g.cells.high, 10), len(d.Lanes), high, len(d.Strips))
	return h
}

// shares returns the heights of a lane, a band and a strip that share room.
// Bands get what is left, which is a third of the room at least.
func shares(room float32, lanes, bands, strips int) (lane, band, strip float32) {
	laneRoom, stripRoom := 0.42*room, 0.24*room
	if bands == 0 {
		laneRoom, stripRoom = 0.65*room, 0.35*room
	}
	if strips == 0 && bands == 0 {
		laneRoom = room
	}
	if lanes == 0 && bands == 0 {
		stripRoom = room
	}
	if lanes > 0 {
		lane = min(laneRoom/float32(lanes), min(max(0.05*room, 18), 28))
	}
	if strips > 0 {
		strip = min(stripRoom/float32(strips), min(max(0.035*room, 13), 20))
	}
	if bands > 0 {
		band = (room - lane*float32(lanes) - strip*float32(strips)) / float32(bands)
	}
	return lane, band, strip
}
