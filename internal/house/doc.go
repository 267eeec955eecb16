// Package house holds the tests of what no single package can: which package may
// know which, and that every lint rule catches what it is there for.
package house
