// Package journal keeps the log of a run, one record a task, and reads it back for a
// run that goes on where another was cut off. It knows two formats: one of its own
// (docs/log.md), and the joblog of GNU parallel.
package journal
