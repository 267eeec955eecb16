package gui

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
	"github.com/poolscope/poolscope/metrics"
)

// renewEvery is how far apart the list of processes is read while it is on the screen.
const renewEvery = 2 * time.Second

// observeSheet asks what is to be observed: processes that run, or a command.
type observeSheet struct {
	window  *Window
	sheet   *sheet
	filter  *filterEntry
	order   *widget.Select
	list    *candidateList
	note    *caption // how many are shown
	wrong   *caption // why those that were chosen can't be observed
	watch   *sheetButton
	command *sheetEntry
	folder  *sheetEntry
	line    *field
	dir     *field
	start   *sheetButton
	gone    chan struct{} // closed with the sheet
}

func newObserveSheet(w *Window) *observeSheet {
	s := &observeSheet{window: w, list: newCandidateList(ownName()), note: newCaption(""), wrong: newCaption(""), gone: make(chan struct{})}
	content := container.NewStack()
	d := dialog.NewCustomWithoutButtons(tr.T("Observe a program that Poolscope did not plan"), content, w.win)
	s.sheet = &sheet{dialog: d, safe: newSheetButton(tr.T("Cancel"), d.Hide, d.Hide)}
	s.wrong.segment.Style.ColorName = theme.ColorNameError
	s.list.changed, s.list.act, s.list.escape = s.say, s.watchTapped, d.Hide
	asking, starting := s.asking(), s.starting()
	body := container.NewBorder(asking, starting, nil, nil, s.list)
	body.Objects = []fyne.CanvasObject{asking, s.list, starting} // as Tab goes
	content.Add(body)
	d.SetButtons([]fyne.CanvasObject{container.NewCenter(s.sheet.safe)})
	d.Resize(fit(fyne.NewSize(900, 640), w.win))
	d.SetOnClosed(sync.OnceFunc(func() { close(s.gone) }))
	last := w.prefs.lastObserved()
	s.command.SetText(last.Line)
	s.folder.SetText(last.Folder)
	return s
}

// ownName is the name of the user whose processes are listed first, "" where it is not
// known.
func ownName() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

// asking is what stands over the list.
func (s *observeSheet) asking() fyne.CanvasObject {
	s.filter = newFilterEntry(s.watchTapped, s.sheet.dialog.Hide, func() { s.window.win.Canvas().Focus(s.list) })
	s.filter.SetPlaceHolder(tr.T("Filter what runs: name, user, command, or PIDs"))
	s.filter.OnChanged = func(text string) {
		s.list.ask(text)
		s.say()
	}
	s.order = widget.NewSelect([]string{ownNewest.text(), mostCPU.text()}, func(string) {
		s.list.order = candidateOrder(s.order.SelectedIndex())
		s.list.arrange()
		s.list.ScrollToTop()
	})
	s.order.SetSelectedIndex(0)
	again := newSheetButton("", s.read, s.sheet.dialog.Hide)
	again.SetIcon(theme.ViewRefreshIcon())
	row := container.NewBorder(nil, nil, nil, container.NewHBox(fixedWidth(180, s.order), again), s.filter)
	return container.NewVBox(row, candidateHead())
}

// starting is what stands under the list.
func (s *observeSheet) starting() fyne.CanvasObject {
	s.watch = newSheetButton("", s.watchTapped, s.sheet.dialog.Hide)
	s.watch.Importance = widget.HighImportance
	chosen := container.NewBorder(nil, nil, nil, fixedWidth(actingWidth, s.watch), container.NewStack(s.note, s.wrong))
	s.command = newSheetEntry(func(string) { s.startTapped() }, s.sheet.dialog.Hide)
	s.command.SetPlaceHolder(tr.T("such as python3 my_script.py"))
	s.command.OnChanged = func(string) { s.edited() }
	s.folder = newSheetEntry(func(string) { s.startTapped() }, s.sheet.dialog.Hide)
	s.folder.SetPlaceHolder(workingFolder())
	s.folder.OnChanged = func(string) { s.edited() }
	s.start = newSheetButton(tr.T("Start and observe"), s.startTapped, s.sheet.dialog.Hide)
	s.start.Importance = widget.HighImportance
	choose := newSheetButton("", s.chooseTapped, s.sheet.dialog.Hide)
	choose.SetIcon(theme.FolderOpenIcon())
	buttons := container.NewHBox(choose, fixedWidth(actingWidth, s.start))
	s.line = newField("", tr.T("Or start"), "", container.NewBorder(nil, nil, nil, buttons, s.command), func() string { return s.command.Text })
	s.dir = newField("", tr.T("in folder"), tr.T("No shell reads the command. Its standard input is empty, its output is in the view Output."), s.folder, func() string { return s.folder.Text })
	return container.NewVBox(chosen, widget.NewSeparator(), s.line.box, s.dir.box)
}

