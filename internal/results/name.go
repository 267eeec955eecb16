package results

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/poolscope/poolscope/launcher"
)

const (
	beginning = 40 // characters of an input that stand in a name
	digits    = 7  // of a task's number, at least
	hashed    = 8  // hexadecimal digits
)

// nameOf returns the name of a task's folder: portable, and unlike that of any other task.
func nameOf(task int, input json.RawMessage) string {
	sum := sha256.Sum256(input)
	hash := hex.EncodeToString(sum[:])[:hashed]
	if label := labelOf(input); label != "" {
		return prefixOf(task) + label + "-" + hash
	}
	return prefixOf(task) + hash
}

func prefixOf(task int) string { return fmt.Sprintf("%0*d-", digits, task) }

func pathOf(name string, stream launcher.Stream) string {
	if stream == launcher.Stderr {
		return name + "/stderr"
	}
	return name + "/stdout"
}

// labelOf returns the beginning of an input, of characters that every file system takes.
func labelOf(input json.RawMessage) string {
	var text string
	if err := json.Unmarshal(input, &text); err != nil {
		text = string(input)
	}
	var b strings.Builder
	gap := false
	for _, r := range text {
		switch {
		case b.Len() == beginning:
			return b.String()
		case portable(r):
			b.WriteRune(r)
		case !gap:
			b.WriteByte('_')
		}
		gap = !portable(r)
	}
	return b.String()
}

func portable(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune(".-_", r)
}

// isTask reports whether a name is one that nameOf returns.
func isTask(name string) bool {
	number, rest, ok := strings.Cut(name, "-")
	if !ok || len(number) < digits || strings.Trim(number, "0123456789") != "" {
		return false
	}
	if at := len(rest) - hashed - 1; at > 0 && rest[at] != '-' {
		return false
	}
	hash := rest[max(0, len(rest)-hashed):]
	return len(hash) == hashed && strings.Trim(hash, "0123456789abcdef") == ""
}

// earlierTask returns the name of a task's folder, "" where there is none.
func earlierTask(root *os.Root) (string, error) { return find(root, isTask) }

// taskFolder returns the name of the folder of a task that has one.
func taskFolder(root *os.Root, task int) (string, error) {
	prefix := prefixOf(task)
	name, err := find(root, func(name string) bool { return strings.HasPrefix(name, prefix) && isTask(name) })
	if err == nil && name == "" {
		err = fmt.Errorf("%s…: %w", prefix, os.ErrNotExist)
	}
	return name, err
}

// find returns the first name in the folder that is wanted. It may hold a great many.
func find(root *os.Root, wanted func(string) bool) (string, error) {
	dir, err := root.Open(".")
	if err != nil {
		return "", fmt.Errorf("read the folder: %w", cause(err))
	}
	defer func() { _ = dir.Close() }()
	for {
		names, err := dir.Readdirnames(1024)
		for _, name := range names {
			if wanted(name) {
				return name, nil
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return "", nil
		case err != nil:
			return "", fmt.Errorf("read the folder: %w", cause(err))
		}
	}
}
