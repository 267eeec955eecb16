//go:build cgo

package main

import (
	"testing"

	"fyne.io/fyne/v2/app"
)

func TestNothingIsLeftToDoForALoopThatHasEnded(t *testing.T) {
	a := app.NewWithID("")
	life, ok := a.Lifecycle().(interface{ OnStopped() func() })
	if !ok || life.OnStopped() == nil {
		t.Fatal("Fyne's app ends in another way than it did: see forgoStopHook")
	}
	forgoStopHook(a.Lifecycle())
	if life.OnStopped() != nil {
		t.Error("something is left to do when the loop has ended, and App.Run may wait for it for ever")
	}
}
