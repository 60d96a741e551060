package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"tradeoff/kernel/internal/jupyter/ipynb"
)

func TestCheckOrder(t *testing.T) {
	for _, c := range []struct {
		old, changed string // of what the file shows
		want         []string
		failed       bool
	}{
		{"", "", []string{"agree"}, false},
		{`"execution_count": 1`, `"execution_count": 7`, []string{
			"n.ipynb: cell 2 of 2 `show.Figure(f)` ran before cell 1 above it: In [2], and there In [7]\n", "agree"}, false},
		{`"0.742\n`, `"0.5\n`, []string{"n.ipynb: cell 1 of 2 `fmt.Println(0.742)`: stdout (0.5): committed 0.5, now 0.742\n"}, true},
	} {
		before, err := ipynb.Parse([]byte(strings.Replace(verified, c.old, c.changed, 1)))
		if err != nil {
			t.Fatal(err)
		}
		after, err := ipynb.Parse([]byte(verified))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := checkOrder(streams{out: &out}, "n.ipynb", before, after); errors.Is(err, errReported) != c.failed || err != nil && !c.failed {
			t.Errorf("%s: %v", c.changed, err)
		}
		for _, want := range c.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: printed\n%s\nwant %q", c.changed, out.String(), want)
			}
		}
	}
	code, _, said := call(t, "", "run", put(t, verified), "--check-order", "-p", "a=1", "--output", "x.ipynb")
	if code != exitUsage || !strings.Contains(said, "--check-order excludes -p") {
		t.Errorf("%d, %s", code, said)
	}
}

// TestIntegrationCheckOrder has a notebook whose cells were run before a change, and printed only.
func TestIntegrationCheckOrder(t *testing.T) {
	l := newLaboratory(t)
	path := write(t, "x := 3", "func double(n int) int {\n\treturn 2 * n\n}", "y := double(x)", "fmt.Println(y)")
	if code, out := l.call(t, "run", path); code != 0 {
		t.Fatalf("%d\n%s", code, out)
	}
	if code, out := l.call(t, "run", path, "--check-order"); code != 0 || !strings.Contains(out, "agree") {
		t.Errorf("in order: %d\n%s", code, out)
	}
	n, err := ipynb.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range n.Cells {
		if c.Source == "x := 3" {
			n.Cells[i].Source = "x := 4"
		}
		if c.Source == "fmt.Println(y)" {
			n.Cells[i].Source = "fmt.Println(y) // doubled"
		}
	}
	text, err := n.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	changed := put(t, string(text))
	for _, command := range [][]string{{"run", changed, "--check-order"}, {"verify", changed}} {
		code, out := l.call(t, command...)
		for _, want := range []string{
			"cell 1 of 4 `x := 4` was changed after it ran: what it left is not of the notebook as it stands\n",
			"cell 3 of 4 `y := double(x)` used x as it was before cell 1 was changed: what it left is not of the notebook as",
			"cell 4 of 4 `fmt.Println(y) // doubled` used y of cell 3, of which the same is true: what it shows is not of the",
			"committed 6, now 8",
		} {
			if code != exitFailed || !strings.Contains(out, want) {
				t.Errorf("%s: %d\n%s\nwant %s", command[0], code, out, want)
			}
		}
	}
	again, err := ipynb.Read(changed)
	if err != nil || len(again.Cells) != len(n.Cells) || !strings.Contains(string(mustEncode(t, again)), `"6\n"`) {
		t.Errorf("the notebook is another one: %v", err)
	}
}

func mustEncode(t *testing.T, n *ipynb.Notebook) []byte {
	t.Helper()
	text, err := n.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return text
}
