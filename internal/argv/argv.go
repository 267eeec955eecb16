// Package argv makes the arguments of a command of the inputs of a task. An input is
// never code: it arrives as it is, byte for byte, whatever is in it.
//
// An input is JSON. Arguments of a program are bytes, though, and not all of them are
// UTF-8, so the JSON text keeps a byte b that is none as the lone surrogate U+DC00+b,
// which no text can hold otherwise: "\udc80" to "\udcff". That is what Python's
// surrogateescape does (PEP 383).
package argv
