package show_test

import (
	"github.com/janpfeifer/must"

	"tradeoff/diversity/figure"
	"tradeoff/diversity/study"
	"tradeoff/kernel/show"
)

func ExampleFigure() {
	show.Figure(must.M1(figure.TrainingCurve([]study.CurvePoint{{Step: 10, Loss: 2.3, Accuracy: 0.2, Rate: 0.05}})))
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
