package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/poolscope/poolscope/gui/tr"
)

// topic names a paragraph of what the numbers mean.
type topic string

// The topics, in the order of their paragraphs. They are var for tr.Mark alone.
//
//nolint:gochecknoglobals // never set
var (
	aboutCPU      = topic(tr.Mark("CPU"))
	aboutMemory   = topic(tr.Mark("Memory"))
	aboutTree     = topic(tr.Mark("Processes of a worker"))
	aboutCores    = topic(tr.Mark("Cores"))
	aboutSwitches = topic(tr.Mark("Switches/s and Migrations/s"))
	aboutFiles    = topic(tr.Mark("Read, written, descriptors"))
	aboutTasks    = topic(tr.Mark("Tasks"))
	aboutLeft     = topic(tr.Mark("How far, and what is left"))
	aboutPlots    = topic(tr.Mark("The plots of the Live view"))
	aboutOutput   = topic(tr.Mark("Lines of output"))
	aboutExact    = topic(tr.Mark("exact, and ~"))
	aboutEnd      = topic(tr.Mark("Exit"))
	aboutMarkers  = topic(tr.Mark("Markers"))
	aboutHeld     = topic(tr.Mark("Held, paused, stopped"))
	aboutSelf     = topic(tr.Mark("Poolscope itself"))
	aboutReaped   = topic(tr.Mark("Started, reaped, left over"))
)

// meaning is a paragraph: what a number of the window is and where it comes from.
type meaning struct {
	topic topic
	text  string
}

func meanings() []meaning { return append(readings(), happenings()...) }

// readings are of what is sampled.
func readings() []meaning {
	return []meaning{
		{aboutCPU, tr.T("Processor time since the reading before, divided by the time between the two. 100 % of one core is one core kept busy; a worker with several threads can be above. View, CPU as % of the machine divides by the number of cores. The first reading of a worker is blank: there is none before it.")},
		{aboutMemory, tr.T("The resident set size (RSS), what of the process is in memory now. Pages that several processes share are counted in each of them, so sums of it are an upper bound: four forked workers that share 100 MiB show 400. PSS counts such a page in equal parts, and the pool's sum is of it as soon as it is known of all. USS counts only what nobody shares: it would be free if the process ended. Peak RSS is the highest it ever was.")},
		{aboutTree, tr.T("A worker that runs commands, Python or a program is read together with all processes that descend from it: CPU, memory and threads are their sum, CPU time also that of children which ended before anybody looked. A worker's menu says how many there are, and their PSS.")},
		{aboutCores, tr.T("How busy each core of the machine was, by any program. The colour is the worker that last ran there. In the table, Core is where the worker ran last, Cores allowed on how many the system may put it.")},
		{aboutSwitches, tr.T("Context switches, voluntary (it waited) and involuntary (another was given the core), and moves from one core to another, each in a second.")},
		{aboutFiles, tr.T("Read and Written are the bytes that system calls moved, from pipes and caches too; Disk read and Disk written what storage had to do for it. Descriptors are the files, pipes and sockets that are open.")},
	}
}

// happenings are of what the pool and its tasks did.
func happenings() []meaning {
	return []meaning{
		{aboutTasks, tr.T("A task is one input of the plan. Ran for is the time from its start to its end in its worker, of the last attempt where it was tried again. Tasks of a worker are those that it finished.")},
		{aboutLeft, tr.T("The tasks that have reached an end, well or not, of all that there are, and their share. The time left is an estimate by the tasks that ended so far and those that run; it is not said in the first second, nor where nobody knows how many tasks there will be.")},
		{aboutPlots, tr.T("Tasks: a lane a worker, a bar a task. Queued and Running count tasks at each instant. CPU and Memory have a line a worker, and below it Pool, all of them together: processor time in cores, memory as PSS where that is known. The number at the left of a low plot is the end of its axis. Cores: how busy each was, and below that whose worker it ran.")},
		{aboutOutput, tr.T("At is when the line came, in seconds since the run began, Kind where it came from: stdout, stderr, a result that the task returned, or a note of Poolscope's own.")},
		{aboutExact, tr.T("exact: the kernel's own totals, taken when the worker was reaped; CPU time and Peak RSS without ~ in the table. All other numbers are sampled: what happens between two samples is seen only in the totals.")},
		{aboutEnd, tr.T("How a process ended: with the exit status that it gave itself, 0 where all was well, or by a signal that ended it.")},
		{aboutMarkers, tr.T("What was done to the pool by hand is a dashed line through all plots, with a flag and a few words above them; the mouse on it tells all of them. Where there is no room for the words of each, they are counted.")},
		{aboutHeld, tr.T("Tasks held: no task is handed out, and what has begun goes on. Pause freezes the picture and nothing else. A worker that is stopped is frozen by the system (SIGSTOP), and its task with it, until it is continued.")},
		{aboutSelf, tr.T("What this window and the sampling cost. It is not part of the pool.")},
		{aboutReaped, tr.T("workers started 5, reaped 5, left over 0: every process that was started has ended and was waited for.")},
	}
}

// meaningSheet is the list of all paragraphs; the one that was asked for can be scrolled to.
type meaningSheet struct {
	titles map[topic]*widget.Label
	rows   map[topic]fyne.CanvasObject // a title with its text
	scroll *container.Scroll
}

func newMeaningSheet() *meaningSheet {
	s := &meaningSheet{titles: map[topic]*widget.Label{}, rows: map[topic]fyne.CanvasObject{}}
	rows := container.NewVBox()
	for _, m := range meanings() {
		title, text := widget.NewLabel(tr.T(string(m.topic))), widget.NewLabel(m.text)
		title.TextStyle.Bold = true
		text.Wrapping = fyne.TextWrapWord
		s.titles[m.topic], s.rows[m.topic] = title, container.New(tightRows{}, title, text)
		rows.Add(s.rows[m.topic])
	}
	s.scroll = container.NewVScroll(rows)
	return s
}

// reveal scrolls to a topic and marks its title; "" is none.
func (s *meaningSheet) reveal(t topic) {
	title := s.titles[t]
	if title == nil {
		return
	}
	title.Importance = widget.HighImportance
	title.Refresh()
	most := s.scroll.Content.MinSize().Height - s.scroll.Size().Height
	s.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(s.rows[t].Position().Y, most))))
}

// tightRows puts a text close under its title.
type tightRows struct{}

const titleOverlap = 10 // of the air between them that is taken away

func (tightRows) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		least := o.MinSize()
		size = fyne.NewSize(max(size.Width, least.Width), size.Height+least.Height)
	}
	return size.SubtractWidthHeight(0, titleOverlap)
}

func (tightRows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		high := o.MinSize().Height
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, high))
		y += high - titleOverlap
	}
}

// meaningTapped shows what the numbers mean.
func (w *Window) meaningTapped() { w.meaningAt("") }

// meaningAt shows what the numbers mean, from a topic on.
func (w *Window) meaningAt(t topic) {
	s := newMeaningSheet()
	tell(w.win, tr.T("What the numbers mean"), s.scroll, fyne.NewSize(640, 520))
	s.reveal(t)
}
