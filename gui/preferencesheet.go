package gui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/internal/run"
)

// preferenceSheet sets what the window remembers of its user's wishes. Each takes effect
// at once and is remembered, unless it is wrong, which is said at its field.
type preferenceSheet struct {
	window          *Window
	dialog          *dialog.CustomDialog
	sample, picture *sheetEntry
	text            *sheetSelect
	history, size   *sheetSelect
	look, scale     *sheetSelect
	language        *sheetSelect
	notify          *sheetCheck
	sampleField     *field
	pictureField    *field
	loading         bool // the controls are being set to what is remembered
}

func newPreferenceSheet(w *Window) *preferenceSheet {
	s := &preferenceSheet{window: w}
	content := container.NewStack()
	s.dialog = dialog.NewCustomWithoutButtons(tr.T("Settings"), content, w.win)
	content.Add(container.NewVScroll(container.New(gutter{}, container.NewVBox(append(s.drawing(), s.looks()...)...))))
	defaults := newSheetButton(tr.T("Defaults"), s.defaultsTapped, s.dialog.Hide)
	closing := newSheetButton(tr.T("Close"), s.dialog.Hide, s.dialog.Hide)
	s.dialog.SetButtons([]fyne.CanvasObject{container.NewHBox(defaults, closing)})
	s.dialog.Resize(fit(fyne.NewSize(620, 560), w.win))
	s.load()
	return s
}

// drawing makes the fields of what is sampled, kept and drawn.
func (s *preferenceSheet) drawing() []fyne.CanvasObject {
	s.sample, s.picture = s.entry(s.sampleTyped), s.entry(s.pictureTyped)
	s.text = s.choice(textRates(), s.textChosen)
	s.sampleField = newField("", tr.T("Sample"), tr.T("Between two samples, for examples and for what is observed; from 10ms to 1m. A plan of your own says it itself (metrics.every)."), s.sample, nil)
	s.pictureField = newField("", tr.T("Pictures"), tr.T("A second at most, from 1 to 10. What a picture costs is the area that is drawn: without a graphics card 10 cost twice what 4 do."), s.picture, nil)
	text := newField("", tr.T("Texts"), tr.T("A second at most: tables, totals and the details. Charts may move faster than anybody can read."), s.text, nil)
	s.history = s.choice(historyNames(), s.window.historyNamed)
	history := newField("", tr.T("History"), tr.F("Points of a line, from the next run on: the newest quarter as it was read, of all before it the lowest and the highest values. "+
		"The bytes are what they take at most for each worker, processor and memory together. The output keeps %s lines, the task view %s tasks.",
		countText(run.MaxOutputLines), countText(run.MaxTasks)), s.history, nil)
	return []fyne.CanvasObject{s.sampleField.box, s.pictureField.box, text.box, history.box}
}

// looks makes the fields of how the window looks, and what it says when nobody looks.
func (s *preferenceSheet) looks() []fyne.CanvasObject {
	var names []string
	for _, l := range lookNames() {
		names = append(names, l.name)
	}
	s.look = s.choice(names, s.lookPicked)
	s.scale = s.choice(scaleNames(), s.scalePicked)
	s.notify = newSheetCheck(tr.T("Tell me when a run of over 30 s ends unseen"), s.window.prefs.setNotifies, s.dialog.Hide)
	theme := newField("", tr.In("field", "Theme"), tr.T("High contrast is white and yellow on black."), s.look, nil)
	scale := newField("", tr.T("CPU as"), tr.T("In every view: 100 % is one core, or all cores of the machine."), s.scale, nil)
	notify := newField("", tr.T("Notification"), tr.T("By the desktop, while another window has the focus. It has numbers alone, no names."), s.notify, nil)
	return []fyne.CanvasObject{theme.box, s.magnified().box, scale.box, s.spoken().box, notify.box}
}

// spoken makes the field of the language.
func (s *preferenceSheet) spoken() *field {
	s.language = s.choice(languageNames(), s.window.prefs.languageNamed)
	return newField("", tr.T("Language"), tr.T("From the next start of Poolscope on. The words of plans, of commands and of the system stay English."), s.language, nil)
}

