package cli

import (
	"os"
	"strings"
	"testing"
)

func TestVersionIsThatOfThePackage(t *testing.T) {
	text, err := os.ReadFile("../../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	if want := `Version = "` + Version + `"`; !strings.Contains(string(text), want) {
		t.Errorf("FyneApp.toml has no line %s", want)
	}
}
