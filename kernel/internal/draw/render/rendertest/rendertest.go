// Package rendertest has a figure of every kind, for tests of whatever draws them.
package rendertest

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
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

var (
	making sync.Once
	made   map[string]figure.Figure // nil if one could not be made
)

// Figures are all figures of a planted law that need no images. They are made once in a process, which takes seconds.
func Figures(t *testing.T) map[string]figure.Figure {
	t.Helper()
	making.Do(func() { made = figures(t) })
	if made == nil {
		t.Fatal("not all figures could be made: see the test that asked first")
	}
	return maps.Clone(made)
}

func figures(t *testing.T) map[string]figure.Figure {
	t.Helper()
	world := worlds.Planted{E: 0.02, A: 0.9, B: 0.9, Alpha: 0.8, Noise: 0.005}
	var sizes []diversity.Size
	for _, total := range []int{512, 1024, 2048} {
		sizes = append(sizes, check(diversity.Spread(total, diversity.Limits{PerClass: 256}, 7))(t)...)
	}
	points := check(world.Measure(sizes, 4, 1))(t)
	control := check(world.Measure([]diversity.Size{{Classes: 1, PerClass: 2}}, 4, 2))(t)
	fit := check(theory.Fit(points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 40}))(t)
	slope := check(theory.MeasureSlope(points, theory.MinimaOptions{BootstrapSamples: 40}))(t)
	prediction := check(fit.BestAt(65536, theory.BestOptions{}))(t)
	untied := check(theory.Fit(points, laws.Untied{}, theory.FitOptions{BootstrapSamples: 40}))(t)
	profile := check(untied.Profile(theory.DifferenceOf("a", "b"), theory.ProfileOptions{}))(t)
	rules := check(backtest.Run(context.Background(), points, backtest.Options{Samples: 100}))(t)
	power := check(design.Power(context.Background(), world,
		design.PowerOptions{Repeats: []int{2, 4}, Studies: 10, Test: design.ByLaws}))(t)
	curve := []recipe.CurvePoint{{Step: 10, Loss: 2, Rate: 0.05}, {Step: 20, Loss: 1, Rate: 0.02}}
	all := map[string]figure.Figure{
		"curves":         check(figure.Curves(points, figure.CurvesOptions{Fit: fit, Control: control}))(t),
		"curves, plain":  check(figure.Curves(points, figure.CurvesOptions{}))(t),
		"contour":        check(figure.Contour(points, figure.ContourOptions{Fit: fit}))(t),
		"contour, plain": check(figure.Contour(points, figure.ContourOptions{}))(t),
		"contour, free": check(figure.Contour(points,
			figure.ContourOptions{Surface: check(theory.Surface(context.Background(), points,
				theory.SurfaceOptions{Samples: 100}))(t)}))(t),
		"collapse":       check(figure.Collapse(points, fit))(t),
		"optimum":        check(figure.Optimum(slope, figure.OptimumOptions{Fit: fit}))(t),
		"regret":         check(figure.Regret(prediction))(t),
		"training curve": check(figure.TrainingCurve(curve))(t),
		"cloud":          check(figure.Cloud(untied, theory.ParameterOf("a"), theory.ParameterOf("b")))(t),
		"cloud of K*":    check(figure.Cloud(untied, theory.BestClassesAt(512), theory.BestClassesAt(65536)))(t),
		"profile":        check(figure.Profile(profile))(t),
		"predicted":      check(figure.Predicted(check(fit.BestAt(2048, theory.BestOptions{}))(t), points))(t),
		"predicted, far": check(figure.Predicted(prediction, nil))(t),
		"rules":          check(figure.Rules(rules))(t),
		"power":          check(figure.Power(power))(t),
		"line":           lines(t),
		"slider":         slider(t, points),
	}
	maps.Copy(all, confusions(t))
	maps.Copy(all, learnings(t))
	return all
}

// learnings have few sizes and as many as can be told apart, with bands that cross, pass the limits of the quantity and
// end early.
func learnings(t *testing.T) map[string]figure.Figure {
	t.Helper()
	figures := map[string]figure.Figure{}
	for _, sizes := range []int{3, 12} {
		var results []study.Result
		for i := range 3 * sizes {
			run := study.Result{Run: study.Run{Size: diversity.Size{Classes: 2 << (i / 3), PerClass: 4096 >> (i / 3)},
				Repeat: i % 3}}
			for step := range 40 {
				loss := math.Exp(float64(i%3)-float64(step)/20) * float64(i/3+1) / float64(sizes)
				run.Curve = append(run.Curve, recipe.CurvePoint{Step: 5 * (step + 1), Loss: loss, Accuracy: math.Exp(-loss)})
			}
			results = append(results, run)
		}
		for _, quantity := range []string{figure.Loss, figure.Accuracy} {
			figures[fmt.Sprintf("learning, %s of %d", quantity, sizes)] = check(figure.Learning(results,
				figure.LearningOptions{Y: quantity}))(t)
		}
		figures["learning, one run"] = check(figure.Learning(results[:1], figure.LearningOptions{}))(t)
	}
	return figures
}

