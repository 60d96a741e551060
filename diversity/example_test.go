package diversity_test

import (
	"fmt"

	"tradeoff/diversity"
)

func ExampleFactorPairs() {
	fmt.Println(diversity.FactorPairs(12))
	// Output: [K=1 n=12 K=2 n=6 K=3 n=4 K=4 n=3 K=6 n=2 K=12 n=1]
}

func ExampleFeasibleSizes() {
	sizes, err := diversity.FeasibleSizes(12, diversity.Limits{Classes: 4, PerClass: 6})
	fmt.Println(sizes, err)
	_, err = diversity.FeasibleSizes(13, diversity.Limits{Classes: 4, PerClass: 6})
	fmt.Println(err)
	// Output:
	// [K=2 n=6 K=3 n=4 K=4 n=3] <nil>
	// budget = 13: invalid value, allowed: a number with a factor pair K * n within K <= 4 and n <= 6
}

func ExampleWholeSizes() {
	fmt.Println(diversity.WholeSizes(13, diversity.Limits{Classes: 6}))
	// Output: [K=1 n=13 K=2 n=6 K=3 n=4 K=4 n=3 K=6 n=2] <nil>
}

func ExampleSpread() {
	sizes, err := diversity.Spread(1024, diversity.Limits{Classes: 512, PerClass: 256}, 4)
	fmt.Println(sizes, err)
	// Output: [K=4 n=256 K=16 n=64 K=64 n=16 K=256 n=4] <nil>
}

func ExampleSpreadSizes() {
	fmt.Println(diversity.SpreadSizes(diversity.FactorPairs(64), 3))
	// Output: [K=1 n=64 K=8 n=8 K=64 n=1] <nil>
}

func ExampleSize_Ratio() {
	size := diversity.Size{Classes: 64, PerClass: 16}
	fmt.Println(size, size.Total(), size.Ratio())
	// Output: K=64 n=16 1024 4
}

func ExampleStream() {
	fmt.Println(diversity.Stream(7, diversity.ForClasses).Perm(6))
	fmt.Println(diversity.Stream(7, diversity.ForClasses).Perm(6))
	// Output:
	// [4 5 1 0 3 2]
	// [4 5 1 0 3 2]
}

func ExampleDeriveSeed() {
	for repeat := range 2 {
		fmt.Println(diversity.DeriveSeed(7, diversity.ForRun, repeat))
	}
	// Output:
	// 765398845448419532
	// 2926618177548433045
}

func ExampleInvalid() {
	fmt.Println(diversity.Invalid("Recipe.Epochs", -3, "1..1000, or 0 for 20"))
	// Output: Recipe.Epochs = -3: invalid value, allowed: 1..1000, or 0 for 20
}

func ExampleSizeFields() {
	for _, f := range diversity.SizeFields(diversity.Size{Classes: 64, PerClass: 16}) {
		fmt.Println(f.Name, f.Value)
	}
	// Output:
	// K 64
	// n 16
}

func ExampleListBudgets() {
	fmt.Println(diversity.ListBudgets([]int{512, 1024, 2048}))
	// Output: 512, 1024, 2048
}

// A name from somebody else's file cannot command the terminal.
func ExamplePrintable() {
	fmt.Println(diversity.Printable("cat\x1b[2J\n"))
	// Output: cat\x1b[2J\n
}

func ExamplePrintableLines() {
	fmt.Println(diversity.PrintableLines("cat\ndog\a"))
	// Output:
	// cat
	// dog\a
}

func ExampleInnerSizes() {
	fmt.Println(diversity.InnerSizes(diversity.FactorPairs(12)))
	// Output: [K=2 n=6 K=3 n=4 K=4 n=3 K=6 n=2]
}

// A law of the accuracy is fitted to 1 - accuracy; only what is shown differs.
func ExampleScore() {
	m := diversity.Measurement{Size: diversity.Size{Classes: 8, PerClass: 16}, Error: 0.3, Score: diversity.ScoreAccuracy}
	fmt.Println(m.Score.Label(), m.Shown(), "fitted as", m.Score.Fitted(), m.Error)
	fmt.Println(diversity.ScoreMacroF1.Fitted().Label())
	// Output:
	// accuracy 0.7 fitted as error 0.3
	// 1 - macro F1
}

func ExampleScores() {
	fmt.Println(len(diversity.Scores()), diversity.Scores()[:3])
	// Output: 9 [error accuracy top-5-error]
}
