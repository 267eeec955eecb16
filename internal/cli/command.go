package cli

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// commandLine is what stands behind the first "--" of run: a command, and where its
// inputs come from. A script needs no "--" before its sources.
type commandLine struct {
	words   []string // the command, empty where a script or a plan is the task
	sources []source
	given   bool // there is a command, or sources
}

// source is one source of inputs, as GNU parallel has them on its command line.
type source struct {
	files  bool // the words are names of files, "-" being standard input; else they are the inputs
	linked bool // it goes step by step with the source before it
	words  []string
}

// separator returns the source that a word begins: ":::" has inputs behind it and
// "::::" names of files, and a "+" links it to the source before.
func separator(word string) (begun source, ok bool) {
	switch word {
	case ":::", ":::+", "::::", "::::+":
		return source{files: strings.HasPrefix(word, "::::"), linked: strings.HasSuffix(word, "+")}, true
	}
	return source{}, false
}

// splitCommand cuts the arguments of run at the first "--", or where the first source
// begins. Other commands have nothing behind it that is to be started.
func splitCommand(args []string) (before []string, c commandLine) {
	at := slices.IndexFunc(args, func(word string) bool {
		_, begins := separator(word)
		return word == "--" || begins
	})
	if at < 0 || args[0] != "run" {
		return args, commandLine{}
	}
	c.given = true
	words := args[at:]
	if words[0] == "--" {
		words = words[1:]
	}
	for _, word := range words {
		begun, ok := separator(word)
		last := len(c.sources) - 1
		switch {
		case ok:
			c.sources = append(c.sources, begun)
		case last < 0:
			c.words = append(c.words, word)
		default:
			c.sources[last].words = append(c.sources[last].words, word)
		}
	}
	return args[:at], c
}

// check returns what cannot be meant, whatever the inputs are.
func (c commandLine) check(flags runFlags) error {
	wrong := func(format string, args ...any) error {
		return usageError{command: "run", text: fmt.Sprintf(format, args...)}
	}
	switch {
	case flags.Shell != nil && len(c.words) > 0:
		return wrong("%q stands behind --, and --shell has the command already: want only sources there, such as ::: a b", c.words[0])
	case c.given && flags.Shell == nil && len(c.words) == 0 && flags.Plan == "":
		return wrong("no command behind --: want one such as -- gzip {} ::: a b")
	}
	if len(c.words) == 1 && looksLikeScript(c.words[0]) {
		return wrong("%q is not a program: write a command as words of its own (-- echo {}), or give a script with --shell, where the input is \"$1\"", c.words[0])
	}
	return c.checkSources(wrong)
}

func (c commandLine) checkSources(wrong func(string, ...any) error) error {
	for i, s := range c.sources {
		if s.linked && i == 0 {
			return wrong("the first source begins with +, which links it to one before: want ::: or ::::")
		}
		if s.files && len(s.words) == 0 {
			return wrong("no file behind ::::, want the name of one, or - for standard input")
		}
	}
	if stdin := c.fromStdin(); stdin > 1 {
		return wrong("standard input is named %d times as a source, and can be read once", stdin)
	}
	return nil
}

// fromStdin counts how often standard input is a source.
func (c commandLine) fromStdin() int {
	n := 0
	for _, s := range c.sources {
		for _, word := range s.words {
			if s.files && word == "-" {
				n++
			}
		}
	}
	return n
}

// looksLikeScript reports whether a word that is all of a command was meant for a
// shell: it has blanks, and is no program.
func looksLikeScript(word string) bool {
	return strings.ContainsAny(word, " \t\n") && !isProgram(word)
}

// isProgram reports whether a word names a program, in PATH or by its folder.
func isProgram(word string) bool {
	_, err := exec.LookPath(word)
	return err == nil
}
