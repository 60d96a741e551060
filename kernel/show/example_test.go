package show_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math"

	"tradeoff/diversity/report"

	"github.com/janpfeifer/must"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/kernel/show"
)

func ExampleFigure() {
	show.Figure(must.M1(figure.TrainingCurve([]recipe.CurvePoint{{Step: 10, Loss: 2.3, Accuracy: 0.2, Rate: 0.05}})))
	// Output:
	// Training curve
	//
	// update  loss    accuracy %  rate
	// 10      2.3000  20.0        0.05
	//
	// Loss on the training images (left axis) and learning rate (right axis) during 10 updates; each point is the mean since the point before. At the end: loss 2.3, 20.0% of the training images classified rightly.
}

func ExampleTable() {
	show.Table([]string{"size", "error %"}, [][]any{{"K=32 n=16", 31.25}, {"K=16 n=32", 29.5}})
	// Output:
	// size       error %
	// K=32 n=16    31.25
	// K=16 n=32     29.5
}

func ExampleMarkdown() {
	show.Markdown("The best ratio is $x^* = (A/B)^{1/a}$.")
	// Output:
	// The best ratio is $x^* = (A/B)^{1/a}$.
}

func ExampleProgress() {
	onProgress := show.Progress() // for study.RunOptions.OnProgress
	onProgress(study.Progress{Study: "omniglot", Total: 2, Done: 2})
	// Output:
}

func ExampleLive() {
	letters := pool.Omniglot()
	experiment := study.Study{
		Name: "mine", Pool: letters.Background(), Tasks: []split.Task{split.FewShot(letters.Evaluation(), 20, 5)},
		Backbone: backbone.MLP{}, Budgets: []int{128, 256},
	}
	o := study.RunOptions{OnProgress: show.Live(experiment, show.LiveOptions{})} // for experiment.Run
	o.OnProgress(study.Progress{Study: "mine", Total: 75})
	// Output:
}

func ExampleRun() {
	_, err := show.Run(study.Study{Name: "a name with spaces"}, study.RunOptions{}, show.LiveOptions{})
	fmt.Println(errors.Is(err, diversity.ErrInvalid))
	// Output: true
}

func ExampleContext() {
	ctx := show.Context() // ends when the cell is interrupted
	fmt.Println(ctx.Err())
	// Output: <nil>
}

// In a notebook only the last line would be left.
func ExampleClear() {
	for _, line := range []string{"1 of 2", "2 of 2"} {
		show.Clear(true)
		fmt.Println(line)
	}
	// Output:
	// 1 of 2
	// 2 of 2
}

// In JupyterLab this shows a slider and a list; here it draws once, where they start.
func ExampleInteract() {
	err := show.Interact(show.Context(), []show.Control{
		show.Range{Name: "exponent", Min: 0.1, Max: 1, Step: 0.05, Start: 0.5},
		show.Choice{Name: "curve", Options: []string{"falling", "rising"}},
	}, func(v show.Values) (figure.Figure, error) {
		exponent := v.Number("exponent")
		if v.Text("curve") == "falling" {
			exponent = -exponent
		}
		line := figure.LineSeries{Name: "power of K"}
		for _, k := range []float64{1, 4, 16} {
			line.X, line.Y = append(line.X, k), append(line.Y, math.Pow(k, exponent))
		}
		return figure.Line([]figure.LineSeries{line},
			figure.LineOptions{Title: "Powers", X: figure.LineAxis{Name: "K"}, Y: figure.LineAxis{Name: "power"}})
	})
	fmt.Println(err)
	// Output:
	// exponent = 0.5, curve = falling
	// Powers
	//
	// series      K   power  low  high
	// power of K  1   1      -    -
	// power of K  4   0.5    -    -
	// power of K  16  0.25   -    -
	// <nil>
}

func ExampleRange() {
	budgets := show.Range{Name: "budget N", Min: 256, Max: 65536, Step: 2, Log: true} // 256, 512, 1024, ...
	fmt.Println(budgets.Validate(), show.Range{Name: "seed", Min: 1, Max: 1}.Validate())
	// Output: <nil> Range.Max of "seed" = 1: invalid value, allowed: above Min, which is 1
}

func ExampleChoice() {
	fmt.Println(show.Choice{Name: "law", Options: []string{"tied", "untied"}, Start: "free"}.Validate())
	// Output: Choice.Start of "law" = "free": invalid value, allowed: one of ["tied" "untied"]
}

func ExamplePreparation() {
	onProgress := show.Preparation() // for pool.FolderOptions.OnProgress
	onProgress(pool.Progress{Images: 2, Done: 2})
	// Output:
}

// What is no folder of images is an error that says so.
func ExampleFolder() {
	_, err := show.Folder("/nowhere/images", pool.FolderOptions{Gray: true})
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	// Output: true
}

// What keeps results from being compared, such as images of another pool, is written to the standard error.
func ExampleCompare() {
	letters := study.Study{Name: "letters", Pool: pool.Omniglot().Background()}
	show.Compare(&study.Results{Study: letters}, nil, report.CompareOptions{})
	// Output:
}
