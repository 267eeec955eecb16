// Package proc asks the kernel about the processes that descend from one, and
// keeps descriptors from them. It holds nothing between two calls and starts no
// goroutine. What stands in files of one system is known on that system only.
package proc
