package gui

import (
	"fyne.io/fyne/v2"
)

// preferences is what the window remembers from one start to the next.
type preferences struct{ store fyne.Preferences }

const (
	widthKey  = "window.width"
	heightKey = "window.height"
	planKey   = "plan.path"
	lookKey   = "theme"
	scaleKey  = "cpu"
)

// size returns the window's size, within what is usable.
func (p preferences) size() fyne.Size {
	w := p.store.FloatWithFallback(widthKey, 1280)
	h := p.store.FloatWithFallback(heightKey, 800)
	return fyne.NewSize(float32(min(8000, max(640, w))), float32(min(8000, max(400, h))))
}

func (p preferences) setSize(s fyne.Size) {
	p.store.SetFloat(widthKey, float64(s.Width))
	p.store.SetFloat(heightKey, float64(s.Height))
}

func (p preferences) planPath() string { return p.store.String(planKey) }

func (p preferences) setPlanPath(path string) { p.store.SetString(planKey, path) }

func (p preferences) look() appearance {
	switch look := appearance(p.store.String(lookKey)); look {
	case alwaysLight, alwaysDark:
		return look
	case asDesktop:
	}
	return asDesktop
}

func (p preferences) setLook(look appearance) { p.store.SetString(lookKey, string(look)) }

func (p preferences) scale() cpuScale {
	if cpuScale(p.store.String(scaleKey)) == ofMachine {
		return ofMachine
	}
	return ofOneCore
}

func (p preferences) setScale(s cpuScale) { p.store.SetString(scaleKey, string(s)) }
