package modpath

import (
	"os"
	"testing"

	"golang.org/x/mod/modfile"
)

func TestOwn(t *testing.T) {
	text, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	want := modfile.ModulePath(text)
	if want == "" || Own() != want || Package("kernel/show") != want+"/kernel/show" {
		t.Errorf("Own() = %q, Package(...) = %q, go.mod has %q", Own(), Package("kernel/show"), want)
	}
}
