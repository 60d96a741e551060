package picture_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"github.com/janpfeifer/must"

	"tradeoff/diversity/display"
	"tradeoff/diversity/figure"
	"tradeoff/kernel/picture"
)

func ExampleSave() {
	f := must.M1(figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}},
		figure.LineOptions{Title: "Two points"}))
	dir := must.M1(os.MkdirTemp("", ""))
	defer os.RemoveAll(dir)
	must.M(picture.Save(f, filepath.Join(dir, "points.svg"), picture.Options{}))
	fmt.Println(picture.Save(f, "points.eps", picture.Options{}))
	// Output: path = points.eps: invalid value, allowed: a name that ends in .html, .svg, .png, .pdf or .json
}

func ExampleSavePaper() {
	f := must.M1(figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}},
		figure.LineOptions{Title: "Two points"}))
	dir := must.M1(os.MkdirTemp("", ""))
	defer os.RemoveAll(dir)
	must.M(picture.SavePaper(f, filepath.Join(dir, "points.pdf"), picture.PaperOptions{Width: picture.Column}))
	must.M(picture.SavePaper(f, filepath.Join(dir, "points.svg"), picture.PaperOptions{Letters: 8}))
	fmt.Println(picture.SavePaper(f, "points.pdf", picture.PaperOptions{Width: 8.4}))
	// Output: PaperOptions.Width = 8.4: invalid value, allowed: 40..400 millimetres, or 0 for 84
}

func ExamplePDF() {
	f := must.M1(figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}},
		figure.LineOptions{Title: "Two points"}))
	var b bytes.Buffer
	must.M(picture.PDF(&b, f, picture.Options{}))
	fmt.Println(bytes.HasPrefix(b.Bytes(), []byte("%PDF-")))
	// Output: true
}

func ExamplePNG() {
	f := must.M1(figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}},
		figure.LineOptions{Title: "Two points"}))
	var b bytes.Buffer
	must.M(picture.PNG(&b, f.WithSize(400, 300), picture.Options{Scale: 1}))
	size := must.M1(png.DecodeConfig(&b))
	fmt.Println(size.Width, "pixels wide")
	// Output: 400 pixels wide
}

func ExampleSVG() {
	f := must.M1(figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}},
		figure.LineOptions{Title: "Two points"}))
	var b bytes.Buffer
	must.M(picture.SVG(&b, f, picture.Options{Background: picture.Dark}))
	fmt.Println(bytes.Contains(b.Bytes(), []byte(">Two points</text>")))
	// Output: true
}

func ExampleHTML() {
	f := must.M1(figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}},
		figure.LineOptions{Title: "Two points"}))
	var b bytes.Buffer
	must.M(picture.HTML(&b, f, picture.Options{}))
	fmt.Println(bytes.Contains(b.Bytes(), []byte(`src="http`)), "that the page loads anything from elsewhere")
	// Output: false that the page loads anything from elsewhere
}

func ExampleJSON() {
	f := must.M1(figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}},
		figure.LineOptions{Title: "Two points"}))
	var b bytes.Buffer
	must.M(picture.JSON(&b, f, picture.Options{}))
	var option struct{ Title struct{ Text string } }
	must.M(json.Unmarshal(b.Bytes(), &option))
	fmt.Println(option.Title.Text)
	// Output: Two points
}

func ExampleSaveLaTeX() {
	table := display.Table{Header: []string{"K", "error %"}, Rows: [][]any{{16, display.Percent(0.55)}}}
	dir := must.M1(os.MkdirTemp("", ""))
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "sizes.tex")
	must.M(picture.SaveLaTeX(display.Document{Parts: []display.Part{table}}, path))
	fmt.Print(string(must.M1(os.ReadFile(path))))
	fmt.Println(picture.SaveLaTeX(display.Document{}, "sizes.csv"))
	// Output:
	// \begin{tabular}{rr}
	// \toprule
	// K & error \% \\
	// \midrule
	// 16 & 55.0 \\
	// \bottomrule
	// \end{tabular}
	// path = sizes.csv: invalid value, allowed: a name that ends in .tex
}
