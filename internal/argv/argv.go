// Package argv makes the arguments of a command of the inputs of a task. An input is
// never code: it arrives as it is, byte for byte, whatever is in it.
package argv
