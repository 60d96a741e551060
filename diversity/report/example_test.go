package report_test

import (
	"context"
	"fmt"

	"tradeoff/diversity"

	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/report"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// A study whose runs are simulated here; study.Run and study.Load return such results.
func ExampleOf() {
	results, err := simulated(letters("letters"), planted, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := report.Of(context.Background(), results, study.Metric{}, report.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(r.Minima), "budgets;", len(r.Verdicts), "claims;", r.Cost)
	// Output:
	// 2 budgets; 5 claims; 36 runs: 18 minutes of one worker (cpu)
}

// Does another recipe move the best number of classes? Here it costs two points at every size, and moves nothing.
func ExampleCompare() {
	plain, err := simulated(letters("plain"), planted, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	other, err := simulated(letters("other"), planted, 0.02)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := report.Compare(plain, other, report.CompareOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Paired, c.Differences[0].Error.Points())
	fmt.Println(c.Verdict.Outcome)
	// Output:
	// true 2.00 [2.00, 2.00]
	// undecided
}

// A table that was measured anywhere, and the answer for four times its largest budget.
func ExampleOfTable() {
	r, err := report.OfTable(context.Background(), report.Table{Name: "mine", Points: testkit.Study()}, report.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Question)
	fmt.Println(r.Answer[0])
	fmt.Println(r.Cost)
	// Output:
	// With N images to label for pre-training: how many classes K, and how many images n = N/K of each, give the lowest error on world by world?
	// For N = 16384 images label K = 130 classes with n = 126 images each (4 images left over).
	// not known: a table has no times
}

// One budget does not tell what to do with another: the report says so instead of a number.
func ExampleReport() {
	r, err := report.OfTable(context.Background(), report.Table{Points: testkit.Study()[:9]}, report.Options{Budget: 4096})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Answer[0])
	fmt.Println(r.Prediction == nil, r.Calculator == nil)
	// Output:
	// No size can be named for N = 4096: too few data: one budget (N = 256): a surface needs at least 2, better 3 that span a factor of 8.
	// true true
}

// Other prices need no new fit: here a class costs as much as twenty images besides its own.
func ExampleCalculator_At() {
	r, err := report.OfTable(context.Background(), report.Table{Points: testkit.Study()}, report.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, perClass := range []float64{0, 20} {
		answer, err := r.Calculator.At(theory.Spend{Total: 8192, PerClass: perClass, PerSample: 1})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("a class costs %v: %v\n", perClass, answer.Size)
	}
	_, err = r.Calculator.At(theory.Spend{Total: 10, PerSample: 1})
	fmt.Println(err != nil)
	// Output:
	// a class costs 0: K=91 n=90
	// a class costs 20: K=67 n=102
	// true
}

// The table behind a calculator can be made of any fitted average.
func ExampleNewCalculator() {
	points := testkit.Study()
	average, err := theory.FitAverage(context.Background(), points, theory.PredictOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	calculator, err := report.NewCalculator(context.Background(), average, points, diversity.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, err := calculator.At(theory.Spend{Total: 8192, PerSample: 1})
	fmt.Println(answer.Size, err)
	// Output: K=91 n=90 <nil>
}

// Sizes that the measurements do not tell from the best one.
func ExampleTies() {
	minima, err := theory.Minima(testkit.Study(), theory.MinimaOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range minima {
		fmt.Println(m.Budget, m.Best.Size, len(report.Ties(m)))
	}
	// Output:
	// 256 K=16 n=16 0
	// 1024 K=32 n=32 2
	// 4096 K=64 n=64 1
}
