package maintain_test

import (
	"context"
	"log"
	"os"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// greek is a study of Greek and Latin letters, measured on the Angelic alphabet.
func greek() study.Study {
	omniglot := pool.Omniglot()
	return study.Study{
		Name:           "greek",
		Pool:           omniglot.Background().Groups("Greek", "Latin"),
		Tasks:          []split.Task{split.FewShot(omniglot.Evaluation().Groups("Angelic"), 5, 2)},
		Backbone:       backbone.MLP{},
		Budgets:        []int{16, 64},
		SizesPerBudget: 3,
		Repeats:        2,
	}
}

// pretend is an executor that trains nothing.
type pretend struct{}

func (pretend) Execute(ctx context.Context, job study.Job) error {
	task, ridge := job.Store.Study().Tasks[0], probe.Ridge{}
	return job.Store.Work(ctx, job.Runs, func(_ context.Context, order study.Assignment) (study.Result, error) {
		scores := []probe.Score{{Wrong: 80 - 2*order.Run.Size.Classes, Tested: 100}}
		return study.Result{Measurements: []study.TaskError{
			study.NewTaskError(study.TaskProbeOf(task, ridge), scores),
		}}, nil
	})
}

// tempRoot keeps examples away from the user's own results.
func tempRoot() string {
	root, err := os.MkdirTemp("", "study")
	if err != nil {
		log.Fatal(err)
	}
	return root
}
