package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// everyOutput shows something of each kind; of the cells that follow one fails, in a way of its own.
var everyOutput = []string{
	`fmt.Println("text")`,
	`fmt.Fprintln(os.Stderr, "of the other kind")`,
	`for i := range 50 {
	fmt.Println(i)
	gonbui.DisplayHTML(fmt.Sprint(i))
	gonbui.Sync()
}`,
	`map[string]any{"b": &struct{ A, B int }{1, 2}, "a": strings.ToUpper, "c": []float64{1.0 / 3}}`,
	`[]struct{ K, N int; Error float64 }{{2, 16, 0.25}, {4, 8, 1.0 / 3}}`,
	`show.Table([]string{"K", "n"}, [][]int{{2, 16}, {4, 8}})
show.Markdown("*text*")
gonbui.DisplayHTML("<b>bold</b>")`,
	`func curves() figure.Figure {
	world := worlds.Planted{E: 0.02, A: 0.9, B: 0.9, Alpha: 0.8, Noise: 0.005}
	points := must.M1(world.Measure(must.M1(diversity.Spread(512, diversity.Limits{}, 7)), 4, 1))
	return must.M1(figure.Curves(points, figure.CurvesOptions{}))
}

show.Figure(curves())
curves()`,
	`report := show.Progress()
for done := range 4 {
	report(study.Progress{Study: "letters", Done: done, Total: 3, Running: 1, Elapsed: time.Second})
}`,
	`fmt.Println("cleared")
show.Clear(true)
fmt.Println("what follows")`,
}

// TestIntegrationStable executes notebooks twice: the outputs are the same to the byte, so that a diff shows what has
// changed.
func TestIntegrationStable(t *testing.T) {
	l := newLaboratory(t)
	for name, last := range map[string]string{
		"all well":         `1`,
		"compiler's error": `var a int = "b"`,
		"panic":            "func fail(n *int) int { return *n }\n\nfail(nil)",
		"own panic":        `panic(fmt.Errorf("as asked"))`,
		"exit":             `os.Exit(3)`,
		"error of a call":  `os.Chdir("nosuch")`,
	} {
		path := write(t, append([]string{"const first = 1"}, append(everyOutput, last)...)...)
		var written [2][]byte
		for i := range written {
			output := filepath.Join(t.TempDir(), "output.ipynb")
			if code, out := l.call(t, "run", path, "--output", output); code != 0 && name == "all well" || code != 1 &&
				name != "all well" {
				t.Fatalf("%s: exit code %d\n%s", name, code, out)
			}
			text, err := os.ReadFile(output)
			if err != nil {
				t.Fatal(err)
			}
			written[i] = text
		}
		if !bytes.Equal(written[0], written[1]) {
			t.Errorf("%s: two runs differ:\n%s", name, differing(written[0], written[1]))
		}
		for _, kind := range []string{"image/svg+xml", "application/vnd.echarts.v1+json", "text/html", "text/markdown",
			"stderr", "execute_result", "letters: 3 of 3"} {
			if !bytes.Contains(written[0], []byte(kind)) {
				t.Errorf("%s: no %s in the outputs", name, kind)
			}
		}
	}
}

// differing are the first lines of two texts that differ.
func differing(a, b []byte) string {
	const most = 3
	var list []string
	second := strings.Split(string(b), "\n")
	for i, line := range strings.Split(string(a), "\n") {
		if len(list) < 2*most && i < len(second) && line != second[i] {
			list = append(list, "- "+line, "+ "+second[i])
		}
	}
	return strings.Join(list, "\n")
}

// TestIntegrationOrder alternates between text and displays, which reach the kernel by different pipes.
func TestIntegrationOrder(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	_, outputs := k.Run("for i := range 500 {\n\tfmt.Println(i)\n\tgonbui.DisplayHTML(fmt.Sprint(i))\n\tgonbui.Sync()\n}")
	kinds := ""
	for _, m := range outputs {
		kinds += m.Header.Type + " "
	}
	if want := "execute_input " + strings.Repeat("stream display_data ", 500); kinds != want {
		t.Errorf("%d outputs: %.300s", len(outputs), kinds)
	}
}
