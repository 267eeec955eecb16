package gui

import (
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// meaningText says what each number of the window is and where it comes from.
func meaningText() string {
	return strings.Join([]string{
		"CPU: processor time since the reading before, divided by the time between the two. 100 % of one core is one core kept busy; a worker with several threads can be above. View, CPU as % of the machine divides by the number of cores. The first reading of a worker is blank: there is none before it.",
		"Memory: the resident set size (RSS), what of the process is in memory now. Pages that several processes share are counted in each of them, so sums of it are an upper bound: four forked workers that share 100 MiB show 400. PSS counts such a page in equal parts, and the pool's sum is of it as soon as it is known of all.",
		"A worker that runs commands, Python or a program is read together with all processes that descend from it: CPU, memory and threads are their sum, CPU time also that of children which ended before anybody looked. A worker's menu says how many there are, and their PSS.",
		"Cores: how busy each core of the machine was, by any program. The colour is the worker that last ran there.",
		"Switches/s: context switches, voluntary (it waited) and involuntary (another was given the core).",
		"exact: the kernel's own totals, taken when the worker was reaped; CPU time and Peak RSS without ~ in the table. All other numbers are sampled: what happens between two samples is seen only in the totals.",
		"Markers: what was done to the pool by hand is a dashed line through all plots, with a flag and a few words above them; the mouse on it tells all of them. Where there is no room for the words of each, they are counted.",
		"Tasks held: no task is handed out, and what has begun goes on. Pause freezes the picture and nothing else. A worker that is stopped is frozen by the system (SIGSTOP), and its task with it, until it is continued.",
		"Poolscope itself: what this window and the sampling cost. It is not part of the pool.",
		"workers started 5, reaped 5, left over 0: every process that was started has ended and was waited for.",
	}, "\n\n")
}

// keysText lists the shortcuts as the menus have them.
func keysText(m *fyne.MainMenu) string {
	var lines []string
	for _, menu := range m.Items {
		lines = append(lines, keysOf(menu)...)
	}
	lines = append(lines, pad("Alt")+"open the menus", pad("Tab")+"next field", pad("Space")+"press the button that has the focus, choose a row",
		pad("Shift+F10")+"or Menu: what can be done with the chosen worker",
		pad("Ctrl+C")+"copy the table of workers, where it has the focus",
		pad("Escape")+"close a dialog, empty a filter",
		pad("Wheel")+"over the charts: zoom at the mouse; drawing them sideways scrolls",
		pad("Arrows")+"after a click on the charts: scroll and zoom; Home and End: to the beginning, to now")
	return strings.Join(lines, "\n")
}

// keysOf lists the shortcuts of a menu and of those that it opens.
func keysOf(menu *fyne.Menu) []string {
	var lines []string
	for _, item := range menu.Items {
		if s, ok := item.Shortcut.(fyne.KeyboardShortcut); ok {
			lines = append(lines, pad(keyText(s))+strings.TrimSuffix(item.Label, " …"))
		}
		if item.ChildMenu != nil {
			lines = append(lines, keysOf(item.ChildMenu)...)
		}
	}
	return lines
}

// pad fills the column of the keys.
func pad(key string) string { return key + strings.Repeat(" ", max(1, 12-len(key))) }

func aboutText(version string) string {
	return strings.Join([]string{
		"Poolscope " + version,
		"Launches a pool of worker processes and shows what each does to the processor and the memory.",
		"Built with " + runtime.Version() + " for " + runtime.GOOS + "/" + runtime.GOARCH + ", Fyne " + moduleVersion("fyne.io/fyne/v2") +
			", gopsutil " + moduleVersion("github.com/shirou/gopsutil/v3") + ".",
	}, "\n\n")
}

// reading shows a text that may be longer than its sheet.
func reading(text string, style fyne.TextStyle) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	l.TextStyle = style
	return container.NewVScroll(l)
}
