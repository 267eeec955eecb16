package launcher

// pile is results in the order that they came, in pieces that are freed one by
// one as they are taken. The zero value is empty.
type pile struct {
	pieces [][]Result // none is empty
	taken  int        // of the first piece
}

// pieceSize bounds how many results a piece holds: what is kept although it was
// taken, and what is copied while a piece grows.
const pieceSize = 256

// add puts results at the end.
func (p *pile) add(results ...Result) {
	for len(results) > 0 {
		last := len(p.pieces) - 1
		switch {
		case last < 0:
			p.pieces = append(p.pieces, nil)
			last = 0
		case len(p.pieces[last]) == pieceSize:
			p.pieces = append(p.pieces, make([]Result, 0, pieceSize))
			last++
		}
		n := min(len(results), pieceSize-len(p.pieces[last]))
		p.pieces[last] = append(p.pieces[last], results[:n]...)
		results = results[n:]
	}
}

// take takes the first result out; false where there is none.
func (p *pile) take() (Result, bool) {
	if len(p.pieces) == 0 {
		return Result{}, false
	}
	piece := p.pieces[0]
	r := piece[p.taken]
	piece[p.taken] = Result{} // what it points to is the taker's alone
	if p.taken++; p.taken == len(piece) {
		p.pieces[0] = nil
		p.pieces, p.taken = p.pieces[1:], 0
	}
	return r, true
}

func (p *pile) empty() bool { return len(p.pieces) == 0 }
