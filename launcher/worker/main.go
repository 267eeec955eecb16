// Package worker is the child's side of a pool: what a program's main gives a
// chance first.
package worker

// Main makes the process a worker if a pool started it as one, and then never
// returns; else it returns at once. Call it in the first line of main.
//
// Neither a command line nor an inherited environment can trigger it: the pool
// names two descriptors in a variable that Main removes, both must be pipes,
// and the first frame must answer the same secret.
func Main(Registry) {}
