package figure_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/janpfeifer/must"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/theory/design"
	"tradeoff/diversity/worlds"
)

// Percent stand in for the results of a study: two budgets of a world with a known law.
func Percent() []diversity.Measurement {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.4, Alpha: 0.5}
	sizes := append(must.M1(diversity.SpreadSizes(diversity.FactorPairs(64), 4)),
		must.M1(diversity.SpreadSizes(diversity.FactorPairs(256), 4))...)
	return must.M1(world.Measure(sizes, 1, 1))
}

func ExampleCurves() {
	f := must.M1(figure.Curves(Percent(), figure.CurvesOptions{}))
	fmt.Println(f.Text())
	// Output:
	// Error against the number of classes
	//
	// N    K    n    error %  95% interval  runs
	// 64   1    64   95.0     -             1
	// 64   4    16   60.0     -             1
	// 64   16   4    50.0     -             1 <- best
	// 64   64   1    60.0     -             1
	// 256  2    128  70.1     -             1
	// 256  8    32   45.4     -             1
	// 256  32   8    38.3     -             1 <- best
	// 256  128  2    45.4     -             1
	//
	// Downstream error after pre-training on N = K × n images, for 2 budgets. Dots: mean over 1 repeat; bars: its 95% interval; rings: the lowest mean of each budget, with its K. Budgets are drawn a little beside each other.
}

func ExampleContour() {
	fit := must.M1(theory.Fit(Percent(), laws.Tied{Exponent: 0.5}, theory.FitOptions{BootstrapSamples: -1}))
	f := must.M1(figure.Contour(Percent(), figure.ContourOptions{Fit: fit}))
	fmt.Println(f.Caption)
	// Output:
	// Downstream error over the shape of the pre-training set; each dot is the mean over 1 repeat. Dashed: sizes with the same number of images N. Diamonds: the lowest mean of each N. Ground and thin lines: the error by the fitted tied a=0.5 law (rms residual 0 points); a dot that differs from its ground shows where the law is off. Greyed: farther than a factor of √2 beyond the measured sizes and budgets, where the ground is a guess.
}

func ExampleCollapse() {
	fit := must.M1(theory.Fit(Percent(), laws.Tied{Exponent: 0.5}, theory.FitOptions{BootstrapSamples: -1}))
	f := must.M1(figure.Collapse(Percent(), fit))
	fmt.Println(f, f.Width, f.Height)
	// Output:
	// All budgets on one curve 860 480
}

func ExampleOptimum() {
	slope := must.M1(theory.MeasureSlope(Percent(), theory.MinimaOptions{BootstrapSamples: -1}))
	f := must.M1(figure.Optimum(slope, figure.OptimumOptions{}))
	fmt.Println(f.WithTitle("Where the minimum lies"))
	// Output:
	// Where the minimum lies
}

func ExampleRegret() {
	fit := must.M1(theory.Fit(Percent(), laws.Tied{Exponent: 0.5}, theory.FitOptions{BootstrapSamples: -1}))
	f := must.M1(figure.Regret(must.M1(fit.BestAt(4096, theory.BestOptions{}))))
	fmt.Println(f)
	// Output:
	// Expected regret at N = 4,096
}

func ExampleTrainingCurve() {
	f := must.M1(figure.TrainingCurve([]recipe.CurvePoint{{Step: 10, Loss: 2.3, Accuracy: 0.2, Rate: 0.05},
		{Step: 20, Loss: 1.1, Accuracy: 0.7}}))
	fmt.Println(f.Text())
	// Output:
	// Training curve
	//
	// update  loss    accuracy %  rate
	// 10      2.3000  20.0        0.05
	// 20      1.1000  70.0        0
	//
	// Loss on the training images (left axis) and learning rate (right axis) during 20 updates; each point is the mean since the point before. At the end: loss 1.1, 70.0% of the training images classified rightly.
}

