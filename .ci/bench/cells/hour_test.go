package cells

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/kernel/internal/jupyter/wire"
)

func TestReadHour(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "kernel", "testdata", "hour.json"))
	if err != nil {
		t.Fatal(err)
	}
	list, err := ReadHour(text)
	if err != nil || len(list) < 40 {
		t.Fatalf("%d snippets, %v", len(list), err)
	}
	for _, s := range list {
		if s.Name == "" || len(s.Steps) == 0 || len(s.Python) == 0 {
			t.Errorf("%+v", s)
		}
	}
	for _, bad := range []string{"", "{}", "[]", "null", `[{"Steps": 1}]`} {
		if _, err := ReadHour([]byte(bad)); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// TestCellsForPlainGonb writes cells as somebody does who has gonb alone.
func TestCellsForPlainGonb(t *testing.T) {
	for code, want := range map[string]string{
		"x := 3":       "%%\nx := 3",
		"x + 1":        "%%\nfmt.Println(\nx + 1)",
		"a, b := f()":  "%%\na, b := f(); fmt.Println(a, b)",
		"func f() {}":  "func f() {}",
		"!echo a":      "!echo a",
		"must.M(f())":  "import \"github.com/janpfeifer/must\"\n%%\nmust.M(f())",
		"%who total x": "%who total x",
	} {
		if got := forPlain(code); got != want {
			t.Errorf("%q becomes\n%s\nwant\n%s", code, got, want)
		}
	}
}

func TestPrintHour(t *testing.T) {
	var out bytes.Buffer
	rows := []HourRow{{"a list", "", "undefined: x", ""}, {"a | b", "", "shows `1`\n2 | 3" + strings.Repeat("x", 100), notFailed}}
	if err := PrintHour(&out, rows); err != nil {
		t.Fatal(err)
	}
	want := "| snippet | ours | gonb | ipykernel |\n| --- | --- | --- | --- |\n| a list | works | `undefined: x` | works |\n" +
		"| a | b | works | `shows '1' 2 \\| 3" + strings.Repeat("x", 74) + " ...` | `runs, though it is wrong` |\n" +
		"| **work, of 2** | **2** | **0** | **1** |\n"
	if out.String() != want {
		t.Errorf("%s\nwant\n%s", out.String(), want)
	}
}

func TestFirstLines(t *testing.T) {
	for said, want := range map[string]string{
		"ERROR: failed\n./main.go:12:3: undefined: sum\nexit status 1": "undefined: sum",
		"NameError: name 'x' is not defined":                           "NameError: name 'x' is not defined",
	} {
		if got := firstLine(said, ""); got != want {
			t.Errorf("%q: %q", said, got)
		}
	}
	page, _ := json.Marshal(map[string]any{"data": map[string]string{
		"text/html": "<style>\na:1:2: b\n</style><p>./main.go:3:<b>4</b>: x declared &amp; not used<div>func main() {</div>"}})
	if got := firstLine("ERROR: exit status 1", pageText([]*wire.Message{{Content: page}})); got != "x declared & not used" {
		t.Errorf("of a page: %q", got)
	}
}
