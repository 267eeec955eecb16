package gui

import (
	"context"
	"math"
	"runtime"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/metrics"
)

func aboutText(version string) string {
	return strings.Join([]string{
		"Poolscope " + version,
		tr.T("Launches a pool of worker processes and shows what each does to the processor and the memory."),
		tr.F("Built with %s for %s/%s, Fyne %s, gopsutil %s.", runtime.Version(), runtime.GOOS, runtime.GOARCH,
			moduleVersion("fyne.io/fyne/v2"), moduleVersion("github.com/shirou/gopsutil/v3")),
	}, "\n\n")
}

// ownEvery is how far apart the window reads its own cost while it says it.
const ownEvery = time.Second

// costText says what the window costs: now, and since it was opened.
func costText(u metrics.Usage, since time.Time, now time.Time) string {
	if u.RSS == 0 {
		return tr.T("What Poolscope itself costs is not known here.")
	}
	cpu := tr.T("reading …")
	if !math.IsNaN(u.CPU) {
		cpu = tr.F("%s %% of a core now", strconv.FormatFloat(u.CPU*100, 'f', 1, 64))
	}
	used := tr.F("Poolscope itself: %s, %s of processor time since %s (%s ago)",
		cpu, secondsText(u.CPUTime), since.Format("15:04:05"), secondsText(now.Sub(since)))
	return used + "\n" + tr.F("Memory: %s RSS, %s, %s",
		byteText(u.RSS), plural(u.Threads, "thread"), plural(runtime.NumGoroutine(), "goroutine"))
}

// aboutTapped shows what the program is, and what it costs as long as that is looked at.
func (w *Window) aboutTapped() {
	text, cost := widget.NewLabel(aboutText(w.version)), widget.NewLabel(tr.T("Poolscope itself: reading …")+"\n")
	text.Wrapping, cost.Wrapping = fyne.TextWrapWord, fyne.TextWrapWord
	d := dialog.NewCustomWithoutButtons(tr.T("About Poolscope"), container.NewBorder(nil, cost, nil, nil, container.NewVScroll(text)), w.win)
	over := &sheet{dialog: d, safe: newSheetButton(tr.T("Close"), d.Hide, d.Hide)}
	d.SetButtons([]fyne.CanvasObject{container.NewCenter(over.safe)})
	ctx, end := context.WithCancel(context.Background())
	d.SetOnClosed(end)
	d.Resize(fit(fyne.NewSize(560, 340), w.win))
	over.show(w.win)
	w.pumps.Go(func() {
		defer end()
		w.followSelf(ctx, func(u metrics.Usage) { cost.SetText(costText(u, w.since, time.Now())) })
	})
}

// followSelf reads what the window costs until ctx is done or the window closed. It is
// a goroutine of its own; take is called on Fyne's.
func (w *Window) followSelf(ctx context.Context, take func(metrics.Usage)) {
	sampler := metrics.NewSampler(metrics.NewSource())
	defer sampler.Close()
	ticker := time.NewTicker(ownEvery)
	defer ticker.Stop()
	for {
		self := sampler.Sample(time.Now(), nil).Self
		w.deliver(ctx, func() { take(self) })
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		case <-w.closed:
			return
		}
	}
}