func ExampleLearning() {
	run := func(repeat int, losses ...float64) study.Result {
		r := study.Result{Run: study.Run{Size: diversity.Size{Classes: 4, PerClass: 16}, Repeat: repeat}}
		for i, loss := range losses {
			r.Curve = append(r.Curve, recipe.CurvePoint{Step: 10 * (i + 1), Loss: loss, Accuracy: 1 - loss/2})
		}
		return r
	}
	runs := []study.Result{run(0, 1.2, 0.3), run(1, 1.1, 0.4), run(2, 1.3, 0.35)}
	f := must.M1(figure.Learning(runs, figure.LearningOptions{X: figure.Epochs}))
	fmt.Println(f.Text())
	// Output:
	// Training loss during pre-training
	//
	// N   K  n   updates  loss    95% interval      accuracy %  95% interval  runs
	// 64  4  16  20       0.3500  0.2258 .. 0.4742  82.5        76.3 .. 88.7  3
	//
	// Training loss during pre-training at 1 size, against epochs; each line is the mean over 3 repeats, each point the mean since the point before. Bands: the 95% interval of the mean by Student's t over the repeats.
}

func ExampleCompare() {
	f := must.M1(figure.Compare([]figure.Group{{Name: "equal epochs", Points: Percent()},
		{Name: "equal steps", Points: Percent()}}))
	fmt.Println(f.Caption)
	// Output:
	// Downstream error after pre-training on N = K × n images, 2 groups in 2 panels. Dots: mean over 1 repeat; bars: its 95% interval; rings: the lowest mean, with its K. Curves are drawn a little beside each other.
}

func ExampleSamples() {
	p := pool.Omniglot().Background()
	draw := must.M1(split.Pretraining(p, split.DrawOptions{Size: diversity.Size{Classes: 32, PerClass: 16}, Seed: 1}))
	f := must.M1(figure.Samples(p, draw, figure.SamplesOptions{Classes: 5, PerClass: 10}))
	fmt.Println(f)
	// Output:
	// Images of a draw
}

// The images are those of pretrain.Augmented, which computes them; here they are made by hand.
func ExampleAugmented() {
	f := must.M1(figure.Augmented(recipe.Augmented{
		Height: 1, Width: 2, Channels: 1, Augment: recipe.Augment{Flip: 1},
		Rows: []recipe.AugmentedRow{{Name: "as they are", Images: []uint8{0, 255}}, {Name: "mirror", Images: []uint8{255, 0}}},
	}))
	fmt.Println(f.Caption)
	// Output:
	// The top row has 1 image as they are, the other rows what the parts of the augmentation make of the same images, each part alone: shift 0 pixels, rotation 0 degrees, scale 0, mirror 1.
}

func ExampleFromChart() {
	bar := charts.NewBar()
	bar.SetGlobalOptions(charts.WithTitleOpts(opts.Title{Title: "Images per budget"}))
	bar.SetXAxis([]string{"small", "large"}).AddSeries("N", []opts.BarData{{Value: 512}, {Value: 4096}})
	f := must.M1(figure.FromChart(bar, "Any go-echarts chart becomes a figure."))
	fmt.Println(f)
	// Output:
	// Images per budget
}

func ExampleFigure_Option() {
	f := must.M1(figure.TrainingCurve([]recipe.CurvePoint{{Step: 10, Loss: 2.3, Rate: 0.05}}))
	option := must.M1(f.WithSize(640, 360).Option())
	fmt.Printf("%.60s...\n", option)
	// Output:
	// {"animation":false,"color":["#0072B2","#C98100","#009E73","#...
}

// A click on a point of this figure, in JupyterLab or in an exported page, shows its runs. What is shown is data beside
// the option.
func ExampleFigure_Runs() {
	f := must.M1(figure.Curves(Percent(), figure.CurvesOptions{}))
	fmt.Printf("%.131s...\n", must.M1(f.Runs()))
	// Output:
	// {"points":[[0,0,0],[0,1,1],[0,2,2],[0,3,3],[2,0,4],[2,1,5],[2,2,6],[2,3,7]],"sizes":[{"name":"K = 1, n = 64 (N = 64)","mean":"mean ...
}

