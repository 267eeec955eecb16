package launcher

// order holds results back until the method of their job may hand them out. It is
// used by the dispatcher.
type order struct {
	method Method
	keep   bool             // somebody ranges over whole results
	next   int              // index of the first task that was not handed out
	sheets map[int]*sheet   // what waits, by index of its first task over sheetSize
	rows   map[int]outcomes // or as it came, where many tasks came together: by index of the first
	full   map[int]*results // the same, with keep
}

// results is whole results by index within a sheet.
type results [sheetSize]Result

// hander takes what may be handed out: results of consecutive tasks, from an index
// on. With keep it gets all of them too.
type hander func(first int, of outcomes, full []Result)

// add takes results of consecutive tasks, and hands out what may be now.
func (o *order) add(first int, of outcomes, full []Result, hand hander) {
	switch {
	case o.method == IMapUnordered:
		hand(first, of, full)
	case o.inTurn() && first == o.next:
		hand(first, of, full)
		o.pass(of.len())
		o.handOut(hand)
	default:
		o.hold(first, of, full)
	}
}

// inTurn reports whether each result is handed out when those before it were.
func (o *order) inTurn() bool { return o.method == IMap || o.method == Apply }

// longRow is from how many tasks on what came together is kept as it came: then what
// is not of the tasks themselves adds little to each.
const longRow = 64

func (o *order) hold(first int, of outcomes, full []Result) {
	if o.sheets == nil {
		o.sheets, o.rows, o.full = map[int]*sheet{}, map[int]outcomes{}, map[int]*results{}
	}
	if of.len() >= longRow && !o.keep {
		o.rows[first] = of
		return
	}
	var s *sheet
	for i := range of.len() {
		if n, at := (first+i)/sheetSize, (first+i)%sheetSize; s == nil || at == 0 {
			s = o.sheet(n)
		}
		s.put((first+i)%sheetSize, of.outcome(i))
	}
	for i, r := range full {
		n := (first + i) / sheetSize
		if o.full[n] == nil {
			o.full[n] = &results{}
		}
		o.full[n][(first+i)%sheetSize] = r
	}
}

func (o *order) sheet(n int) *sheet {
	s := o.sheets[n]
	if s == nil {
		s = &sheet{}
		o.sheets[n] = s
	}
	return s
}

// handOut hands out what waits and whose turn has come.
func (o *order) handOut(hand hander) {
	for {
		if row, ok := o.rows[o.next]; ok {
			delete(o.rows, o.next)
			hand(o.next, row, nil)
			o.pass(row.len())
			continue
		}
		n, from := o.next/sheetSize, o.next%sheetSize
		s := o.sheets[n]
		if s == nil {
			return
		}
		to := from
		for to < sheetSize && s.state[to] > 0 {
			to++
		}
		if from == to {
			return
		}
		var full []Result
		if o.keep {
			full = o.full[n][from:to:to]
		}
		hand(o.next, s.part(from, to), full)
		o.pass(to - from)
	}
}

// pass counts n tasks as handed out, and drops the sheets that lie behind them.
func (o *order) pass(n int) {
	for behind := o.next / sheetSize; behind < (o.next+n)/sheetSize; behind++ {
		delete(o.sheets, behind)
		delete(o.full, behind)
	}
	o.next += n
}

// end hands out all that is held, in input order: the job is complete, and read so
// many. A task that is lost has no result.
func (o *order) end(read int, hand hander) {
	if o.method == IMapUnordered {
		return
	}
	for o.handOut(hand); o.next < read; o.handOut(hand) {
		o.pass(1)
	}
}