// workingFolder is where a command is started that is given no folder, "" where that
// is not known.
func workingFolder() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}

// show shows the sheet with the focus on what was used last, and keeps its list up to date.
func (s *observeSheet) show() {
	s.read()
	s.edited()
	s.sheet.dialog.Show()
	s.window.win.Canvas().Focus(s.filter)
	if s.window.prefs.lastObserved().Began {
		s.window.win.Canvas().Focus(s.command)
	}
	s.window.pumps.Go(s.renew)
}

// renew reads the list again until the sheet has gone. It is a goroutine of its own, as
// a machine may have very many processes.
func (s *observeSheet) renew() {
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			all, err := s.window.list()
			s.window.post(func() { s.take(all, err) })
		case <-s.gone:
			return
		case <-s.window.closed:
			return
		}
	}
}

// read reads the list at once.
func (s *observeSheet) read() { s.take(s.window.list()) }

// take shows the list as it was read.
func (s *observeSheet) take(all []metrics.Candidate, err error) {
	if err != nil {
		s.refuse(err)
		return
	}
	s.list.set(all, time.Now())
	s.say()
}

// wanted returns the PIDs that the button would observe: what is chosen, what is typed,
// or all that the filter has left where that is one.
func (s *observeSheet) wanted() []int {
	if pids := s.list.pids(); len(pids) > 0 {
		return pids
	}
	if pids := typedPIDs(s.filter.Text); len(pids) > 0 {
		return pids
	}
	if s.list.text != "" && len(s.list.shown) == 1 {
		return []int{s.list.shown[0].PID}
	}
	return nil
}

// say says what is shown, and what the button would do.
func (s *observeSheet) say() {
	s.refuse(nil)
	pids, do := s.wanted(), tr.T("Observe")
	switch len(pids) {
	case 0:
	case 1:
		do = tr.F("Observe PID %s", strconv.Itoa(pids[0]))
	default:
		do = tr.F("Observe %s", processes(len(pids)))
	}
	able(&s.watch.Button, len(pids) > 0)
	if s.watch.Text != do {
		s.watch.SetText(do)
	}
	shown, all := len(s.list.shown), len(s.list.all)
	text := processes(all)
	if shown != all {
		text = fmt.Sprintf(tr.N(all, "%s of %s process", "%s of %s processes"), countText(shown), countText(all))
	}
	s.note.SetText(tr.F("%s. A click or Space chooses one or several, Enter or a double click observes, with all that descends from them.", text))
}

// refuse says why what was chosen can't be observed; nil is nothing.
func (s *observeSheet) refuse(err error) {
	text := ""
	if err != nil {
		text = sentence(err)
	}
	s.wrong.SetText(text)
	show(s.wrong, text != "")
	show(s.note, text == "")
}

