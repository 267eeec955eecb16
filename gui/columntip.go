package gui

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
		return columnNote{"Workers in the order of their start. The name is never given to a second one.", aboutTasks}
	case "process":
		return columnNote{"The kernel's name of the process, below the one that started it.", aboutTree}
	case "pid":
		return columnNote{"The number by which the system knows the process while it lives. It is given again afterwards.", aboutReaped}
	case stateKey:
		return columnNote{"What the process does now: running, sleeping (it waits), stopped (frozen), or ended.", aboutHeld}
	case "tasks":
		return columnNote{"Tasks that the worker finished.", aboutTasks}
	case "exit":
		return columnNote{"How the process ended: its exit status, or the signal that ended it.", aboutEnd}
	case "processes":
		return columnNote{"The worker and all processes that descend from it.", aboutTree}
	case "slot":
		return columnNote{"The place in the pool: when a worker ends, its successor takes the same one.", aboutTasks}
	case "started":
		return columnNote{"When the process was made, from the beginning of the run.", aboutTasks}
	case commandKey:
		return columnNote{"How the process was started: its program and arguments.", aboutTree}
	}
	return columnNote{}
}

// usageNote is that of a column of what a process uses.
func usageNote(key string) (note columnNote, found bool) {
	switch key {
	case "core":
		return columnNote{"The core that it ran on last.", aboutCores}, true
	case "cpu":
		return columnNote{"CPU: processor time since the last sample, by the time between the two.", aboutCPU}, true
	case "cputime":
		return columnNote{"CPU time: all processor time so far, of its children too. With ~ it is sampled, else the kernel's total.", aboutExact}, true
	case "rss":
		return columnNote{"Memory: RSS, what of the process is in memory now, pages shared with others included.", aboutMemory}, true
	case "pss":
		return columnNote{"PSS: the same, but a page that several share counts in equal parts. Sums of it are true.", aboutMemory}, true
	case "uss":
		return columnNote{"USS: pages that nobody else has. They would be free if the process ended.", aboutMemory}, true
	case "peak":
		return columnNote{"Peak RSS: the most memory it ever had. With ~ it is sampled, else the kernel's.", aboutExact}, true
	case "threads":
		return columnNote{"Threads of the process, those of its children too.", aboutTree}, true
	case "switches":
		return columnNote{"Context switches a second: it waited, or its core was given to another.", aboutSwitches}, true
	case "voluntary":
		return columnNote{"Context switches a second because it waited: for a disk, a pipe, a lock.", aboutSwitches}, true
	case "involuntary":
		return columnNote{"Context switches a second because another was given the core.", aboutSwitches}, true
	case "migrations":
		return columnNote{"Moves to another core, a second.", aboutSwitches}, true
	}
	return usageNoteMore(key)
}

func usageNoteMore(key string) (note columnNote, found bool) {
	switch key {
	case "read":
		return columnNote{"Bytes that its system calls read, from pipes and caches too.", aboutFiles}, true
	case "written":
		return columnNote{"Bytes that its system calls wrote, to pipes and caches too.", aboutFiles}, true
	case "diskread":
		return columnNote{"Bytes that storage had to deliver for it.", aboutFiles}, true
	case "diskwritten":
		return columnNote{"Bytes that storage has to take from it.", aboutFiles}, true
	case "descriptors":
		return columnNote{"Files, pipes and sockets that it has open.", aboutFiles}, true
	case "nice":
		return columnNote{"How readily it gives way to others: 0 is usual, 19 the most.", aboutCPU}, true
	case "allowed":
		return columnNote{"On how many cores the system may put it.", aboutCores}, true
	}
	return columnNote{}, false
}

// taskNote is that of a column of tasks, by its title.
func taskNote(title string) columnNote {
	switch title {
	case "Task":
		return columnNote{"Tasks are numbered as their inputs are, from 0.", aboutTasks}
	case "State":
		return columnNote{"queued, running, or how it ended: done, failed, timed out, killed, cancelled, not run.", aboutTasks}
	case "Exit":
		return columnNote{"How the task's process ended, where it was one of its own or ended with it.", aboutEnd}
	case "Input":
		return columnNote{"What the task was given, cut where it is long.", aboutTasks}
	case "Ran for":
		return columnNote{"From its start to its end in the worker, of the last attempt.", aboutTasks}
	case "CPU time":
		return columnNote{"Processor time that the task took, measured by its worker.", aboutExact}
	case "Peak RSS":
		return columnNote{"The most memory of its process. With ≤ or ~ it may be that of an earlier task, or sampled.", aboutMemory}
	case "Start":
		return columnNote{"When it began, from the beginning of the run.", aboutTasks}
	case "Worker":
		return columnNote{"Who did it, or does.", aboutTasks}
	case "PID":
		return columnNote{"The number of the worker's process.", aboutReaped}
	}
	return columnNote{}
}

// tip is the text with what leads to more.
func (n columnNote) tip() string {
	if n.text == "" {
		return ""
	}
	return n.text + "\nA click sorts, one with the right button explains more."
}
