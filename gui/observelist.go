package gui

import (
	"cmp"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/metrics"
)

// identity tells a process from a later one with the same PID.
type identity struct {
	pid     int
	started time.Time
}

func identityOf(c metrics.Candidate) identity { return identity{c.PID, c.Started} }

// sameStart is by how much the start of a process may differ between two readings: it
// is counted back from now.
const sameStart = time.Second

// is reports whether it is that of a process.
func (i identity) is(c metrics.Candidate) bool {
	return i.pid == c.PID && i.started.Sub(c.Started).Abs() < sameStart
}

// candidateOrder is the order of a list of processes.
type candidateOrder int

const (
	ownNewest candidateOrder = iota
	mostCPU
)

// text is what the screen calls an order.
func (o candidateOrder) text() string {
	if o == mostCPU {
		return tr.T("Most CPU time first")
	}
	return tr.T("Own, newest first")
}

// candidateList shows processes to choose some of. The chosen ones and the one that the
// keys are at are known by their identity, so that they stay as the list is read again.
type candidateList struct {
	widget.List
	all     []metrics.Candidate
	shown   []metrics.Candidate
	user    string // whose processes are one's own
	text    string // that each shows somewhere, in lower case; "" for all
	order   candidateOrder
	chosen  map[int]identity // by PID
	at      identity         // of the row that the keys are at
	focused bool
	keyed   bool // what the keys are at is wanted where nothing is chosen
	now     time.Time

	changed func() // another row was chosen, or one no longer
	act     func() // what was chosen is wanted
	escape  func()
	tapped  identity // of the row that was tapped last
	when    time.Time
}

