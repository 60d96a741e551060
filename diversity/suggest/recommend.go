package suggest

import (
	"context"
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// Recommendation is the size to label for a budget, and what it costs. The zero value recommends nothing, and says so.
type Recommendation struct {
	Metric     study.Metric
	Prediction theory.Prediction
	Largest    int     // budget that was measured
	Spent      float64 // seconds of computing of the runs so far
	Seconds    float64 // of one pre-training on the recommended size and its probe, by those of the largest budget
}

// Recommend predicts the best size of a budget by the results ([theory.Predict]); budget 0 means four times the largest
// measured one. It is about images yet to be labelled: of at least two classes and at most as many as the study's pool
// has, but of as many images of each as are wanted. At least two budgets and six sizes must have been measured, or the
// error wraps [diversity.ErrTooFew].
func Recommend(ctx context.Context, r *study.Results, m study.Metric, budget int) (Recommendation, error) {
	points, err := r.Points(m)
	if err != nil {
		return Recommendation{}, err
	}
	if len(points) == 0 {
		return Recommendation{}, fmt.Errorf("%w: none of the runs has finished; a recommendation needs two budgets and six sizes",
			diversity.ErrTooFew)
	}
	out := Recommendation{Metric: m, Largest: largestBudget(points)}
	if budget == 0 {
		budget = budgetFactor * out.Largest
	}
	limits := diversity.Limits{Classes: r.Study.Pool.Classes(), PerClass: max(1, budget/2)} // one class teaches nothing
	out.Prediction, err = theory.Predict(ctx, points, budget, theory.PredictOptions{
		Limits: limits, Ceiling: ceiling(r, m), Seed: r.Study.Seed,
	})
	if err != nil {
		return Recommendation{}, err
	}
	out.cost(r)
	return out, nil
}

func largestBudget(points []diversity.Measurement) (largest int) {
	for _, point := range points {
		largest = max(largest, point.Size.Total())
	}
	return largest
}

// ceiling is the error of random weights; 0 if there is none, or none that a law can have.
func ceiling(r *study.Results, m study.Metric) float64 {
	control, err := r.ControlMean(m)
	if err != nil || control.Error.Value <= 0 || control.Error.Value > 1 {
		return 0
	}
	return control.Error.Value
}

// cost is what was spent, and what a run of the recommended size takes: training grows with the budget, the rest not.
func (c *Recommendation) cost(r *study.Results) {
	train, rest, count := 0.0, 0.0, 0
	for _, run := range r.Runs {
		c.Spent += run.Timings.Total()
		if run.Run.Size.Total() == c.Largest {
			train, count = train+run.Timings.Train, count+1
			rest += run.Timings.Total() - run.Timings.Train
		}
	}
	if count > 0 {
		c.Seconds = (train*float64(c.Prediction.Budget)/float64(c.Largest) + rest) / float64(count)
	}
}

// String is the recommendation in sentences, a line each.
func (c Recommendation) String() string { return strings.Join(c.sentences(), "\n") }

func (c Recommendation) sentences() []string {
	p := c.Prediction
	if p.Budget == 0 {
		return []string{"No size is recommended yet: the results are too few."}
	}
	best := "These runs do not tell the best number of classes"
	if c.tells() {
		best = fmt.Sprintf("The best number of classes is %s", p.Classes.Count())
	}
	return []string{
		c.label() + ".",
		fmt.Sprintf("%s; the %s to expect at this size is %s.", best, p.Score.Label(), p.Error.Percent()),
		fmt.Sprintf("Choosing it is expected to lose %s points against the best size.", p.Regret.Points()),
		fmt.Sprintf(
			"A training of it takes some %s here; this study took %s of computing.",
			duration(c.Seconds/60),
			duration(c.Spent/60),
		),
	}
}

// tells reports whether the runs tell the best number of classes.
func (c Recommendation) tells() bool {
	k := c.Prediction.Classes.Value
	return k > 0 && !math.IsInf(k, 1)
}

// label is what to label.
func (c Recommendation) label() string {
	p := c.Prediction
	return fmt.Sprintf("For %d images label %s with %s each", p.Budget, display.Count(p.Size.Classes, "class"),
		display.Count(p.Size.PerClass, "image"))
}

// sentence is what to label and what to expect of it, in one.
func (c Recommendation) sentence() string {
	p := c.Prediction
	level := ""
	if p.Classes.Interval.Known() {
		level = fmt.Sprintf(" (%s intervals)", p.Classes.Interval.Percent())
	}
	if !c.tells() {
		return fmt.Sprintf("These results do not tell the best number of classes: for %d images the %s expected to be best, %s %%, is that "+
			"of %v, and %s points are expected to be lost by choosing it%s.", p.Budget, p.Score.Label(), p.Error.Percent(), p.Size,
			p.Regret.Points(), level)
	}
	return fmt.Sprintf("%s: the %s to expect is %s %%, and %s points are expected to be lost against the best number of classes, %s%s.",
		c.label(), p.Score.Label(), p.Error.Percent(), p.Regret.Points(), p.Classes.Count(), level)
}

// Display is the sentences, the rules of thumb beside the choice, and what to beware of.
func (c Recommendation) Display() display.Document {
	var parts []display.Part
	for _, sentence := range c.sentences() {
		parts = append(parts, display.Text(sentence))
	}
	if len(c.Prediction.Baselines) > 0 {
		parts = append(parts, display.TableOf("Beside rules of thumb", c.Prediction.Baselines))
	}
	return display.Document{Title: "Recommendation", Parts: append(parts, display.Warnings(c.Prediction.Warnings)...)}
}
