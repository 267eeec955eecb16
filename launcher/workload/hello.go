package workload

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/poolscope/poolscope/launcher/worker"
)

func helloWorkload() Workload {
	return Workload{
		Name:    "hello",
		Summary: "Print and return a greeting with the worker's name",
		Input:   Input{Help: "whom to greet; null greets the world", Examples: `["World", "Ada", "Grace", "Edsger"]`},
	}.with(hello)
}

func hello(call *worker.Call, _ arguments) (any, error) {
	greeting := fmt.Sprintf("Hello, %s! This is %s.", addressee(call.Input), call.Worker)
	if _, err := fmt.Fprintln(call.Stdout, greeting); err != nil {
		return nil, fmt.Errorf("print the greeting: %w", err)
	}
	return greeting, nil
}

// addressee is what a string says, the JSON text of another value, and the
// world for none.
func addressee(input json.RawMessage) string {
	text := bytes.TrimSpace(input)
	if len(text) == 0 || string(text) == "null" {
		return "World"
	}
	var name string
	if json.Unmarshal(text, &name) == nil {
		return name
	}
	return string(text)
}