// magnified makes the field of how large all is.
func (s *preferenceSheet) magnified() *field {
	w := s.window
	if w.magnifier.set == nil {
		return newField("", tr.T("Size"), tr.T("FYNE_SCALE in the environment says it. Without it there is a choice here."), shortLabel(), nil)
	}
	s.size = s.choice(w.magnifier.fitting(w.win.Content().MinSize(), w.prefs.magnified(), w.win.Canvas().Scale()), w.sizeNamed)
	return newField("", tr.T("Size"), tr.T("Of all that is drawn, as far as the screen has room. 100 % is what the desktop says."), s.size, nil)
}

func (s *preferenceSheet) entry(typed func(string)) *sheetEntry {
	e := newSheetEntry(nil, s.dialog.Hide)
	e.OnChanged = func(text string) {
		if !s.loading {
			typed(text)
		}
	}
	return e
}

func (s *preferenceSheet) choice(names []string, chosen func(string)) *sheetSelect {
	return newSheetSelect(names, func(text string) {
		if !s.loading {
			chosen(text)
		}
	}, s.dialog.Hide)
}

// load shows what is remembered.
func (s *preferenceSheet) load() {
	s.loading = true
	p := s.window.prefs
	s.sample.SetText(p.sample().String())
	s.picture.SetText(strconv.Itoa(p.pictures()))
	s.text.SetSelected(rateText(p.texts()))
	for _, l := range lookNames() {
		if l.look == s.window.look {
			s.look.SetSelected(l.name)
		}
	}
	s.history.SetSelected(historyName(p.points()))
	if s.size != nil {
		s.size.SetSelected(sizeName(p.magnified()))
	}
	s.scale.SetSelected(tr.T(string(s.window.scale)))
	s.language.SetSelected(p.languageName())
	s.notify.SetChecked(p.notifies())
	s.sampleField.setProblem("")
	s.pictureField.setProblem("")
	s.loading = false
}

func (s *preferenceSheet) sampleTyped(text string) {
	p := plan.Default()
	err := p.Set("metrics.every", text)
	s.sampleField.setProblem(problemText(err))
	if err == nil {
		s.window.sampleChosen(p.Metrics.Every)
	}
}

func (s *preferenceSheet) pictureTyped(text string) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < leastPictures || n > mostPictures {
		s.pictureField.setProblem(tr.T("want a whole number from 1 to 10"))
		return
	}
	s.pictureField.setProblem("")
	s.window.prefs.setPictures(n)
	s.window.paced()
}

func (s *preferenceSheet) textChosen(text string) {
	if rate, err := strconv.ParseFloat(text, 64); err == nil {
		s.window.prefs.setTexts(rate)
		s.window.paced()
	}
}

// scaleNames are ofOneCore and ofMachine as they are shown.
func scaleNames() []string { return []string{ofOneCore.String(), ofMachine.String()} }

func (s *preferenceSheet) scalePicked(name string) {
	for _, scale := range []cpuScale{ofOneCore, ofMachine} {
		if scale.String() == name {
			s.window.scaleChosen(scale)
		}
	}
}

func (s *preferenceSheet) lookPicked(name string) {
	for _, l := range lookNames() {
		if l.name == name {
			s.window.lookChosen(l.look)
		}
	}
}

// defaultsTapped sets all that the sheet sets to what it is at first.
func (s *preferenceSheet) defaultsTapped() {
	w := s.window
	w.sizeChosen(usualSize)
	w.prefs.forgetWishes()
	w.sampleChosen(w.prefs.sample())
	w.paced()
	w.lookChosen(w.prefs.look())
	w.scaleChosen(w.prefs.scale())
	s.load()
}

// settingsTapped shows the settings of the window.
func (w *Window) settingsTapped() {
	s := newPreferenceSheet(w)
	s.dialog.Show()
	w.win.Canvas().Focus(s.sample)
}

// paced draws from now on as often as is remembered.
func (w *Window) paced() { w.pace.set(w.prefs.pictures(), w.prefs.texts()) }
