package picture_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/janpfeifer/must"

	"tradeoff/diversity/figure"
	"tradeoff/kernel/picture"
)

func ExampleSave() {
	f := must.M1(figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}}, figure.LineOptions{Title: "Two points"}))
	dir := must.M1(os.MkdirTemp("", ""))
	defer os.RemoveAll(dir)
	must.M(picture.Save(f, filepath.Join(dir, "points.svg"), picture.Options{}))
	fmt.Println(picture.Save(f, "points.pdf", picture.Options{}))
	// Output: path = points.pdf: invalid value, allowed: a name that ends in .html, .svg, .png or .json
}
