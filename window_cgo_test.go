//go:build cgo

package main

import "testing"

func TestMetadataLeavesTheCheckForTheRightGoroutineOn(t *testing.T) {
	about, err := metadata()
	if err != nil {
		t.Fatal(err)
	}
	if about.Migrations["fyneDo"] || about.Name == "" {
		t.Errorf("metadata = %+v, want no fyneDo: every build would be silent about calls off Fyne's goroutine", about)
	}
}