// The results of a study say more of each run than its error: seed, time, processor, training curve, images.
func ExampleFigure_WithRuns() {
	letters := pool.Omniglot()
	s := study.Study{Name: "letters", Pool: letters.Background(), Tasks: []split.Task{split.FewShot(letters.Evaluation(), 5, 2)},
		Backbone: backbone.MLP{}, Budgets: []int{256}, Repeats: 1}
	results := study.Results{Study: s}
	task := study.TaskProbeOf(s.Tasks[0], s.WithDefaults().Probes[0])
	for _, run := range must.M1(s.Plan()) {
		e := study.NewTaskError(task, []probe.Score{{Wrong: 250, Tested: 1000}})
		results.Runs = append(results.Runs, study.Result{Run: run, Measurements: []study.TaskError{e}, Device: "CPU"})
	}
	curves := must.M1(figure.Curves(must.M1(results.Points(study.Metric{})), figure.CurvesOptions{}))
	f := must.M1(curves.WithRuns(&results, figure.RunsOptions{}))
	for _, want := range []string{"Computed on CPU.", "Classes of the first run", "data:image/png"} {
		fmt.Println(want, strings.Contains(string(must.M1(f.Runs())), want))
	}
	// Output:
	// Computed on CPU. true
	// Classes of the first run true
	// data:image/png true
}

// A click on a point of a line of one's own shows runs where it says of which sizes its points are, and of what runs.
func ExampleLine_runs() {
	line := figure.LineSeries{Name: "error for each class", X: []float64{1, 4}, Y: []float64{40, 10},
		Sizes: []diversity.Size{{Classes: 1, PerClass: 64}, {Classes: 4, PerClass: 16}}}
	f := must.M1(figure.Line([]figure.LineSeries{line}, figure.LineOptions{Runs: []figure.Group{{Points: Percent()}}}))
	fmt.Printf("%.73s...\n", must.M1(f.Runs()))
	// Output:
	// {"points":[[0,0,0],[0,1,1]],"sizes":[{"name":"K = 1, n = 64 (N = 64)","me...
}

func ExampleLine() {
	f := must.M1(figure.Line([]figure.LineSeries{
		{Name: "law", X: []float64{64, 256, 1024}, Y: []float64{30, 22, 17}, Low: []float64{28, 21, 15},
			High: []float64{32, 23, 19}},
	}, figure.LineOptions{
		Title: "Error of the best size", Caption: "By the law, with its interval.",
		X: figure.LineAxis{Name: "budget N (log scale)", Log: true}, Y: figure.LineAxis{Name: "error (%)"},
		Marks: []figure.Mark{figure.AtX(512, "largest measured N")},
	}))
	fmt.Println(f.Text())
	// Output:
	// Error of the best size
	//
	// series  budget N (log scale)  error (%)  low  high
	// law     64                    30         28   32
	// law     256                   22         21   23
	// law     1024                  17         15   19
	// largest measured N: x = 512
	//
	// By the law, with its interval.
}

func ExampleSlider() {
	var frames []figure.Frame
	for _, total := range []float64{64, 256, 1024} {
		line := figure.LineSeries{X: []float64{1, total}, Y: []float64{1, total / 2}}
		f := must.M1(figure.Line([]figure.LineSeries{line}, figure.LineOptions{Title: "Half of the budget"}))
		frames = append(frames, figure.Frame{Label: fmt.Sprint(total), Figure: f})
	}
	f := must.M1(figure.Slider(frames, figure.SliderOptions{Name: "budget N", Start: 1}))
	fmt.Println(f.Text())
	// Output:
	// Half of the budget
	//
	// budget N: 64 [256] 1024
	// series  x    y    low  high
	// -       1    1    -    -
	// -       256  128  -    -
}

// noisy stand in for the results of a study with repeats.
func noisy() []diversity.Measurement {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.4, Alpha: 0.5, Beta: 0.6, Noise: 0.01}
	var sizes []diversity.Size
	for _, total := range []int{256, 1024, 4096} {
		sizes = append(sizes, must.M1(diversity.Spread(total, diversity.Limits{}, 6))...)
	}
	return must.M1(world.Measure(sizes, 3, 1))
}

func ExampleCloud() {
	fit := must.M1(theory.Fit(noisy(), laws.Untied{}, theory.FitOptions{BootstrapSamples: 200}))
	f := must.M1(figure.Cloud(fit, theory.ParameterOf("a"), theory.ParameterOf("b")))
	fmt.Println(f)
	// Output:
	// a and b over refits
}

func ExampleProfile() {
	fit := must.M1(theory.Fit(noisy(), laws.Untied{}, theory.FitOptions{BootstrapSamples: -1}))
	f := must.M1(figure.Profile(must.M1(fit.Profile(theory.BestClassesAt(4096), theory.ProfileOptions{}))))
	fmt.Println(f)
	// Output:
	// Profile likelihood of K* at N = 4096
}

