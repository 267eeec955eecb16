package cli

import "os"

// notifyWoken does nothing: Windows stops no program for a while.
func notifyWoken(chan<- os.Signal) {}
