package nlls_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory/nlls"
)

// decay is y = b1 exp(-b2 x) at x = 0, 1, 2, ...
func decay(observed, start []float64) nlls.Problem {
	return nlls.Problem{Observed: observed, Start: start, Model: func(b, values []float64) {
		for i := range values {
			values[i] = b[0] * math.Exp(-b[1]*float64(i))
		}
	}}
}

func decayJacobian(b []float64, jacobian [][]float64) {
	for i, row := range jacobian {
		row[0] = math.Exp(-b[1] * float64(i))
		row[1] = -b[0] * float64(i) * row[0]
	}
}

func solve(t *testing.T, p nlls.Problem) nlls.Solution {
	t.Helper()
	s, err := nlls.Solve(context.Background(), p, nlls.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLeastSquaresExact(t *testing.T) {
	s := solve(t, decay([]float64{4, 2, 1, 0.5, 0.25}, []float64{1, 1}))
	testkit.Near(t, "b1", s.Parameters[0], 4, 1e-12)
	testkit.Near(t, "b2", s.Parameters[1], math.Ln2, 1e-12)
	if !s.Converged || s.SumOfSquares > 1e-25 || s.Agreeing < 2 || s.Names[1] != "b2" {
		t.Errorf("solution %+v", s)
	}
}

// TestDerivativesAgree: given and numerical derivatives lead to the same answer.
func TestDerivativesAgree(t *testing.T) {
	p := decay([]float64{4.1, 1.9, 1.05, 0.4, 0.3}, []float64{1, 1})
	numerical := solve(t, p)
	p.Jacobian = decayJacobian
	given := solve(t, p)
	for j := range given.Parameters {
		testkit.Near(t, "parameter", numerical.Parameters[j], given.Parameters[j], 1e-9)
		testkit.Near(t, "deviation", numerical.Deviations[j], given.Deviations[j], 1e-9*given.Deviations[j])
	}
	if given.Evaluations >= numerical.Evaluations || given.Reason != nlls.GradientZero {
		t.Errorf("%d evaluations with derivatives, %d without; %s", given.Evaluations, numerical.Evaluations, given.Reason)
	}
}

// TestLineHasTextbookAnswers compares with the closed form of a weighted straight line (Draper and Smith, section 1.2).
func TestLineHasTextbookAnswers(t *testing.T) {
	x, y, w := []float64{1, 2, 3, 4, 5, 6}, []float64{1.1, 1.9, 3.2, 3.8, 5.3, 5.9}, []float64{1, 2, 1, 4, 1, 2}
	s := solve(t, nlls.Problem{Observed: y, Weights: w, Start: []float64{0, 0}, Model: func(b, values []float64) {
		for i := range x {
			values[i] = b[0] + b[1]*x[i]
		}
	}})
	var total, mx, my, xx, xy float64
	for i := range x {
		total, mx, my = total+w[i], mx+w[i]*x[i], my+w[i]*y[i]
	}
	mx, my = mx/total, my/total
	for i := range x {
		xx, xy = xx+w[i]*(x[i]-mx)*(x[i]-mx), xy+w[i]*(x[i]-mx)*(y[i]-my)
	}
	testkit.Near(t, "slope", s.Parameters[1], xy/xx, 1e-11)
	testkit.Near(t, "intercept", s.Parameters[0], my-mx*xy/xx, 1e-11)
	testkit.Near(t, "deviation of the slope", s.Deviations[1], s.Deviation/math.Sqrt(xx), 1e-10)
	testkit.Near(t, "half width", s.Estimate(1).Interval.High-s.Parameters[1], 2.776445*s.Deviations[1], 1e-5)
	if s.DegreesOfFreedom != 4 {
		t.Errorf("%d degrees of freedom, want 4", s.DegreesOfFreedom)
	}
}

func TestBoundsHold(t *testing.T) {
	p := decay([]float64{4.1, 1.9, 1.05, 0.4, 0.3}, []float64{1, 0.2})
	p.Low, p.High = []float64{0, 0.1}, []float64{3, 5}
	evaluate := p.Model
	p.Model = func(b, values []float64) {
		if b[0] < 0 || b[0] > 3 || b[1] < 0.1 || b[1] > 5 {
			t.Errorf("the model was asked for %v, outside the bounds", b)
		}
		evaluate(b, values)
	}
	s := solve(t, p)
	if s.Parameters[0] != 3 || !s.AtBound[0] || s.AtBound[1] || !s.Converged || s.Deviations[0] != 0 ||
		s.DegreesOfFreedom != 4 {
		t.Errorf("solution %+v", s)
	}
	alone := solve(t, nlls.Problem{Observed: p.Observed, Start: []float64{1}, Model: func(b, values []float64) {
		evaluate([]float64{3, b[0]}, values)
	}})
	testkit.Near(t, "b2", s.Parameters[1], alone.Parameters[0], 1e-8)
	if !strings.Contains(s.String(), "(at a bound)") {
		t.Errorf("the report does not name the bound:\n%v", s)
	}
}

// TestUndeterminedIsSaid: two parameters that only enter as a sum have no deviation of their own.
func TestUndeterminedIsSaid(t *testing.T) {
	s := solve(t, nlls.Problem{Observed: []float64{1, 2, 2.9, 4.2}, Names: []string{"u", "v", "slope"},
		Start: []float64{1, 1, 1}, Model: func(b, values []float64) {
			for i := range values {
				values[i] = b[0] + b[1] + b[2]*float64(i)
			}
		}})
	if !math.IsInf(s.Deviations[0], 1) || !math.IsInf(s.Deviations[1], 1) || math.IsInf(s.Deviations[2], 0) {
		t.Errorf("deviations %v", s.Deviations)
	}
	if text := s.String(); strings.Count(text, "(undetermined)") != 2 {
		t.Errorf("the report does not say so:\n%s", text)
	}
}

func TestEndsAreNamed(t *testing.T) {
	p := decay([]float64{4.1, 1.9, 1.05, 0.4, 0.3}, []float64{1, 1})
	short, err := nlls.Solve(context.Background(), p, nlls.Options{Steps: 1})
	if err != nil || short.Reason != nlls.StepLimit || short.Converged ||
		!strings.Contains(short.String(), "did not converge") {
		t.Errorf("after one step: %v, %v", short, err)
	}
	p.Jacobian = func(b []float64, jacobian [][]float64) { // of the wrong sign
		decayJacobian(b, jacobian)
		for _, row := range jacobian {
			row[0], row[1] = -row[0], -row[1]
		}
	}
	if wrong := solve(t, p); wrong.Converged || wrong.Reason != nlls.Stalled {
		t.Errorf("wrong derivatives were not noticed: %v", wrong)
	}
}

func TestLeastSquaresRefuses(t *testing.T) {
	valid := func() nlls.Problem { return decay([]float64{4, 2, 1}, []float64{1, 1}) }
	change := func(f func(p *nlls.Problem)) nlls.Problem {
		p := valid()
		f(&p)
		return p
	}
	cases := []struct {
		problem nlls.Problem
		want    error
		says    string
	}{
		{change(func(p *nlls.Problem) { p.Model = nil }), diversity.ErrInvalid, "one of the two"},
		{change(func(p *nlls.Problem) { p.Start = nil }), diversity.ErrInvalid, "Problem.Start"},
		{change(func(p *nlls.Problem) { p.Observed = []float64{1} }), diversity.ErrTooFew, "1 observations for 2 parameters"},
		{change(func(p *nlls.Problem) { p.Observed[1] = math.NaN() }), diversity.ErrInvalid, "Observed[1] = NaN"},
		{change(func(p *nlls.Problem) { p.Weights = []float64{1, 0, 1} }), diversity.ErrInvalid, "Weights[1] = 0"},
		{change(func(p *nlls.Problem) { p.Weights = []float64{1} }), diversity.ErrInvalid, "Weights = 1"},
		{change(func(p *nlls.Problem) { p.Names = []string{"a"} }), diversity.ErrInvalid, "Names = 1"},
		{change(func(p *nlls.Problem) { p.Low = []float64{2, 0} }), diversity.ErrInvalid, "start of b1 = 1"},
		{change(func(p *nlls.Problem) { p.Low, p.High = []float64{0, 1}, []float64{5, 1} }), diversity.ErrInvalid,
			"bounds of b2"},
		{change(func(p *nlls.Problem) { p.Start[1] = -1e9 }), nlls.ErrModel, "not finite at the start"},
		{change(func(p *nlls.Problem) { p.Model = func(b, _ []float64) { _ = b[7] } }), nlls.ErrModel, "panicked"},
	}
	for _, c := range cases {
		if _, err := nlls.Solve(context.Background(), c.problem, nlls.Options{}); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	for _, o := range []nlls.Options{{Steps: -1}, {Level: 1}} {
		if _, err := nlls.Solve(context.Background(), valid(), o); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("options %+v: %v", o, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := nlls.Solve(ctx, valid(), nlls.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
}

func ExampleSolve() {
	minutes := []float64{0, 1, 2, 3, 4, 5}
	p := nlls.Problem{
		Observed: []float64{4.02, 2.01, 0.98, 0.52, 0.24, 0.13},
		Names:    []string{"height", "rate"},
		Start:    []float64{1, 1},
		Low:      []float64{0, 0},
		Model: func(b, values []float64) {
			for i, x := range minutes {
				values[i] = b[0] * math.Exp(-b[1]*x)
			}
		},
	}
	s, err := nlls.Solve(context.Background(), p, nlls.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("height %.2f, rate %.3f, standard deviations %.3f and %.4f\n", s.Parameters[0], s.Parameters[1],
		s.Deviations[0], s.Deviations[1])
	fmt.Println("ended by", s.Reason)
	// Output:
	// height 4.02, rate 0.696, standard deviations 0.015 and 0.0052
	// ended by gradient
}

// A line through two points, from a start that is nearly right.
func ExampleRefine() {
	sum, parameters := nlls.Refine(nlls.Problem{
		Model:    func(p, values []float64) { values[0], values[1] = p[0], p[0]+p[1] },
		Observed: []float64{1, 3}, Start: []float64{0.9, 2.1},
	}, 20)
	fmt.Printf("%.6f %.6f\n", sum, parameters)
	// Output: 0.000000 [1.000000 2.000000]
}
