// Package launcher runs tasks on a pool of worker processes.
//
// A pool has a fixed number of slots that take tasks from one queue; at most
// one worker process lives in a slot. A worker is reached over two inherited
// pipes, never over its standard streams, which belong to the tasks. One that
// dies is noticed at once: its task is named, its slot filled again, and the
// rest goes on.
//
// The package stands alone: a program registers functions, gives the worker
// its chance first in main (worker.Main, which is what
// `if __name__ == "__main__"` is to Python's multiprocessing), and then maps
// over inputs.
package launcher
