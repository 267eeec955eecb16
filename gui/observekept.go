package gui

import "encoding/json"

// observedKey is where keptCommand is kept.
const observedKey = "observe.command"

// keptCommand is the command that was observed last.
type keptCommand struct {
	Line, Folder string
	Began        bool // no process was observed since that ran already
}

func (p preferences) lastObserved() keptCommand {
	var c keptCommand
	if json.Unmarshal([]byte(p.store.String(observedKey)), &c) != nil {
		return keptCommand{} // what somebody else wrote there
	}
	return c
}

func (p preferences) setLastObserved(c keptCommand) {
	text, err := json.Marshal(c)
	if err == nil { // texts always are
		p.store.SetString(observedKey, string(text))
	}
}