// sentence is an error as it stands alone.
func sentence(err error) string {
	text := clipped(visible(err.Error()), mostComplaint)
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// watchTapped observes what was chosen.
func (s *observeSheet) watchTapped() {
	pids := s.wanted()
	if len(pids) == 0 {
		s.refuse(errors.New("nothing is chosen: want a process of the list, or its PID above"))
		return
	}
	if slices.Contains(pids, os.Getpid()) {
		s.refuse(fmt.Errorf("%d is the PID of Poolscope itself: want another process", os.Getpid()))
		return
	}
	s.begin(run.ObserveOptions{PIDs: pids, Every: s.window.prefs.sample(), Budget: run.DefaultBudget}, s.refuse)
	s.remember(false)
}

// remember keeps the command for the next time, and whether it was what was observed.
func (s *observeSheet) remember(began bool) { //nolint:revive // the boolean is the value that is kept
	if !s.window.observes() {
		return
	}
	last := s.window.prefs.lastObserved()
	if last.Began = began; began {
		last.Line, last.Folder = s.command.Text, strings.TrimSpace(s.folder.Text)
	}
	s.window.prefs.setLastObserved(last)
}

// begin observes, and closes the sheet; refused is called with the reason where it can't.
func (s *observeSheet) begin(o run.ObserveOptions, refused func(error)) {
	if err := s.window.observing(o); err != nil {
		refused(err)
		return
	}
	s.sheet.dialog.Hide()
}

// edited takes back what was wrong with the command.
func (s *observeSheet) edited() {
	s.line.setProblem("")
	s.dir.setProblem("")
	able(&s.start.Button, strings.TrimSpace(s.command.Text) != "")
}

// startTapped starts the command.
func (s *observeSheet) startTapped() {
	s.edited()
	words, err := splitCommand(s.command.Text)
	if err != nil {
		s.line.setProblem(sentence(err))
		return
	}
	dir := strings.TrimSpace(s.folder.Text)
	if info, err := os.Stat(dir); dir != "" && (err != nil || !info.IsDir()) {
		s.dir.setProblem(tr.T("There is no such folder."))
		return
	}
	o := run.ObserveOptions{Command: words, Dir: dir, Every: s.window.prefs.sample(), Budget: run.DefaultBudget}
	s.begin(o, func(err error) { s.line.setProblem(sentence(err) + scriptHint(words)) })
	s.remember(true)
}

// splitCommand splits a line into words, as a shell would, and runs none.
func splitCommand(line string) ([]string, error) {
	p := plan.Default()
	p.Task.Kind = plan.Program
	err := p.Set("task.program", line)
	if strings.TrimSpace(line) == "" {
		return nil, errors.New("no command: want a program and its arguments, such as python3 my_script.py")
	}
	if problem, ok := errors.AsType[plan.Problem](err); ok {
		return nil, errors.New(problem.Text)
	}
	return p.Task.Program, err
}

// scriptHint says what a script may lack that was to be started like a program.
func scriptHint(words []string) string {
	if strings.HasSuffix(words[0], ".py") {
		return " " + tr.F("A script is started by its interpreter: python3 %s", visible(words[0]))
	}
	return ""
}

// chooseTapped asks for the file of a program or script.
func (s *observeSheet) chooseTapped() {
	dir := strings.TrimSpace(s.folder.Text)
	if dir == "" {
		dir = workingFolder()
	}
	newFileSheet(s.window.win, fileQuestion{title: tr.T("Choose a program or a script"), do: tr.T("Choose"), dir: dir, chosen: s.fileChosen}).show()
}

// fileChosen makes a command of a file, which is started in its folder.
func (s *observeSheet) fileChosen(path string) {
	words := []string{path}
	if filepath.Ext(path) == ".py" {
		words = []string{plan.DefaultInterpreter, path}
	}
	s.command.SetText(plan.JoinWords(words))
	s.folder.SetText(filepath.Dir(path))
	s.window.win.Canvas().Focus(s.command)
}

// filterEntry is a line that filters a list, which the arrow down leads to.
type filterEntry struct {
	sheetEntry
	down func()
}

func newFilterEntry(submitted, escape, down func()) *filterEntry {
	e := &filterEntry{down: down}
	e.escape, e.OnSubmitted = escape, func(string) { submitted() }
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey takes the arrow down and leaves the others to the line.
func (e *filterEntry) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyDown {
		e.down()
		return
	}
	e.sheetEntry.TypedKey(key)
}
