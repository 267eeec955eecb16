package gui

import "github.com/poolscope/poolscope/gui/tr"

// exampleForms are what stands above the fields of the examples, each in one line.
func exampleForms() []string {
	return []string{
		tr.Mark("Each task is a command, a process of its own: a checksum over more and more zeros. Look at the worker table: every task has a new Process and its PID, since a worker ends with its command. While it runs its CPU is the shell's own; the time at its end is that of all that the shell waited for. Set timeout to 200ms and retries to 1: the long ones time out, by name, twice."),
		tr.Mark("Eight workers whose tasks wait 0.3 s and then compute for 0.3 s. Look at the CPU lines: they drop while a worker waits, and others use its core. Now set cpu = 0.6 and wait = 0: only as many tasks as there are cores get on at a time. Then cpu = 0 and wait = 0.6: all eight wait at once, on no core at all."),
		tr.Mark("Four processes, and each prints one number. Look at the output: four lines from four different workers. Run it again: the numbers stay with their workers, but the lines may come in another order, since the four run at the same time."),
		tr.Mark(`One process that says hello and is joined. Look at the worker table: one row appears, with the PID that the operating system gave it, and ends with "exit 0". The greeting is in the output, and the last line counts one worker started, one reaped, none left over.`),
		tr.Mark("Each task touches so many MiB, holds them for 1.5 s and gives them back. Look at the memory lines: they rise when a task begins, fall when it ends, and never fall below what the worker itself needs. The CPU is busy only while the pages are touched. The peak of each worker is in the table after it ended."),
		tr.Mark(`Sixteen workers that all compute, on fewer cores. Look at the CPU lines: each worker gets its share of a core, and the pool gets no more than all cores. The switches a second tell how often it has to give way. Set workers = "auto" and compare: the whole takes as long, each task far less.`),
		tr.Mark("A pool of four takes twenty tasks from one queue; the results come at the end. Look at the timeline: each worker takes the next tasks as soon as it is free, and the CPU lines add up to the cores you have, however many workers there are. The results are in the order of the inputs, whoever computed them."),
		tr.Mark(`Four threads in one process: one row, one PID, up to 100 %% for each core it uses. Set run_as = "processes" and compare: four rows and four PIDs do the same work. Look at the memory: the threads share one heap, the processes have one each. Then look at the number of threads in each row.`),
		tr.Mark(`A function of your own: worker_task in python/tasks.py, called once for each input. Look at the output: each line names the process that wrote it. Two workers are two interpreters with two PIDs, and each counts its own tasks: they share no memory. Then set run_as = "threads" and compare: one PID, one count, and the two threads take turns on one core, since one interpreter computes in one thread at a time.`),
		tr.Mark("The same uneven tasks under each method: run it, set method to apply, imap and imap_unordered in turn, and compare the timelines. apply: one task at a time, three workers idle. map: tasks go out in chunks, and the two longest sit in one chunk while the others have nothing left to do. imap: one by one, no worker waits. imap_unordered: the same, results as they come."),
		tr.Mark("The worker that takes the sixth input is killed in the middle of its task. Look at its bar, and at who takes its slot. Then set on_worker_death in turn to fail: the task fails, the rest goes on; retry: it is handed out again, and again its worker is killed; hang: as Python's Pool, which forgets it and waits for ever (Stop ends that); break: as ProcessPoolExecutor, where all that is left fails."),
	}
}
