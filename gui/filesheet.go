package gui

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// fileQuestion is what a file is wanted for.
type fileQuestion struct {
	title, do string              // "Open a plan", "Open"
	dir, name string              // to begin with
	suffix    string              // of the files that are listed, "" for any
	save      bool                // the file is written: it need not be there
	inside    bool                // a folder is wanted, or a file in one
	complete  func(string) string // adds to a name that is typed what it lacks
	chosen    func(path string)   // is called after the sheet is closed
}

// fileSheet asks for the name of a file and touches none: Fyne's own dialog
// empties the file that is to be saved before it is known that it can be, and
// does not know Escape.
type fileSheet struct {
	fileQuestion
	win     fyne.Window
	sheet   *sheet
	folder  *sheetEntry
	file    *sheetEntry
	list    *fileList
	entries []fs.DirEntry
	note    *caption
	doing   *sheetButton
}

func newFileSheet(w fyne.Window, q fileQuestion) *fileSheet {
	f := &fileSheet{fileQuestion: q, win: w, note: newCaption("")}
	content := container.NewStack()
	d := dialog.NewCustomWithoutButtons(q.title, content, w)
	f.sheet = &sheet{dialog: d, safe: newSheetButton(tr.T("Cancel"), d.Hide, d.Hide)}
	f.folder = newSheetEntry(f.folderSubmitted, d.Hide)
	f.file = newSheetEntry(func(string) { f.doTapped() }, d.Hide)
	f.file.SetPlaceHolder(tr.T("name of the file"))
	f.file.OnChanged = func(string) { f.look() }
	f.list = newFileList(f, d.Hide)
	f.doing = newSheetButton(q.do, f.doTapped, d.Hide)
	f.doing.Importance = widget.HighImportance
	content.Add(f.body())
	d.SetButtons([]fyne.CanvasObject{container.NewHBox(f.sheet.safe, f.doing)})
	d.Resize(fit(fyne.NewSize(720, 540), w))
	f.file.SetText(q.name)
	f.enter(q.dir)
	return f
}

func (f *fileSheet) body() fyne.CanvasObject {
	up := newSheetButton("", f.upTapped, f.sheet.dialog.Hide)
	up.SetIcon(theme.MoveUpIcon())
	return container.NewBorder(
		container.NewBorder(nil, nil, fixedWidth(60, widget.NewLabel(tr.T("Folder"))), up, f.folder),
		container.NewVBox(container.NewBorder(nil, nil, fixedWidth(60, widget.NewLabel(tr.T("File"))), nil, f.file), f.note),
		nil, nil, f.list)
}

// show shows the sheet with the focus where a name is typed.
func (f *fileSheet) show() {
	f.sheet.dialog.Show()
	f.win.Canvas().Focus(f.file)
}

// enter lists a folder. One that can't be listed is said, and the list is empty.
func (f *fileSheet) enter(dir string) {
	f.dir = dir
	f.folder.SetText(dir)
	entries, err := os.ReadDir(dir)
	f.entries = slices.DeleteFunc(entries, f.hides)
	slices.SortStableFunc(f.entries, func(a, b fs.DirEntry) int { return folderFirst(f.isFolder(a), f.isFolder(b)) })
	f.list.UnselectAll()
	f.list.ScrollToTop()
	f.list.Refresh()
	f.look()
	if err != nil {
		f.note.SetText(tr.F("This folder cannot be listed: %s", underlying(err)))
	}
}

func folderFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

// hides tells which files are not listed.
func (f *fileSheet) hides(e fs.DirEntry) bool {
	return strings.HasPrefix(e.Name(), ".") || !strings.HasSuffix(e.Name(), f.suffix) && !f.isFolder(e)
}

// isFolder follows a symbolic link, as entering it does.
func (f *fileSheet) isFolder(e fs.DirEntry) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.IsDir()
	}
	info, err := os.Stat(filepath.Join(f.dir, e.Name()))
	return err == nil && info.IsDir()
}

