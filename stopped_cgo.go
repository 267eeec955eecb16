//go:build cgo

package main

import "fyne.io/fyne/v2"

// stopHook is how Fyne sets what is done once its loop has ended (Lifecycle in internal/app
// of v2.7.1): it writes the preferences of an app that has an ID, which this one has not.
type stopHook interface{ SetOnStoppedHookExecuted(hook func()) }

// forgoStopHook has Fyne do nothing once its loop has ended. It would hand that to the loop
// and wait, where the loop ends just then for ever, and App.Run with it (runOnMainWithWait
// and runGL in internal/driver/glfw/loop.go of v2.7.1).
func forgoStopHook(of fyne.Lifecycle) {
	if l, ok := of.(stopHook); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
}
