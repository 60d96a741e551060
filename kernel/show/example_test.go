package show_test

import (
	"errors"
	"fmt"

	"github.com/janpfeifer/must"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
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
