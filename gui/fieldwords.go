package gui

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/poolscope/poolscope/gui/tr"
	"github.com/poolscope/poolscope/internal/plan"
	"github.com/poolscope/poolscope/launcher/workload"
)

// fieldWords says what is wrong with a field to who types in it. A plan's own words name
// what stands in its file, where a text is in quotes and nothing is left empty. task names
// the built-in one. It says so in English: foreign has all of it in another language, or none.
func fieldWords(task, key, typed string, err error) string {
	typed = strings.TrimSpace(typed)
	text := rangeWords(reason(err))
	want, refused := strings.CutPrefix(text, strconv.Quote(typed)+" is not ")
	switch {
	case key == "task.env":
		return fmt.Sprintf(wantVariables(), text)
	case !refused:
		return asTyped(text, typed)
	case typed == "":
		return fmt.Sprintf(wantHere(), want)
	case strings.HasPrefix(key, "task.params."):
		return text + paramWant(task, strings.TrimPrefix(key, "task.params."))
	case bareNumber(typed) && (strings.HasPrefix(want, "a duration ") || strings.HasPrefix(want, "a size ")):
		return fmt.Sprintf(wantUnit(), typed, want)
	}
	return text
}

// fieldForms are what the form makes of the texts of package plan, as foreignForms are.
func fieldForms() []string {
	return []string{
		wantVariables(), wantHere(), wantUnit(), tr.Mark("%s is not a number: want %v"), tr.Mark("further sources: %v"),
		tr.Mark("a line is a kind of inputs and its text, such as lines names.txt"),
	}
}

func wantVariables() string { return tr.Mark("%v: want a line for each variable, such as LANG=C") }

func wantHere() string { return tr.Mark("nothing is here: want %v") }

func wantUnit() string { return tr.Mark("%s has no unit: want %v") }

// noCommand is what is wrong with a field for a command that is empty.
func noCommand() string {
	return tr.T("nothing is here: want a program and its arguments such as gzip -k {}")
}

// rangeWords says what is wrong with a range as it is typed here: a plan file has brackets
// around it.
func rangeWords(text string) string {
	if !strings.Contains(text, "[FIRST, END") {
		return text
	}
	if want, ok := strings.CutPrefix(text, "[] is not "); ok {
		text = fmt.Sprintf(wantHere(), want)
	}
	return strings.NewReplacer("[", "", "]", "").Replace(text)
}

func bareNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// asTyped has a number in a text as it was typed: 1e99, not a hundred digits.
func asTyped(text, typed string) string {
	n, err := strconv.ParseFloat(typed, 64)
	if err != nil {
		return text
	}
	return strings.Replace(text, strconv.FormatFloat(n, 'f', -1, 64), typed, 1)
}

// inputsWords says what is wrong with the inputs of a plan: of a file that is not there,
// where it was looked for.
func inputsWords(p plan.Plan, err error) string {
	name := p.Inputs.File
	path, wrong := filepath.Abs(name)
	if p.Dir != "" && !filepath.IsAbs(name) {
		path, wrong = filepath.Abs(filepath.Join(p.Dir, name))
	}
	if name == "" || wrong != nil {
		return reason(err)
	}
	if _, missing := os.Stat(path); !errors.Is(missing, fs.ErrNotExist) {
		return reason(err)
	}
	return tr.F("there is no file %s in %s: choose one, or type the name of one", visible(filepath.Base(path)), visible(filepath.Dir(path)))
}

// paramWant says what a parameter of a built-in task may be, after a colon.
func paramWant(task, name string) string {
	w, _ := workload.Lookup(task)
	param, ok := w.Param(name)
	if !ok {
		return ""
	}
	_, want, _ := strings.Cut(param.Check(math.NaN()).Error(), ": ")
	return ": " + want
}
