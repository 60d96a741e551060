package study

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/sealed"
)

// large is a study of so many runs, a multiple of ten: nine sizes and the control for every repeat.
func large(runs int) Study {
	s := small()
	s.Budgets, s.SizesPerBudget, s.Repeats = nil, 0, runs/10
	for classes := 2; classes <= 10; classes++ {
		s.Sizes = append(s.Sizes, diversity.Size{Classes: classes, PerClass: 4})
	}
	s.Tasks = append(s.Tasks, smallTask(4))
	return s
}

// realistic is a result as large as those of real runs: 100 points of the curve, 10 episodes of every task and probe.
func realistic(s Study, run Run) Result {
	random := diversity.Stream(run.Seed, "realistic", run.Size.Classes)
	result := stubResult(s, run)
	result.Curve = nil
	shortened := func(value float64) float64 {
		short, _ := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 5, 64), 64)
		return short
	}
	for i := range 100 {
		result.Curve = append(result.Curve, recipe.CurvePoint{
			Step: 20 * i, Loss: shortened(3 * math.Exp(-float64(i)/30) * random.Float64()),
			Accuracy: shortened(random.Float64()), Rate: shortened(0.05 * (1 + math.Cos(math.Pi*float64(i)/100))),
		})
	}
	result.Measurements = nil
	for _, task := range s.Tasks {
		for _, p := range s.Probes {
			var scores []probe.Score
			for range 10 {
				scores = append(scores, probe.Score{Wrong: random.IntN(50), Tested: 50,
					Strength: math.Pow(10, float64(random.IntN(5)))})
			}
			result.Measurements = append(result.Measurements, NewTaskError(TaskProbeOf(task, p), scores))
		}
	}
	return result
}

// emptyStore is a store, in memory and without waiting for the disk, in which nothing is computed.
func emptyStore(b *testing.B, s Study) *Store {
	b.Helper()
	store, err := open(s, filetest.QuickDir(b), hasty())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	return store
}

func planOf(b *testing.B, s Study) []Run {
	b.Helper()
	plan, err := s.Plan()
	if err != nil {
		b.Fatal(err)
	}
	return plan
}

// eachSize measures studies of 10 to 10,000 runs: the time for one run should not depend on their number.
func eachSize(b *testing.B, measure func(b *testing.B, s Study)) {
	for _, runs := range []int{10, 100, 1_000, 10_000} {
		b.Run(fmt.Sprint(runs), func(b *testing.B) {
			measure(b, large(runs))
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*runs), "ns/run")
		})
	}
}

// reportProcessor reports the processor's time for a run since before.
func reportProcessor(b *testing.B, runs int, before time.Duration) {
	b.ReportMetric(float64(processorTime()-before)/float64(b.N*runs), "cpu-ns/run")
}

func BenchmarkPlan(b *testing.B) {
	eachSize(b, func(b *testing.B, s Study) {
		runs, before := 0, processorTime()
		for b.Loop() {
			runs = len(planOf(b, s))
		}
		reportProcessor(b, runs, before)
	})
}

// BenchmarkWork claims, computes with a stub, and publishes every run.
func BenchmarkWork(b *testing.B) {
	eachSize(b, func(b *testing.B, s Study) {
		plan := planOf(b, s)
		result, before := realistic(s, plan[1]), processorTime()
		for b.Loop() {
			b.StopTimer()
			store := emptyStore(b, s)
			b.StartTimer()
			err := store.Work(context.Background(), plan,
				func(context.Context, Assignment) (Result, error) { return result, nil })
			if err != nil {
				b.Fatal(err)
			}
		}
		reportProcessor(b, len(plan), before)
	})
}

// BenchmarkNothingToDo is a worker that finds every run finished.
func BenchmarkNothingToDo(b *testing.B) { onFinished(b, workInVain) }

func BenchmarkLoad(b *testing.B) {
	onFinished(b, func(store *Store, plan []Run) error {
		results, err := reader(store.study, store.Dir()).Load(plan)
		if err == nil && len(results.Runs) != len(plan) {
			err = fmt.Errorf("%d of %d runs", len(results.Runs), len(plan))
		}
		return err
	})
}

// BenchmarkLoadNothing loads studies of which nothing is finished.
func BenchmarkLoadNothing(b *testing.B) {
	eachSize(b, func(b *testing.B, s Study) {
		store, plan := emptyStore(b, s), planOf(b, s)
		for b.Loop() {
			if results, err := store.Load(plan); err != nil || len(results.Missing) != len(plan) {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkProgress is one look of the watcher at a study whose runs are all to come.
func BenchmarkProgress(b *testing.B) {
	eachSize(b, func(b *testing.B, s Study) {
		store := emptyStore(b, s)
		w := newWatcher(store, planOf(b, s), 0)
		for b.Loop() {
			w.poll()
		}
	})
}

func workInVain(store *Store, plan []Run) error {
	return store.Work(context.Background(), plan, func(context.Context, Assignment) (Result, error) {
		return Result{}, fmt.Errorf("%w: nothing should be left", ErrStop)
	})
}

func onFinished(b *testing.B, measure func(store *Store, plan []Run) error) {
	eachSize(b, func(b *testing.B, s Study) {
		store, plan := emptyStore(b, s), planOf(b, s)
		for _, run := range plan {
			result := realistic(s, run)
			result.Format, result.Hash, result.Run, result.Token, result.Finished = Format, s.RunHash(run), run, 1,
				time.Unix(1, 0).UTC()
			text, err := sealed.Seal(result)
			if err != nil {
				b.Fatal(err)
			}
			if err := store.disk.WriteFile(store.dir.Run(result.Hash), text); err != nil {
				b.Fatal(err)
			}
		}
		before := processorTime()
		for b.Loop() {
			if err := measure(store, plan); err != nil {
				b.Fatal(err)
			}
		}
		reportProcessor(b, len(plan), before)
	})
}

// processorTime is what this process has used of all cores: on a busy machine it tells more than the time that passes.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
