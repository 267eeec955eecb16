package gui

import (
	"slices"

	"github.com/poolscope/poolscope/gui/tr"
)

// markerForms are what the texts of package run's markers are made of.
func markerForms() []string {
	return []string{
		tr.Mark("what was left was killed"), tr.Mark("stop asked"), tr.Mark("tasks held"), tr.Mark("tasks handed out"),
		tr.Mark("inputs closed"), tr.Mark("%v added"), tr.Mark("%s input"), tr.Mark("%s inputs"), tr.Mark("%s to %v"), tr.Mark("%s slot"), tr.Mark("%s slots"),
		tr.Mark("no longer waiting"), tr.Mark("waiting: %v"), tr.Mark("task %s killed"), tr.Mark("%s killed"), tr.Mark("%s stopped"),
		tr.Mark("%s continued"), tr.Mark("%s set to niceness %s"), tr.Mark("%s unpinned"), tr.Mark("%s pinned to core %s"), tr.Mark("%s pinned to cores %s"),
	}
}

// markerText is the text of a marker in the words of the screen. Each picture has them all, so
// only their own forms are tried.
func markerText(text string) string {
	if !tr.Translates() {
		return text
	}
	said, _ := inForms(text, slices.Concat(markerForms(), limitForms()))
	return said
}

// limitForms are why package plan lets no task start now.
func limitForms() []string {
	return []string{
		tr.Mark("the load is %s, and max_load is %s"), tr.Mark("the load cannot be read: %s"),
		tr.Mark("%s%% of the memory is free, and min_free is %s"), tr.Mark("%s of memory is free, and min_free is %s"),
		tr.Mark("the free memory cannot be read: %s"),
	}
}

// noticeForms are what package run says in passing.
func noticeForms() []string {
	return []string{
		tr.Mark("process %s was left behind by the command, and is ended: %s"),
		tr.Mark("%s took %s of a core for %s, its budget is %s: it reads every %s now, not every %s"),
		tr.Mark("%s took %s of a core for %s, its budget is %s: it reads every %s again"),
	}
}

// coreForms are the forms of package cores: how many a process may use, and why not all.
func coreForms() []string {
	return []string{
		tr.Mark("%v; %v"), tr.Mark("the machine's only core"), tr.Mark("all %s cores"),
		tr.Mark("%v of %s cores: %v"), tr.Mark("%v of %s core: %v"), tr.Mark("%v of %s cores"), tr.Mark("%v of %s core"),
		tr.Mark("less than 0.01"), tr.Mark("1 core"), tr.Mark("%s cores"),
		tr.Mark("the CPU quota of control group %s"), tr.Mark("1 is offline"), tr.Mark("%s are offline"),
		tr.Mark("the cpuset of control group %s %v"), tr.Mark("its affinity mask (as taskset sets it) %v"),
		tr.Mark("taskset or a container %v"), tr.Mark("limits it to %v"), tr.Mark("the kernel keeps %v isolated"),
		tr.Mark("core %s"), tr.Mark("cores %s"),
	}
}
