//go:build ignore

// A worker that takes square roots, and uses most of the protocol. Build it with
// `go build roots.go`.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"time"
)

type task struct {
	ID    int     `json:"id"`
	Input float64 `json:"input"`
}

type message map[string]any

func main() {
	out := json.NewEncoder(os.Stdout) // writes a line at a time
	_ = out.Encode(message{"ready": true})
	in := bufio.NewReader(os.Stdin) // a Scanner would refuse long lines
	for {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return
		}
		var said struct{ Task *json.RawMessage }
		if json.Unmarshal(line, &said) == nil && said.Task != nil {
			run(*said.Task, out)
		}
	}
}

func run(raw json.RawMessage, out *json.Encoder) {
	var t task
	err := json.Unmarshal(raw, &t)
	_ = out.Encode(message{"started": t.ID})
	begun := time.Now()
	result := math.Sqrt(t.Input)
	if t.Input == 2 {
		_ = out.Encode(message{"output": t.ID, "stream": "stdout", "text": "irrational!\n"})
	}
	if err == nil && math.IsNaN(result) {
		err = errors.New("math domain error")
	}
	end := message{"id": t.ID, "wall_s": time.Since(begun).Seconds()}
	if err != nil {
		end["error"] = message{"type": "ValueError", "message": err.Error()}
	} else {
		end["result"] = result
	}
	_ = out.Encode(end)
}
