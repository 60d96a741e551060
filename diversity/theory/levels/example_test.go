package levels_test

import (
	"context"
	"fmt"
	"log"

	"tradeoff/diversity/theory/levels"
)

// voices are error rates of speakers with sessions of utterances, drawn from a law that is given.
func voices() []levels.Measurement {
	w := levels.Planted{Law: levels.Separate{}, Parameters: []float64{1, 60, 12, 6, 0.4, 0.7, 0.5}, Noise: 0.01,
		Relative: true}
	points, err := w.Measure(levels.Grid([]float64{50, 200, 800}, []float64{1, 3, 9}, []float64{1, 4, 16, 64}), 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	return points
}

func fitted() *levels.Model {
	m, err := levels.Fit(context.Background(), voices(), levels.Options{Relative: true, BootstrapSamples: 100})
	if err != nil {
		log.Fatal(err)
	}
	return m
}

func ExampleFit() {
	m, err := levels.Fit(context.Background(), voices(), levels.Options{Relative: true})
	if err != nil {
		log.Fatal(err)
	}
	best := m.Laws[0]
	fmt.Printf("the %s law, chosen in %.0f%% of the refits\n", best.Law.Name(), 100*best.Chosen)
	for _, p := range best.Parameters[4:] {
		fmt.Printf("%s = %.1f\n", p.Name, p.Value)
	}
	// Output:
	// the separate law, chosen in 100% of the refits
	// a = 0.4
	// b = 0.7
	// c = 0.5
}

func ExampleModel_Best() {
	b, err := fitted().Best(levels.Spend{Total: 20000, PerGroup: 10, PerSource: 4, PerItem: 0.5})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v speakers with %v sessions of %v utterances cost %v\n", b.Size.Groups, b.Size.Sources, b.Size.Items, b.Cost)
	// Output:
	// 303 speakers with 7 sessions of 8 utterances cost 19998
}

func ExampleModel_SpendFor() {
	n, err := fitted().SpendFor(10, levels.Spend{PerGroup: 10, PerSource: 4, PerItem: 0.5})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("an error of 10%% takes about %.0f thousand\n", n.Total.Value/1000)
	// Output:
	// an error of 10% takes about 57 thousand
}

func ExampleModel_Gains() {
	g, err := fitted().Gains(levels.Size{Groups: 200, Sources: 3, Items: 10})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("twice the speakers gain %.1f points, twice the sessions %.1f, twice the utterances %.1f\n", g.Groups.Value,
		g.Sources.Value, g.Items.Value)
	// Output:
	// twice the speakers gain 1.7 points, twice the sessions 2.1, twice the utterances 0.6
}

func ExampleModel_ErrorAt() {
	e, err := fitted().ErrorAt(levels.Size{Groups: 400, Sources: 9, Items: 10})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.1f%%\n", e.Value)
	// Output:
	// 10.9%
}

func ExampleModel_Middle() {
	fmt.Println(fitted().Middle())
	// Output:
	// K=200 m=3 n=8
}

func ExampleSampled() {
	points, err := levels.Sampled{Between: 1, Within: 4, Residual: 9}.Measure(
		[]levels.Size{{Groups: 10, Sources: 2, Items: 3}}, 1, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("squared error %.2f, expected %.2f\n", points[0].Error, 1./10+4./20+9./60)
	// Output:
	// squared error 0.43, expected 0.45
}

func ExamplePlanted_Best() {
	w := levels.Planted{Law: levels.Components{}, Parameters: []float64{0, 1, 4, 9}}
	s, err := w.Best(levels.Spend{Total: 6000, PerGroup: 36, PerSource: 4, PerItem: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("m = %.1f, n = %.1f\n", s.Sources, s.Items) // sqrt(36/4 * 4/1), sqrt(4/1 * 9/4)
	// Output:
	// m = 6.0, n = 3.0
}

func ExampleGrid() {
	fmt.Println(levels.Grid([]float64{10, 20}, []float64{2}, []float64{5, 50}))
	// Output:
	// [K=10 m=2 n=5 K=10 m=2 n=50 K=20 m=2 n=5 K=20 m=2 n=50]
}

func ExampleAll() {
	for _, law := range levels.All() {
		fmt.Printf("%s: %s\n", law.Name(), law.TeX())
	}
	// Output:
	// components: E + A/K + B/(K m) + C/(K m n)
	// nested: E + A K^{-a} + B K^{-a} m^{-b} + C K^{-a} m^{-b} n^{-c}
	// separate: E + A K^{-a} + B m^{-b} + C n^{-c}
	// total: E + C (K m n)^{-c}
}

func ExampleModel_Choose() {
	c, err := fitted().Choose([]levels.Size{{Groups: 600, Sources: 2, Items: 10}, {Groups: 200, Sources: 6, Items: 10},
		{Groups: 100, Sources: 2, Items: 60}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v, expected to lose %.2f\n", c.Size, c.Regret.Value)
	// Output:
	// K=200 m=6 n=10, expected to lose 0.00
}

func ExampleModel_MeanOfRuns() {
	m, at := fitted(), levels.Size{Groups: 400, Sources: 3, Items: 10}
	once, err := m.MeanOfRuns(at, 1)
	if err != nil {
		log.Fatal(err)
	}
	often, err := m.MeanOfRuns(at, 100)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.1f; one run within %.2f, the mean of a hundred within %.2f\n", once.Value,
		once.Interval.High-once.Value, often.Interval.High-often.Value)
	// Output:
	// 13.9; one run within 0.30, the mean of a hundred within 0.08
}

func ExampleModel_PairwiseTest() {
	test, err := fitted().PairwiseTest(context.Background(), levels.Nested{}, levels.Separate{},
		levels.TestOptions{BootstrapSamples: 99})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(test.Better().Name())
	// Output:
	// separate
}
