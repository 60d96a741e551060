package keep

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestWhatCellsLink looks at what a cell with a variable, or with a value, links beside its own packages: the linker
// takes most of the time of a small cell. Of the standard library it is what formats and encodes.
func TestWhatCellsLink(t *testing.T) {
	text, err := exec.Command("go", "list", "-deps", "tradeoff/kernel/keep", "tradeoff/kernel/result").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	list := strings.Fields(string(text))
	if !slices.Contains(list, "tradeoff/kernel/keep") || !slices.Contains(list, "tradeoff/kernel/result") {
		t.Fatalf("%s", text)
	}
	for _, path := range []string{"net", "runtime/cgo", "context", "crypto/sha256", "text/template", "regexp", "os/exec"} {
		if slices.Contains(list, path) {
			t.Errorf("they link %s", path)
		}
	}
}