func newCandidateList(user string) *candidateList {
	l := &candidateList{user: user, order: ownNewest, chosen: map[int]identity{}}
	l.Length = func() int { return len(l.shown) }
	l.CreateItem, l.UpdateItem = newCandidateRow, l.update
	l.OnSelected = l.rowTapped
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// set shows processes as they were read at an instant. Those that were chosen and are
// gone are chosen no longer.
func (l *candidateList) set(all []metrics.Candidate, now time.Time) {
	l.all, l.now = all, now
	chosen := map[int]identity{}
	for _, c := range all {
		if l.isChosen(c) {
			chosen[c.PID] = l.chosen[c.PID]
		}
	}
	l.chosen = chosen
	l.arrange()
}

// ask shows those processes alone that have a text.
func (l *candidateList) ask(text string) {
	l.text, l.keyed = strings.ToLower(strings.TrimSpace(text)), false
	l.arrange()
	l.ScrollToTop()
}

// arrange finds the rows that are to be shown, in their order.
func (l *candidateList) arrange() {
	l.shown = slices.DeleteFunc(slices.Clone(l.all), func(c metrics.Candidate) bool { return !l.shows(c) })
	slices.SortStableFunc(l.shown, l.compare)
	l.Refresh()
}

// shows reports whether a process has every word of the filter somewhere. PIDs that
// are typed show their processes.
func (l *candidateList) shows(c metrics.Candidate) bool {
	pid := strconv.Itoa(c.PID)
	if pids := typedPIDs(l.text); len(pids) > 1 {
		return slices.Contains(pids, c.PID)
	}
	hay := strings.ToLower(pid + " " + c.User + " " + visible(c.Name) + " " + candidateCommand(c))
	for word := range strings.FieldsSeq(l.text) {
		if !strings.Contains(hay, word) {
			return false
		}
	}
	return true
}

func (l *candidateList) compare(a, b metrics.Candidate) int {
	if l.order == mostCPU {
		return cmp.Or(cmp.Compare(b.CPUTime, a.CPUTime), cmp.Compare(a.PID, b.PID))
	}
	return cmp.Or(cmp.Compare(l.stranger(a), l.stranger(b)), b.Started.Compare(a.Started), cmp.Compare(b.PID, a.PID))
}

func (l *candidateList) stranger(c metrics.Candidate) int { return 1 - alikeText(c.User, l.user) }

func alikeText(a, b string) int {
	if a == b {
		return 1
	}
	return 0
}

// pids returns what is chosen, by PID; where nothing is, the row that keys went to.
func (l *candidateList) pids() []int {
	var pids []int
	for _, c := range l.all {
		if l.isChosen(c) {
			pids = append(pids, c.PID)
		}
	}
	if at := l.row(); len(pids) == 0 && l.keyed && at >= 0 {
		pids = []int{l.shown[at].PID}
	}
	return pids
}

// row is where the keys are, -1 where that row is not shown.
func (l *candidateList) row() int {
	return slices.IndexFunc(l.shown, func(c metrics.Candidate) bool { return l.at.is(c) })
}

// twice is the longest time between the two taps of a double one.
const twice = 400 * time.Millisecond

// rowTapped chooses a row, or no longer where it was; the second of two quick taps
// wants it.
func (l *candidateList) rowTapped(i widget.ListItemID) {
	l.Unselect(i)
	if i < 0 || i >= len(l.shown) {
		return
	}
	c, now := l.shown[i], time.Now()
	l.at, l.keyed = identityOf(c), false
	if l.tapped.is(c) && now.Sub(l.when) < twice {
		l.chosen[c.PID] = identityOf(c)
		l.changed()
		l.act()
		return
	}
	l.tapped, l.when = identityOf(c), now
	l.toggle(c)
}

// isChosen reports whether a process is chosen.
func (l *candidateList) isChosen(c metrics.Candidate) bool {
	id, ok := l.chosen[c.PID]
	return ok && id.is(c)
}

func (l *candidateList) toggle(c metrics.Candidate) {
	if l.isChosen(c) {
		delete(l.chosen, c.PID)
	} else {
		l.chosen[c.PID] = identityOf(c)
	}
	l.Refresh()
	l.changed()
}

// FocusGained has the keys come to the list: the list of Fyne would mark a row by its
// number, and rows move.
func (l *candidateList) FocusGained() {
	l.focused, l.keyed = true, true
	if l.row() < 0 && len(l.shown) > 0 {
		l.at = identityOf(l.shown[0])
	}
	l.Refresh()
	l.changed()
}

// FocusLost has the keys go elsewhere.
func (l *candidateList) FocusLost() {
	l.focused = false
	l.Refresh()
	l.changed()
}

// TypedKey moves through the list, chooses and leaves it.
func (l *candidateList) TypedKey(e *fyne.KeyEvent) {
	if by, ok := rowsBy(e.Name, len(l.shown), pageRows/2); ok {
		l.goTo(l.row() + by)
		return
	}
	switch at := l.row(); {
	case e.Name == fyne.KeyEscape:
		l.escape()
	case e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter:
		l.act()
	case e.Name == fyne.KeySpace && at >= 0:
		l.toggle(l.shown[at])
	}
}

// rowsBy returns by how many rows a key moves in a list of n with pages of some rows;
// false for one that moves none.
func rowsBy(name fyne.KeyName, n, page int) (by int, ok bool) {
	by, ok = map[fyne.KeyName]int{
		fyne.KeyDown: 1, fyne.KeyUp: -1, fyne.KeyPageDown: page, fyne.KeyPageUp: -page, fyne.KeyHome: -n, fyne.KeyEnd: n,
	}[name]
	return by, ok
}

func (l *candidateList) goTo(row int) {
	if len(l.shown) == 0 {
		return
	}
	row = min(max(0, row), len(l.shown)-1)
	l.at, l.keyed = identityOf(l.shown[row]), true
	l.ScrollTo(row)
	l.changed()
}

func (l *candidateList) update(i widget.ListItemID, o fyne.CanvasObject) {
	if i < 0 || i >= len(l.shown) {
		return
	}
	c := l.shown[i]
	o.(*candidateRow).set(candidateCells(c, l.now), l.isChosen(c), l.focused && l.at.is(c))
}

// candidateCells are the texts of a row.
func candidateCells(c metrics.Candidate, now time.Time) [candidateColumns]string {
	memory, cpu := tr.T("n/a"), tr.T("n/a")
	if c.RSS >= 0 {
		memory = byteText(uint64(c.RSS))
	}
	if c.CPUTime >= 0 {
		cpu = secondsText(c.CPUTime)
	}
	return [candidateColumns]string{strconv.Itoa(c.PID), visible(c.User), cpu, memory, sinceText(c.Started, now), shortCommand(c)}
}

// candidateCommand is how a process was started; its name in brackets where that is
// not known, as other tools show it.
func candidateCommand(c metrics.Candidate) string {
	if c.Command == "" {
		return "[" + visible(c.Name) + "]"
	}
	return observedCommand(clipped(c.Command, mostCandidate))
}

// shortCommand is candidateCommand without the folder of the program, which would take
// the room of its arguments.
func shortCommand(c metrics.Candidate) string {
	program, rest, _ := strings.Cut(c.Command, "\x00")
	if c.Command == "" || !filepath.IsAbs(program) {
		return candidateCommand(c)
	}
	c.Command = filepath.Base(program) + "\x00" + rest
	return candidateCommand(c)
}

const mostCandidate = 1000 // bytes of a command in the list

// sinceText says when a process was started: today by the clock, before by the day.
func sinceText(started, now time.Time) string {
	switch started, now = started.Local(), now.Local(); {
	case started.IsZero():
		return tr.T("n/a")
	case started.YearDay() == now.YearDay() && started.Year() == now.Year():
		return started.Format("15:04:05")
	case started.Year() == now.Year():
		return started.Format(tr.T("2 Jan 15:04"))
	}
	return started.Format("2006-01-02")
}

// typedPIDs returns the PIDs that a text consists of, nil where it has anything else.
func typedPIDs(text string) []int {
	var pids []int
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' }) {
		pid, err := strconv.Atoi(word)
		if err != nil || pid < 1 {
			return nil
		}
		if !slices.Contains(pids, pid) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// candidateHead is the row of titles over a list.
func candidateHead() fyne.CanvasObject {
	r := newCandidateRow().(*candidateRow)
	r.head = true
	r.cells = [candidateColumns]string{"PID", tr.T("User"), tr.T("CPU time"), tr.T("Memory"), tr.T("Started"), tr.T("Command")}
	return container.NewStack(r)
}
