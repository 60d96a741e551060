package backtest_test

import (
	"context"
	"fmt"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/worlds"
)

func ExampleRun() {
	table, err := backtest.Run(context.Background(), testkit.Study(), backtest.Options{Samples: 200, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("chosen from %v for N = %d\n", table.Fitted, table.Target)
	for _, s := range table.Rows {
		if s.Regret.Value > 0.03 {
			fmt.Printf("%s loses more than three points\n", s.Name)
		}
	}
	chosen, _ := table.Rule(backtest.DefaultRule)
	fmt.Printf("the default rule chooses %v and loses less than half a point: %v\n", chosen.Size,
		chosen.Regret.Value < 0.005)
	// Output:
	// chosen from [256 1024] for N = 4096
	// constant n loses more than three points
	// most classes loses more than three points
	// fewest classes loses more than three points
	// random size loses more than three points
	// the default rule chooses K=64 n=64 and loses less than half a point: true
}

func ExamplePool() {
	var tables []backtest.RuleTable
	for _, alpha := range []float64{0.3, 0.5} { // two questions
		world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: alpha, Noise: 0.005}
		points, err := world.Measure(testkit.Ladder(256, 512, 1024, 2048), 3, 2)
		if err != nil {
			fmt.Println(err)
			return
		}
		table, err := backtest.Run(context.Background(), points, backtest.Options{Samples: 200, Seed: 1})
		if err != nil {
			fmt.Println(err)
			return
		}
		tables = append(tables, table)
	}
	pooled, err := backtest.Pool(tables)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, rule := range pooled.Rows {
		if rule.Name == backtest.DefaultRule || rule.Name == "most classes" {
			fmt.Printf("%s: %d questions, worst below a point: %v\n", rule.Name, rule.Questions, rule.Worst < 0.01)
		}
	}
	// Output:
	// default (Predict): 2 questions, worst below a point: true
	// most classes: 2 questions, worst below a point: false
}

func ExampleRollingOrigin() {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.4, Noise: 0.005}
	points, err := world.Measure(testkit.Ladder(256, 512, 1024, 2048), 3, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := backtest.RollingOrigin(context.Background(), points, backtest.OriginOptions{Samples: 200, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range table.Rows {
		fmt.Printf("from %v for %d, %.0f times as many: held %v\n", r.Fitted, r.Target, r.Factor, r.Held)
	}
	other, err := table.Rows[0].ErrorAt(100, 10) // as foretold from the two smallest budgets
	fmt.Printf("between 50 and 60 %% at 100 classes of 10: %v %v\n", other.Value > 0.5 && other.Value < 0.6, err)
	// Output:
	// from [256 512] for 1024, 2 times as many: held true
	// from [256 512] for 2048, 4 times as many: held true
	// from [256 512 1024] for 2048, 2 times as many: held true
	// between 50 and 60 % at 100 classes of 10: true <nil>
}