func ExamplePredicted() {
	prediction := must.M1(theory.Predict(context.Background(), noisy(), 16384, theory.PredictOptions{Samples: 200}))
	f := must.M1(figure.Predicted(prediction, noisy()))
	fmt.Println(f)
	// Output:
	// Predicted size at N = 16,384
}

func ExampleRules() {
	f := must.M1(figure.Rules(must.M1(backtest.Run(context.Background(), noisy(), backtest.Options{Samples: 200}))))
	fmt.Println(f)
	// Output:
	// Measured regret at N = 4,096
}

func ExamplePower() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.4, Beta: 0.7, Noise: 0.01}
	curve := must.M1(design.Power(context.Background(), world,
		design.PowerOptions{Budgets: [][]int{{256, 1024}}, Repeats: []int{2, 4}, Studies: 50, Test: design.ByLaws}))
	f := must.M1(figure.Power(curve))
	fmt.Println(f)
	// Output:
	// Studies that find a drifting ratio
}

// In a study, set Confusions: true and take the confusion of its results: results.Confusion(study.ConfusionOptions{}).
func ExampleConfusion() {
	counts := probe.NewConfusion([]string{"Greek/alpha", "Greek/beta", "Latin/a"}, []string{"Greek", "Greek", "Latin"})
	must.M(counts.Add([]int32{0, 0, 0, 0, 1, 1, 2, 2, 2}, []int32{0, 2, 2, 0, 1, 1, 0, 2, 2}))
	f := must.M1(figure.Confusion(study.Confusion{Confusion: counts, Task: "letters", Probe: "ridge"},
		figure.ConfusionOptions{}))
	fmt.Println(f.Text())
	// Output:
	// What test images were taken for
	//
	// true class   taken for    images  of  share %
	// Greek/alpha  Latin/a      2       4   50.0
	// Latin/a      Greek/alpha  1       3   33.3
	//
	// What the test images of the task “letters” were taken for with the probe ridge: 9 images, error 33.3%. Rows: true class; columns: class given. Colour: share of the row's images that were mistaken; right answers, on the diagonal, are grey and not on the scale of the share, blank is none.
}

// The episodes of a task say which classes met: the element of study.Study.Tasks that the confusion is of.
func ExampleConfusion_episodes() {
	task := split.FewShot(pool.Omniglot().Evaluation(), 2, 5)
	task.Episodes = 3
	var classes []string
	for _, episode := range must.M1(task.Draw()) {
		for _, class := range episode.Classes {
			classes = append(classes, task.Pool.ClassID(class))
		}
	}
	counts := probe.NewConfusion(classes, nil)
	must.M(counts.Add([]int32{0, 1, 2, 3, 4, 5}, []int32{0, 0, 2, 3, 5, 5}))
	f := must.M1(figure.Confusion(study.Confusion{Confusion: counts, Drawn: task, Episodes: task.Episodes},
		figure.ConfusionOptions{}))
	fmt.Println(f.Caption)
	// Output:
	// What the test images of a task were taken for: 6 images, error 33.3%. Rows: true class; columns: class given. Colour: share of the row's images that were mistaken; right answers, on the diagonal, are grey and not on the scale of the share, blank is none, shaded are two that never met in an episode (12 of 15 pairs). Each of the 3 episodes has its own choice of the 6 classes, and an image can only be taken for one of these.
}

// marked is a line with one mark; its words end with what is marked.
func marked(mark figure.Mark) string {
	f := must.M1(figure.Line([]figure.LineSeries{{X: []float64{1, 2}, Y: []float64{3, 4}}},
		figure.LineOptions{Title: "A line", Marks: []figure.Mark{mark}}))
	lines := strings.Split(strings.TrimSpace(f.Text()), "\n")
	return lines[len(lines)-1]
}

func ExampleAtX() {
	fmt.Println(marked(figure.AtX(1.5, "middle")))
	// Output: middle: x = 1.5
}

func ExampleAtY() {
	fmt.Println(marked(figure.AtY(3.5, "chance")))
	// Output: chance: y = 3.5
}

func ExampleAtPoint() {
	fmt.Println(marked(figure.AtPoint(2, 4, "chosen")))
	// Output: chosen: 2, 4
}

