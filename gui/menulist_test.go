package gui

import (
	"os"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// menuList has each item of the menus on a line. The test that drives them all in a real
// window goes through it.
const menuList = "../e2e/testdata/menus.txt"

// POOLSCOPE_MENUS=write writes the list instead of comparing with it.
func TestEveryMenuItemIsInTheListThatIsDrivenByKeyboard(t *testing.T) {
	var got []string
	for _, menu := range newStage(t, small()).w.menu.Items {
		got = append(got, pathsOf(menu, menu.Label)...)
	}
	if os.Getenv("POOLSCOPE_MENUS") == "write" {
		if err := os.WriteFile(menuList, []byte(strings.Join(got, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := strings.Split(strings.TrimSpace(content(t, menuList)), "\n")
	if !slices.Equal(got, want) {
		t.Errorf("%s lacks %q and has %q too many, or has them in another order: write it with POOLSCOPE_MENUS=write, and say in e2e what each new item does",
			menuList, without(got, want), without(want, got))
	}
}

// without returns the texts that are not among others.
func without(all, others []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(others, s) })
}

// pathsOf names the items of a menu that do something, those of menus within it too: a menu
// that is empty is an item here, as what it will have is not known.
func pathsOf(menu *fyne.Menu, above string) []string {
	var all []string
	for _, item := range menu.Items {
		path := above + " > " + item.Label
		switch {
		case item.IsSeparator:
		case item.ChildMenu != nil && len(item.ChildMenu.Items) > 0:
			all = append(all, pathsOf(item.ChildMenu, path)...)
		default:
			all = append(all, path)
		}
	}
	return all
}