// confusions have few classes, whose cells hold numbers, and so many that not all are named; each class is taken for
// the next one now and then.
func confusions(t *testing.T) map[string]figure.Figure {
	t.Helper()
	figures := map[string]figure.Figure{}
	for _, classes := range []int{5, 20, 50, 200} {
		var names, groups []string
		for i := range classes {
			groups = append(groups, fmt.Sprintf("Superclass%02d", i/9))
			names = append(names, fmt.Sprintf("%s/character%03d", groups[i], i))
		}
		counts := probe.NewConfusion(names, groups)
		for i := range classes {
			counts.Counts[i][i], counts.Counts[i][(i+1)%classes] = 8, 2
		}
		ungrouped := counts
		ungrouped.Groups = nil
		for name, c := range map[string]probe.Confusion{"": counts, ", no groups": ungrouped} {
			about := study.Confusion{Confusion: c, Task: "letters", Probe: "ridge", Episodes: 3, Errors: []float64{0.2, 0.2}}
			figures[fmt.Sprintf("confusion of %d%s", classes, name)] = check(figure.Confusion(about,
				figure.ConfusionOptions{By: figure.ByClass}))(t)
		}
	}
	figures["confusion, never met"], figures["confusion of groups, never met"] = episodic(t, figure.ByClass),
		episodic(t, figure.ByGroup)
	return figures
}

// episodic is the confusion of a task in whose episodes few classes meet, each taken for the next one now and then.
func episodic(t *testing.T, by string) figure.Figure {
	t.Helper()
	task := split.FewShot(pool.Omniglot().Evaluation(), 5, 2)
	var names, groups []string
	place := map[int]int{}
	episodes := check(task.Draw())(t)
	for _, e := range episodes {
		for _, class := range e.Classes {
			if _, have := place[class]; !have {
				place[class] = len(names)
				names, groups = append(names, task.Pool.ClassID(class)), append(groups, task.Pool.Group(class))
			}
		}
	}
	counts := probe.NewConfusion(names, groups)
	for _, e := range episodes {
		for i, class := range e.Classes {
			counts.Counts[place[class]][place[class]] += 8
			counts.Counts[place[class]][place[e.Classes[(i+1)%len(e.Classes)]]] += 2
		}
	}
	return check(figure.Confusion(study.Confusion{Confusion: counts, Drawn: task, Episodes: len(episodes)},
		figure.ConfusionOptions{By: by}))(t)
}

// lines have marks of all kinds close to one another.
func lines(t *testing.T) figure.Figure {
	t.Helper()
	return check(figure.Line([]figure.LineSeries{
		{Name: "a curve", X: []float64{1, 10, 100}, Y: []float64{-1, 0, 2}, Low: []float64{-2, -1, 1},
			High: []float64{0, 1, 3}},
		{Name: "a law", X: []float64{1, 100}, Y: []float64{-1, 1}, Dashed: true},
	}, figure.LineOptions{
		Title: "Lines", X: figure.LineAxis{Name: "N (log scale)", Log: true}, Y: figure.LineAxis{Name: "height"},
		Marks: []figure.Mark{figure.AtX(9, "one mark"), figure.AtX(10, "another mark"), figure.AtX(100, "at the right end"),
			figure.AtY(0, "zero"), figure.AtPoint(30, -1.5, "a point")},
	}))(t)
}

// slider has a frame for each budget.
func slider(t *testing.T, points []diversity.Measurement) figure.Figure {
	t.Helper()
	var frames []figure.Frame
	for _, total := range []int{512, 1024, 2048} {
		own := slices.DeleteFunc(slices.Clone(points), func(m diversity.Measurement) bool { return m.Size.Total() != total })
		frames = append(frames, figure.Frame{Label: fmt.Sprint(total),
			Figure: check(figure.Curves(own, figure.CurvesOptions{}))(t)})
	}
	return check(figure.Slider(frames, figure.SliderOptions{Name: "budget N", Start: 1}))(t)
}

func check[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
