package gui

import (
	"strconv"
	"time"

	"github.com/poolscope/poolscope/internal/plan"
)

// Where what the settings say is kept, besides the theme and the scale.
const (
	sampleKey  = "sample.every"
	pictureKey = "draw.pictures"
	textKey    = "draw.texts"
	notifyKey  = "notify"
)

// How often a run is drawn a second: within what bounds, and when nothing was said. What
// a picture costs is the area repainted times the rate, and each distinct text stays in
// Fyne's cache for 10 s.
const (
	leastPictures = 1
	mostPictures  = 10
	usualPictures = 4
	usualTexts    = 1.5
)

// textRates are how many texts a second can be chosen.
func textRates() []string { return []string{"0.5", "1", "1.5", "2"} }

func rateText(rate float64) string { return strconv.FormatFloat(rate, 'f', -1, 64) }

// sample is how far apart samples are where no plan says it.
func (p preferences) sample() time.Duration {
	own := plan.Default()
	if text := p.store.String(sampleKey); text == "" || own.Set("metrics.every", text) != nil {
		return plan.Default().Metrics.Every
	}
	return own.Metrics.Every
}

func (p preferences) setSample(d time.Duration) { p.store.SetString(sampleKey, d.String()) }

// pictures is how many pictures a second there may be.
func (p preferences) pictures() int {
	n, err := strconv.Atoi(p.store.String(pictureKey))
	if err != nil || n < leastPictures || n > mostPictures {
		return usualPictures
	}
	return n
}

func (p preferences) setPictures(n int) { p.store.SetString(pictureKey, strconv.Itoa(n)) }

// texts is how many texts a second there may be, one of textRates.
func (p preferences) texts() float64 {
	for _, text := range textRates() {
		if text == p.store.String(textKey) {
			rate, _ := strconv.ParseFloat(text, 64)
			return rate
		}
	}
	return usualTexts
}

func (p preferences) setTexts(rate float64) { p.store.SetString(textKey, rateText(rate)) }

// notifies tells whether the end of a long run is told to who does not look.
func (p preferences) notifies() bool { return p.store.String(notifyKey) != "off" }

func (p preferences) setNotifies(on bool) { //nolint:revive // the boolean is the value that is set
	text := "off"
	if on {
		text = ""
	}
	p.store.SetString(notifyKey, text)
}

// forgetWishes sets all that the settings say to what it is at first.
func (p preferences) forgetWishes() {
	for _, key := range []string{sampleKey, pictureKey, textKey, historyKey, notifyKey, lookKey, magnifyKey, scaleKey, languageKey} {
		p.store.SetString(key, "")
	}
}

// sampleChosen takes samples so far apart where no plan says it: from now on, and of the
// example that is shown, unless it was edited.
func (w *Window) sampleChosen(d time.Duration) {
	before := w.prefs.sample()
	w.prefs.setSample(d)
	p, problems := w.form.plan()
	if w.path != "" || len(problems) > 0 || w.changed() || p.Metrics.Every != before && p.Metrics.Every != plan.Default().Metrics.Every {
		return
	}
	p.Metrics.Every = d
	w.loaded(p)
}

// sampledAsWished gives an example the wish of the user where it has none of its own.
func (w *Window) sampledAsWished(p plan.Plan) plan.Plan {
	if p.Metrics.Every == plan.Default().Metrics.Every {
		p.Metrics.Every = w.prefs.sample()
	}
	return p
}
