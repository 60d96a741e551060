package suggest

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
	"tradeoff/diversity/worlds"
)

// world stands in for training: of a known best ratio K/n = 4, see planted.
type world struct{ of worlds.Planted }

func (w world) Execute(ctx context.Context, job study.Job) error {
	s := job.Store.Study()
	of := study.TaskProbeOf(s.Tasks[0], probe.Ridge{})
	return job.Store.Work(ctx, job.Runs, func(_ context.Context, order study.Assignment) (study.Result, error) {
		share := 0.9
		if run := order.Run; run.Size.Classes > 0 {
			measured, err := w.of.Measure([]diversity.Size{run.Size}, 1, run.Seed)
			if err != nil {
				return study.Result{}, err
			}
			share = measured[0].Error
		}
		wrong := int(math.Round(1000 * share))
		scored := study.NewTaskError(of, []probe.Score{{Wrong: wrong, Tested: 1000}})
		return study.Result{Measurements: []study.TaskError{scored}}, nil
	})
}

// answered is a proposal on Omniglot with three repeats of two budgets.
func answered(t *testing.T) Proposal {
	t.Helper()
	o := Options{Budgets: []int{256, 1024}, Repeats: 3, Backbone: backbone.MLP{}}
	return proposal(t, pool.Omniglot().Background(), o)
}

func TestAnswerBeforeAnythingIsComputed(t *testing.T) {
	t.Setenv(study.HomeVariable, t.TempDir())
	p := answered(t)
	r, err := p.Stored(filepath.Join(t.TempDir(), "absent.zip"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.Answer(t.Context(), r, AnswerOptions{Computes: "section 4"})
	if err != nil || a.Known || len(a.Points) > 0 {
		t.Fatalf("%+v, %v", a, err)
	}
	want := "Nothing has been computed yet of these images with these settings: the study has 33 runs, some 27 s of computing on " +
		"one core in all. Section 4 computes them."
	if got := a.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if document := a.Display(); len(document.Parts) != 1 {
		t.Errorf("%+v", document)
	}
}

// TestAnswerOfSomeRuns: what is there is answered, if it is enough, beside how much is missing.
func TestAnswerOfSomeRuns(t *testing.T) {
	p := answered(t)
	whole := planted(t, p.Study)
	for _, c := range []struct {
		runs  int
		known bool
		want  string
	}{
		{33, true, ""},
		{30, true, "30 of 33 runs are computed so far, some 27 s of computing on one core in all. Study.Run computes the rest."},
		{4, false, "These results do not answer yet: "},
	} {
		r := &study.Results{Study: p.Study, Runs: whole.Runs[:c.runs]}
		for _, left := range whole.Runs[c.runs:] {
			r.Missing = append(r.Missing, left.Run)
		}
		a, err := p.Answer(t.Context(), r, AnswerOptions{})
		if err != nil || a.Known != c.known || !strings.Contains(a.Missing, c.want) || c.want == "" && a.Missing != "" {
			t.Errorf("%d runs: %v, %v: %q", c.runs, a.Known, err, a.Missing)
		}
	}
}

func TestAnswerOfFailedRuns(t *testing.T) {
	p := answered(t)
	r := planted(t, p.Study)
	r.Failures = []study.Failure{{Run: r.Runs[32].Run}}
	r.Runs = r.Runs[:32]
	a, err := p.Answer(t.Context(), r, AnswerOptions{})
	if err != nil || !a.Known || a.Missing != "1 of 33 runs failed and are left out." {
		t.Errorf("%v, %v: %q", a.Known, err, a.Missing)
	}
}

// TestAnswer: K/n = 4 is the best ratio of the planted world, so that 128 classes are best of 4096 images.
func TestAnswer(t *testing.T) {
	p := answered(t)
	a, err := p.Answer(t.Context(), planted(t, p.Study), AnswerOptions{Labelled: 4096})
	best := a.Recommendation.Prediction.Classes.Interval
	if err != nil || !best.Contains(128) || a.Judgement.Repeats != 3 || len(a.Points) != 30 {
		t.Fatalf("%v, %v", a, err)
	}
	sentences := a.Sentences()
	for i, part := range []string{
		"For 4096 images label ", "A balance of classes and images is ", "An invariant best ratio K/n is ", "Beware: ",
	} {
		if !strings.HasPrefix(sentences[i], part) {
			t.Errorf("sentence %d is %q, want %q", i, sentences[i], part)
		}
	}
	a.Recommendation.Prediction.Classes.Value = math.Inf(1)
	if got := a.String(); !strings.Contains(got, "These results do not tell the best number of classes") {
		t.Errorf("without an inner optimum: %s", got)
	}
	for _, labelled := range []int{-1, 1} {
		_, err := p.Answer(t.Context(), planted(t, p.Study), AnswerOptions{Labelled: labelled})
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "AnswerOptions.Labelled") {
			t.Errorf("%d images: %v", labelled, err)
		}
	}
}

// TestStored: results come from an archive of this very study, not of another one, else from the store.
func TestStored(t *testing.T) {
	home := t.TempDir()
	t.Setenv(study.HomeVariable, home)
	p := answered(t)
	other := p
	other.Study.Seed++
	w := world{worlds.Planted{E: 0.1, A: 0.8, B: 0.4, Alpha: 0.5}}
	if _, err := p.Study.Run(t.Context(), study.RunOptions{Executor: w}); err != nil {
		t.Fatal(err)
	}
	archive := packed(t, filepath.Join(home, "studies", p.Study.Name))
	if r, err := p.Stored(); err != nil || len(r.Runs) != 33 {
		t.Errorf("the store: %v, %v", r, err)
	}
	if r, err := other.Stored(archive); err != nil || len(r.Runs) != 0 || len(r.Missing) != 33 {
		t.Errorf("an archive of another study: %v, %v", r, err)
	}
	t.Setenv(study.HomeVariable, t.TempDir())
	r, err := p.Stored("absent.zip", archive)
	if err != nil || len(r.Runs) != 33 || len(r.Missing) != 0 || r.Study.Pool.Classes() != p.Study.Pool.Classes() {
		t.Fatalf("the archive: %v, %v", r, err)
	}
	if a, err := p.Answer(t.Context(), r, AnswerOptions{}); err != nil || !a.Known || a.Missing != "" {
		t.Errorf("%v, %v", a, err)
	}
	if err := os.WriteFile(archive, []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Stored(archive); !errors.Is(err, maintain.ErrArchive) {
		t.Errorf("a damaged archive: %v", err)
	}
}

// packed is a study in one file.
func packed(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "packed.zip")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(maintain.Pack(dir, file), file.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}
