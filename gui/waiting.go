package gui

import "time"

// waiting is how long Fyne's goroutine waits for what another one reads, and how that
// comes to it later.
type waiting struct {
	patience time.Duration // how long a key waits for an answer
	post     func(func())  // runs a function on Fyne's goroutine
}

// countPatience is not noticed by who types, and enough for most files.
const countPatience = 25 * time.Millisecond

// askFiles has files read by a goroutine of its own, and what it found taken over on
// Fyne's: before it returns where that is soon. It is not waited for any longer: a folder
// of a network that is gone may hold it up for minutes.
func askFiles[T any](w waiting, read func() T, take func(T)) {
	answer := make(chan T, 1) // room for it, so that whoever reads need not wait
	go func() { answer <- read() }()
	soon := time.NewTimer(w.patience)
	defer soon.Stop()
	select {
	case found := <-answer:
		take(found)
	case <-soon.C:
		go func() {
			found := <-answer
			w.post(func() { take(found) })
		}()
	}
}
