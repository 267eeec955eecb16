package gui

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/poolscope/poolscope/gui/tr"
)

// cpuScale says in which unit processor time is shown, everywhere in the window.
type cpuScale string

// The two units: a worker that keeps one core busy is at 100 % of one core, and
// at 50 % of a machine with two.
const (
	ofOneCore cpuScale = "% of one core"
	ofMachine cpuScale = "% of the machine"
)

// String is the scale as the window shows it; its value is what is stored.
func (s cpuScale) String() string {
	if s == ofMachine {
		return tr.T("% of the machine")
	}
	return tr.T("% of one core")
}

// factor returns what cores are multiplied by.
func (s cpuScale) factor(cores int) float64 {
	if s == ofMachine && cores > 0 {
		return 100 / float64(cores)
	}
	return 100
}

// percent returns cores in the scale, "" when they are not known.
func (s cpuScale) percent(v float64, cores int) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v*s.factor(cores), 'f', 1, 64) + " %"
}

// byteText returns bytes in IEC units with one digit.
func byteText(n uint64) string {
	units := []string{"KiB", "MiB", "GiB", "TiB"}
	v := float64(n) / 1024
	unit := 0
	for v >= 1023.95 && unit < len(units)-1 {
		v /= 1024
		unit++
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + " " + units[unit]
}

// countText returns a number with a comma between thousands.
func countText(n int) string {
	digits := strconv.Itoa(n)
	start := len(digits) % 3
	if start == 0 {
		start = 3
	}
	parts := []string{digits[:start]}
	for i := start; i < len(digits); i += 3 {
		parts = append(parts, digits[i:i+3])
	}
	return strings.Join(parts, ",")
}

// plural returns "1 worker" or "4 workers", of which the catalogue of a language has "1 worker"
// and "%s workers".
func plural(n int, noun string) string {
	if n == 1 {
		return tr.T("1 " + noun)
	}
	return tr.F("%s "+noun+"s", countText(n))
}

// wordFor returns one of some words in the language of the window, and any other text as it is.
func wordFor(text string, words ...string) string {
	if slices.Contains(words, text) {
		return tr.T(text)
	}
	return text
}

// spanText is secondsText of seconds.
func spanText(seconds float64) string {
	return secondsText(time.Duration(seconds * float64(time.Second)))
}

// secondsText returns a stretch of time with one digit, below a second in
// milliseconds, from a minute on with minutes.
func secondsText(d time.Duration) string {
	if d < time.Second {
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	}
	if d < time.Minute {
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	}
	d = d.Round(time.Second)
	if d < time.Hour {
		return fmt.Sprintf("%d:%02d min", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d:%02d h", int(d.Hours()), int(d.Minutes())%60)
}

// shortText returns a stretch of time that may be a task's, in milliseconds.
func shortText(d time.Duration) string {
	if d < time.Minute {
		return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) + " s"
	}
	return secondsText(d)
}

// leftText returns an estimate in the words a person would use.
func leftText(d time.Duration) string {
	switch {
	case d < 0:
		return ""
	case d < 10*time.Second:
		return tr.T("a few seconds left")
	case d < 100*time.Second:
		return tr.F("about %s s left", strconv.Itoa(int(math.Round(d.Seconds()/5)*5)))
	case d < 100*time.Minute:
		return tr.F("about %s min left", strconv.Itoa(int(math.Round(d.Minutes()))))
	default:
		return tr.F("about %s h left", strconv.Itoa(int(math.Round(d.Hours()))))
	}
}

// keyText returns a shortcut as a menu shows it, "Ctrl+R".
func keyText(s fyne.KeyboardShortcut) string {
	name := string(s.Key())
	if s.Mod()&fyne.KeyModifierShift != 0 {
		name = "Shift+" + name
	}
	if s.Mod()&fyne.KeyModifierAlt != 0 {
		return "Alt+" + name
	}
	return "Ctrl+" + name
}
