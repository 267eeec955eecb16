package workload

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// maxQuoted bounds how much of a wrong input an error repeats, in bytes.
const maxQuoted = 60

// CheckInput says what is wrong with one input, nil when nothing is.
func (w Workload) CheckInput(input json.RawMessage) error {
	_, err := w.Input.read(input)
	return err
}

// read returns the number that the input is, or 0 where any JSON value will do.
func (in Input) read(raw json.RawMessage) (float64, error) {
	if !in.Number {
		return 0, in.checkAny(raw)
	}
	n, ok := number(raw)
	if !ok || !in.span().holds(n) {
		return 0, in.wrong(raw)
	}
	return n, nil
}

// checkAny takes a missing input for null, as a task without one has.
func (in Input) checkAny(raw json.RawMessage) error {
	if len(raw) > 0 && !json.Valid(raw) {
		return fmt.Errorf("input %s is not JSON", quote(raw))
	}
	return nil
}

func (in Input) wrong(raw json.RawMessage) error {
	if len(raw) == 0 {
		return fmt.Errorf("no input: want %s (%s)", in.span(), in.Help)
	}
	return fmt.Errorf("input %s: want %s (%s)", quote(raw), in.span(), in.Help)
}

// number reads a JSON number. json.Unmarshal alone would take null for one, and
// strconv alone "0x1p4".
func number(raw json.RawMessage) (float64, bool) {
	text := bytes.TrimSpace(raw)
	if len(text) == 0 || (text[0] != '-' && (text[0] < '0' || text[0] > '9')) || !json.Valid(text) {
		return 0, false
	}
	n, err := strconv.ParseFloat(string(text), 64)
	return n, err == nil
}

// quote shortens an input for an error.
func quote(raw json.RawMessage) string {
	if len(raw) > maxQuoted {
		return strconv.Quote(string(raw[:maxQuoted])) + " and so on"
	}
	if json.Valid(raw) {
		return string(raw)
	}
	return strconv.Quote(string(raw))
}