func ExampleSuperclasses() {
	p := pool.Omniglot().Background().Groups("Greek", "Latin", "Korean")
	draw := must.M1(split.Pretraining(p, split.DrawOptions{Size: diversity.Size{Classes: 6, PerClass: 8}, Seed: 1,
		Choice: split.Balanced{}}))
	fmt.Println(must.M1(figure.Superclasses(p, draw)).Text())
	// Output:
	// Classes drawn of each superclass
	//
	// superclass  drawn  of  classes
	// Korean      2      40  character37, character34
	// Latin       2      26  character22, character08
	// Greek       2      24  character10, character03
	//
	// 6 classes drawn by the choice balanced (K=6 n=8, seed 1) from omniglot background: 90 classes, 20 images each, 28x28x1, 3 groups (groups Greek, Korean, Latin): they are of 3 of 3 superclasses, as even as 3 with equally many classes. Coloured: classes drawn; grey: the others of the superclass.
}

func ExampleNearDuplicates() {
	letters := pool.Omniglot().Background().Groups("Greek")
	refs := []pool.Ref{{Class: 0}, {Class: 1}, {Class: 2}}
	copies := must.M1(pool.New(pool.Content{Images: must.M1(letters.Images(refs)), Labels: []int{0, 1, 2}, Height: 28,
		Width: 28}))
	pairs := must.M1(pool.NearDuplicates(context.Background(), letters, copies, pool.NearOptions{}))
	fmt.Println(must.M1(figure.NearDuplicates(letters, copies, pairs, figure.NearOptions{Most: 3})))
	// Output: Images that look alike
}

func ExamplePolicies() {
	fmt.Println(must.M1(figure.Policies(comparedPolicies(), study.Metric{}, theory.MinimaOptions{})))
	// Output: Error against the number of classes, by policy
}

// comparedPolicies stand in for the results of a study of two policies.
func comparedPolicies() *study.Results {
	omniglot := pool.Omniglot()
	r := &study.Results{Study: study.Study{
		Name: "policies", Pool: omniglot.Background(), Tasks: []split.Task{split.FewShot(omniglot.Evaluation(), 5, 2)},
		Backbone: backbone.MLP{}, Budgets: []int{256}, Repeats: 3,
		Policies: []study.Policy{{Name: "uniform"}, {Name: "balanced", Choice: split.Balanced{}}},
	}}
	of := study.TaskProbeOf(r.Study.Tasks[0], probe.Ridge{})
	for _, run := range must.M1(r.Study.Plan()) {
		wrong := 3000 + 10*run.Repeat + 2*run.Size.Classes + 5000/max(1, run.Size.Classes)
		if run.Policy == "balanced" {
			wrong -= 40
		}
		m := study.NewTaskError(of, []probe.Score{{Wrong: wrong, Tested: 10000}})
		r.Runs = append(r.Runs, study.Result{Run: run, Hash: r.Study.RunHash(run), Measurements: []study.TaskError{m}})
	}
	return r
}

// What diagnose.Predictors found for a budget.
func ExamplePredictors() {
	rank := estimate.Estimate{Value: -0.9, Interval: estimate.Interval{Low: -1, High: -0.7, Level: 0.95}}
	found := diagnose.Predictor{Name: diagnose.RankMe, Budget: 512, Sizes: 7, Runs: 35, Rank: rank}
	fmt.Println(figure.Predictors([]diagnose.Predictor{found}))
	// Output: Which quantities go with the error <nil>
}

// Curves in a terminal: a letter for each budget, a capital at its best size.
func ExampleTextCurves() {
	means, err := estimate.Summary(testkit.Study())
	if err != nil {
		fmt.Println(err)
		return
	}
	picture, legend := figure.TextCurves(means, 50, estimate.Scale{})
	fmt.Println(strings.Count(picture, "\n"), "lines")
	fmt.Println(legend)
	// Output:
	// 14 lines
	// error against K; a N = 256, b N = 1024, c N = 4096; a capital is the best size
}

func ExampleSVGCurves() {
	means, err := estimate.Summary(testkit.Study())
	if err != nil {
		fmt.Println(err)
		return
	}
	svg := figure.SVGCurves(means, 600, estimate.Scale{}, func(s diversity.Size) string { return "#" + s.String() })
	fmt.Println(strings.HasPrefix(svg, "<svg "), strings.Contains(svg, `href="#K=16 n=16"`))
	// Output: true true
}
