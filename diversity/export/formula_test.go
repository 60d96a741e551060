package export

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// Names that a spreadsheet would compute are written as text, and read back exactly.
func TestNamesAreNoFormulas(t *testing.T) {
	row := Row{Classes: 2, PerClass: 2, Total: 4, Ratio: 1, Wrong: 1, Tested: 2, Error: 0.5, Loss: -0.25}
	for _, name := range []string{`=HYPERLINK("http://x","y")`, "+1", "-1", "@x", "\t=1", "'=1", "plain", "'", "a,b"} {
		named := row
		named.Study, named.Task, named.Probe, named.Device = name, name, name, name
		var text bytes.Buffer
		if err := writeCSV(&text, []Row{named}); err != nil {
			t.Fatal(err)
		}
		got, err := ReadCSV(bytes.NewReader(text.Bytes()))
		if err != nil || !reflect.DeepEqual(got, []Row{named}) {
			t.Errorf("%q is read back as %+v, %v", name, got, err)
		}
		_, line, _ := strings.Cut(text.String(), "\n")
		if strings.HasPrefix(strings.TrimPrefix(line, `"`), "=") || !strings.Contains(line, "-0.25") {
			t.Errorf("%q is written as %q", name, line)
		}
	}
}
