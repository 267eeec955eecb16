package gui

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

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
	look, scale     *sheetSelect
	notify          *sheetCheck
	sampleField     *field
	pictureField    *field
	loading         bool // the controls are being set to what is remembered
}

func newPreferenceSheet(w *Window) *preferenceSheet {
	s := &preferenceSheet{window: w}
	content := container.NewStack()
	s.dialog = dialog.NewCustomWithoutButtons("Settings", content, w.win)
	content.Add(container.NewVScroll(container.New(gutter{}, container.NewVBox(append(s.drawing(), s.looks()...)...))))
	defaults := newSheetButton("Defaults", s.defaultsTapped, s.dialog.Hide)
	closing := newSheetButton("Close", s.dialog.Hide, s.dialog.Hide)
	s.dialog.SetButtons([]fyne.CanvasObject{container.NewHBox(defaults, closing)})
	s.dialog.Resize(fit(fyne.NewSize(620, 560), w.win))
	s.load()
	return s
}

// drawing makes the fields of what is sampled, kept and drawn.
func (s *preferenceSheet) drawing() []fyne.CanvasObject {
	s.sample, s.picture = s.entry(s.sampleTyped), s.entry(s.pictureTyped)
	s.text = s.choice(textRates(), s.textChosen)
	s.sampleField = newField("", "Sample", "Between two samples, for examples and for what is observed; from 10ms to 1m. A plan of your own says it itself (metrics.every).", s.sample, nil)
	s.pictureField = newField("", "Pictures", "A second at most, from 1 to 10. What a picture costs is the area that is drawn: without a graphics card 10 cost twice what 4 do.", s.picture, nil)
	text := newField("", "Texts", "A second at most: tables, totals and the details. Charts may move faster than anybody can read.", s.text, nil)
	history := newField("", "History", "Each line has up to "+countText(run.MaxPoints)+" points, so that the whole run stays: of older stretches the lowest and the highest are kept. "+
		"The output keeps "+countText(run.MaxOutputLines)+" lines, the task view "+countText(run.MaxTasks)+" tasks. This is not for choice.", shortLabel(), nil)
	return []fyne.CanvasObject{s.sampleField.box, s.pictureField.box, text.box, history.box}
}

// looks makes the fields of how the window looks, and what it says when nobody looks.
func (s *preferenceSheet) looks() []fyne.CanvasObject {
	var names []string
	for _, l := range lookNames() {
		names = append(names, l.name)
	}
	s.look = s.choice(names, s.lookPicked)
	s.scale = s.choice([]string{string(ofOneCore), string(ofMachine)}, func(text string) { s.window.scaleChosen(cpuScale(text)) })
	s.notify = newSheetCheck("Tell me when a run of over 30 s ends unseen", s.window.prefs.setNotifies, s.dialog.Hide)
	theme := newField("", "Theme", "High contrast is white and yellow on black.", s.look, nil)
	scale := newField("", "CPU as", "In every view: 100 % is one core, or all cores of the machine.", s.scale, nil)
	notify := newField("", "Notification", "By the desktop, while another window has the focus. It has numbers alone, no names.", s.notify, nil)
	size := newField("", "Size", "All is as large as Fyne, which draws the window, is told from outside: start it with FYNE_SCALE=1.5, say. Now it is "+
		strconv.FormatFloat(float64(s.window.win.Canvas().Scale()), 'f', 2, 32)+".", shortLabel(), nil)
	return []fyne.CanvasObject{theme.box, scale.box, notify.box, size.box}
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
	s.scale.SetSelected(string(s.window.scale))
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
		s.pictureField.setProblem("want a whole number from 1 to 10")
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