func (f *fileSheet) upTapped() { f.enter(filepath.Dir(f.dir)) }

func (f *fileSheet) folderSubmitted(text string) {
	if !filepath.IsAbs(text) {
		text = filepath.Join(f.dir, text)
	}
	f.enter(filepath.Clean(text))
}

// entryChosen goes into a folder, or takes the name of a file.
func (f *fileSheet) entryChosen(i int) {
	e := f.entries[i]
	if f.isFolder(e) {
		f.enter(filepath.Join(f.dir, e.Name()))
		return
	}
	f.file.SetText(e.Name())
	f.win.Canvas().Focus(f.file) // where Return takes it
}

// path returns what is typed as a path; a whole path may be typed too.
func (f *fileSheet) path() string {
	name := f.file.Text
	if name == "" && f.inside {
		return f.dir
	}
	if name == "" {
		return ""
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(f.dir, name)
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return name
	}
	if f.complete != nil {
		name = f.complete(name)
	}
	return name
}

// look says what would become of the file that is named.
func (f *fileSheet) look() {
	path := f.path()
	able(&f.doing.Button, path != "")
	note, do := "", f.do
	info, err := os.Stat(path)
	switch {
	case path == "":
	case err == nil && info.IsDir() && f.inside:
		note = tr.F("All files in %s", visible(path))
	case err == nil && info.IsDir():
		note, do = tr.T("This is a folder."), tr.T("Enter")
	case err == nil && f.save:
		note, do = tr.T("Replaces the file of this name."), tr.T("Replace")
	case err == nil:
	case f.save && errors.Is(err, fs.ErrNotExist):
		note = tr.F("Will be %s", visible(path))
	default:
		note = underlying(err)
	}
	f.note.SetText(note)
	if f.doing.Text != do {
		f.doing.SetText(do)
	}
}

// underlying returns an error without the path, which is on the sheet.
func underlying(err error) string {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err.Error()
	}
	return err.Error()
}

func (f *fileSheet) doTapped() {
	path := f.path()
	if path == "" {
		return
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir() && !f.inside:
		f.file.SetText("")
		f.enter(path)
	case err != nil && !f.save:
		f.look()
	default:
		f.sheet.dialog.Hide()
		f.chosen(path)
	}
}

// fileList lists a folder; Escape closes its sheet.
type fileList struct {
	widget.List
	escape func()
}

func newFileList(f *fileSheet, escape func()) *fileList {
	l := &fileList{escape: escape}
	l.Length = func() int { return len(f.entries) }
	l.CreateItem = func() fyne.CanvasObject {
		return container.NewBorder(nil, nil, widget.NewIcon(theme.FileIcon()), nil, shortLabel())
	}
	l.UpdateItem = func(i widget.ListItemID, o fyne.CanvasObject) {
		parts := o.(*fyne.Container).Objects
		icon := theme.FileIcon()
		if f.isFolder(f.entries[i]) {
			icon = theme.FolderIcon()
		}
		parts[0].(*widget.Label).SetText(visible(f.entries[i].Name()))
		parts[1].(*widget.Icon).SetResource(icon)
	}
	l.OnSelected = f.entryChosen
	l.ExtendBaseWidget(l)
	return l
}

// TypedKey takes Escape and leaves the others to the list.
func (l *fileList) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		l.escape()
		return
	}
	l.List.TypedKey(e)
}

// sheetEntry is a line to type in that closes its sheet on Escape.
type sheetEntry struct {
	widget.Entry
	escape func()
}

func newSheetEntry(submitted func(string), escape func()) *sheetEntry {
	e := &sheetEntry{escape: escape}
	e.OnSubmitted = submitted
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey takes Escape and leaves the others to the entry.
func (e *sheetEntry) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape {
		e.escape()
		return
	}
	e.Entry.TypedKey(key)
}
