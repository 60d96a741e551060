package export

import (
	"math"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// greek is a study with two tasks and two probes.
func greek() study.Study {
	omniglot := pool.Omniglot()
	angelic := omniglot.Evaluation().Groups("Angelic")
	five, three := split.FewShot(angelic, 5, 2), split.FewShot(angelic, 3, 2)
	five.Name = "five, \"quoted\"\nways"
	return study.Study{
		Name: "greek", Pool: omniglot.Background().Groups("Greek", "Latin"), Tasks: []split.Task{five, three},
		Backbone: backbone.MLP{}, Probes: []probe.Probe{probe.Ridge{}, probe.NearestMean{}},
		Budgets: []int{16, 64}, SizesPerBudget: 3, Repeats: 2, Seed: math.MaxUint64,
	}
}

// results are made-up outcomes of the first count runs of the plan, with numbers that short decimals cannot hold.
func results(count int) *study.Results {
	s := greek()
	plan, err := s.Plan()
	if err != nil {
		panic(err)
	}
	out := &study.Results{Study: s}
	for i, run := range plan[:count] {
		r := study.Result{
			Format: study.Format, Hash: s.RunHash(run), Run: run, Device: "cpu, ×2", Token: i,
			Timings: study.Timings{Draw: 1, Train: 1e-9 / 3, Features: math.SmallestNonzeroFloat64, Probe: 1e300 / 7},
		}
		if !run.Control {
			r.Loss = math.Nextafter(2, 3)
			r.Finished = time.Unix(1, int64(i)*1001).UTC()
		}
		for _, task := range append(s.Tasks, older(s)) {
			for _, p := range s.Probes {
				scores := []probe.Score{{Wrong: i, Tested: 49}}
				r.Measurements = append(r.Measurements, study.NewTaskError(study.TaskProbeOf(task, p), scores))
			}
		}
		out.Runs = append(out.Runs, r)
	}
	return out
}

// older is a task that the study had once.
func older(s study.Study) split.Task {
	task := split.FewShot(s.Tasks[0].Pool, 4, 2)
	task.Name = "older"
	return task
}

// valid is a row that contradicts nothing.
func valid() Row {
	size := diversity.Size{Classes: 4, PerClass: 3}
	return Row{
		Study: "s", StudyHash: "h", Run: "r", Classes: 4, PerClass: 3, Total: 12, Ratio: size.Ratio(), Task: "t", Probe: "p",
		Wrong: 1, Tested: 3, Error: 1.0 / 3, Loss: 0.5, TrainSeconds: 1, Finished: time.Unix(7, 0).UTC(), Token: 2,
	}
}
