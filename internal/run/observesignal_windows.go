package run

import "os"

// stopSignal is none: Windows stops no program for a while.
func stopSignal() os.Signal { return nil }

func continueSignal() os.Signal { return nil }
