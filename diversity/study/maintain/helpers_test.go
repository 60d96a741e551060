package maintain

import (
	"context"
	"os"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/sealed"
)

// small is a valid study of 2 budgets x 3 sizes x 2 repeats and 2 controls: 14 runs.
func small() study.Study {
	return study.Study{
		Name:     "small",
		Pool:     pool.Omniglot().Background().Groups("Greek", "Latin"),
		Tasks:    []split.Task{smallTask(5)},
		Backbone: backbone.MLP{},
		Probes:   []probe.Probe{probe.Ridge{Strengths: []float64{1, 10}}, probe.NearestMean{}},
		Budgets:  []int{16, 64}, SizesPerBudget: 3, Repeats: 2, Seed: 1,
	}
}

func smallTask(ways int) split.Task {
	return split.FewShot(pool.Omniglot().Evaluation().Groups("Angelic"), ways, 2)
}

// stubResult is a plausible outcome that depends on the run alone.
func stubResult(s study.Study, run study.Run) study.Result {
	random := diversity.Stream(run.Seed, "test", run.Size.Classes, run.Size.PerClass)
	result := study.Result{Device: "stub", Weights: "w", Finished: time.Unix(1, 0).UTC()}
	for _, task := range s.Tasks {
		for _, p := range s.WithDefaults().Probes {
			scores := []probe.Score{{Wrong: random.IntN(100), Tested: 100, Strength: 1}}
			result.Measurements = append(result.Measurements, study.NewTaskError(study.TaskProbeOf(task, p), scores))
		}
	}
	return result
}

// inProcess computes with the stub.
type inProcess struct{}

func (inProcess) Execute(ctx context.Context, job study.Job) error {
	return job.Store.Work(ctx, job.Runs, func(_ context.Context, order study.Assignment) (study.Result, error) {
		return stubResult(job.Store.Study(), order.Run), nil
	})
}

// none is an executor that must not be needed.
type none struct{ t *testing.T }

func (n none) Execute(context.Context, study.Job) error {
	n.t.Error("the executor was called although nothing is missing")
	return nil
}

func mustRun(t *testing.T, s study.Study, o study.RunOptions) *study.Results {
	t.Helper()
	results, err := s.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func mustPlan(t *testing.T, s study.Study) []study.Run {
	t.Helper()
	plan, err := s.Plan()
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func mustClaim(t *testing.T, store *study.Store, run study.Run) *study.Claim {
	t.Helper()
	claim, err := store.Claim(run)
	if err != nil {
		t.Fatal(err)
	}
	return claim
}

func host(t *testing.T) string {
	t.Helper()
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// abandon leaves a claim of a run as a worker does that died on this machine.
func abandon(t *testing.T, store *study.Store, run study.Run) {
	t.Helper()
	leaveClaim(t, store, run, host(t))
}

// leaveClaim writes the file of a claim that nobody has locked.
func leaveClaim(t *testing.T, store *study.Store, run study.Run, host string) (path string) {
	t.Helper()
	hash := store.Study().RunHash(run)
	token := 1
	if result, err := store.Result(run); err == nil {
		token = result.Token + 1
	}
	text, err := sealed.Seal(claims.Content{Format: study.Format, Claimant: claims.Claimant{
		Host: host, Process: os.Getpid(), Token: token, Started: time.Now(), Lease: 60,
	}})
	if err != nil {
		t.Fatal(err)
	}
	path = folderAt(store.Dir()).claims.Path(hash, token)
	filetest.Write(t, path, text)
	return path
}

func pointer(s study.Study) *study.Study { return &s }
