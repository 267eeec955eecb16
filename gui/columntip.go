package gui

import "github.com/poolscope/poolscope/gui/tr"

// columnNote is the tip of a column's title, and the topic that says more.
type columnNote struct {
	text  string
	topic topic
}

// workerNote is that of a column of workers or processes, by its key; none for one that
// has no title.
func workerNote(key string) columnNote {
	if note, ok := usageNote(key); ok {
		return note
	}
	switch key {
	case "worker":
		return columnNote{tr.T("Workers in the order of their start. The name is never given to a second one."), aboutTasks}
	case "process":
		return columnNote{tr.T("The kernel's name of the process, below the one that started it."), aboutTree}
	case "pid":
		return columnNote{tr.T("The number by which the system knows the process while it lives. It is given again afterwards."), aboutReaped}
	case stateKey:
		return columnNote{tr.T("What the process does now: running, sleeping (it waits), stopped (frozen), or ended."), aboutHeld}
	case "tasks":
		return columnNote{tr.T("Tasks that the worker finished."), aboutTasks}
	case "exit":
		return columnNote{tr.T("How the process ended: its exit status, or the signal that ended it."), aboutEnd}
	case "processes":
		return columnNote{tr.T("The worker and all processes that descend from it."), aboutTree}
	case "slot":
		return columnNote{tr.T("The place in the pool: when a worker ends, its successor takes the same one."), aboutTasks}
	case "started":
		return columnNote{tr.T("When the process was made, from the beginning of the run."), aboutTasks}
	case commandKey:
		return columnNote{tr.T("How the process was started: its program and arguments."), aboutTree}
	}
	return columnNote{}
}

// usageNote is that of a column of what a process uses.
func usageNote(key string) (note columnNote, found bool) {
	switch key {
	case "core":
		return columnNote{tr.T("The core that it ran on last."), aboutCores}, true
	case "cpu":
		return columnNote{tr.T("CPU: processor time since the last sample, by the time between the two."), aboutCPU}, true
	case "cputime":
		return columnNote{tr.T("CPU time: all processor time so far, of its children too. With ~ it is sampled, else the kernel's total."), aboutExact}, true
	case "rss":
		return columnNote{tr.T("Memory: RSS, what of the process is in memory now, pages shared with others included."), aboutMemory}, true
	case "pss":
		return columnNote{tr.T("PSS: the same, but a page that several share counts in equal parts. Sums of it are true."), aboutMemory}, true
	case "uss":
		return columnNote{tr.T("USS: pages that nobody else has. They would be free if the process ended."), aboutMemory}, true
	case "peak":
		return columnNote{tr.T("Peak RSS: the most memory it ever had. With ~ it is sampled, else the kernel's."), aboutExact}, true
	case "threads":
		return columnNote{tr.T("Threads of the process, those of its children too."), aboutTree}, true
	case "switches":
		return columnNote{tr.T("Context switches a second: it waited, or its core was given to another."), aboutSwitches}, true
	case "voluntary":
		return columnNote{tr.T("Context switches a second because it waited: for a disk, a pipe, a lock."), aboutSwitches}, true
	case "involuntary":
		return columnNote{tr.T("Context switches a second because another was given the core."), aboutSwitches}, true
	case "migrations":
		return columnNote{tr.T("Moves to another core, a second."), aboutSwitches}, true
	}
	return usageNoteMore(key)
}

func usageNoteMore(key string) (note columnNote, found bool) {
	switch key {
	case "read":
		return columnNote{tr.T("Bytes that its system calls read, from pipes and caches too."), aboutFiles}, true
	case "written":
		return columnNote{tr.T("Bytes that its system calls wrote, to pipes and caches too."), aboutFiles}, true
	case "diskread":
		return columnNote{tr.T("Bytes that storage had to deliver for it."), aboutFiles}, true
	case "diskwritten":
		return columnNote{tr.T("Bytes that storage has to take from it."), aboutFiles}, true
	case "descriptors":
		return columnNote{tr.T("Files, pipes and sockets that it has open."), aboutFiles}, true
	case "nice":
		return columnNote{tr.T("How readily it gives way to others: 0 is usual, 19 the most."), aboutCPU}, true
	case "allowed":
		return columnNote{tr.T("On how many cores the system may put it."), aboutCores}, true
	}
	return columnNote{}, false
}

// taskNote is that of a column of tasks, by its title.
func taskNote(title string) columnNote {
	switch title {
	case "Task":
		return columnNote{tr.T("Tasks are numbered as their inputs are, from 0."), aboutTasks}
	case "State":
		return columnNote{tr.T("queued, running, or how it ended: done, failed, timed out, killed, cancelled, not run."), aboutTasks}
	case "Exit":
		return columnNote{tr.T("How the task's process ended, where it was one of its own or ended with it."), aboutEnd}
	case "Input":
		return columnNote{tr.T("What the task was given, cut where it is long."), aboutTasks}
	case "Ran for":
		return columnNote{tr.T("From its start to its end in the worker, of the last attempt."), aboutTasks}
	case "CPU time":
		return columnNote{tr.T("Processor time that the task took, measured by its worker."), aboutExact}
	case "Peak RSS":
		return columnNote{tr.T("The most memory of its process. With ≤ or ~ it may be that of an earlier task, or sampled."), aboutMemory}
	case "Start":
		return columnNote{tr.T("When it began, from the beginning of the run."), aboutTasks}
	case "Worker":
		return columnNote{tr.T("Who did it, or does."), aboutTasks}
	case "PID":
		return columnNote{tr.T("The number of the worker's process."), aboutReaped}
	}
	return columnNote{}
}

// tip is the text with what leads to more.
func (n columnNote) tip() string {
	if n.text == "" {
		return ""
	}
	return n.text + "\n" + tr.T("A click sorts, one with the right button explains more.")
}
