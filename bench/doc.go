// Bench measures what Poolscope promises to cost, and prints each number beside
// its goal. It runs on Linux: `make bench`, or `bench NAME…` for some of it.
package main
