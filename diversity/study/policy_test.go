package study

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/theory"
)

// twoPolicies is a study of uniform and far classes.
func twoPolicies() Study {
	s := small()
	s.Probes, s.Repeats = s.Probes[:1], 6
	s.Budgets, s.SizesPerBudget = []int{120}, 5
	s.Policies = []Policy{{Name: "uniform"}, {Name: "far", Choice: split.Farthest{Distance: aDistance(s.Pool)}}}
	return s
}

// planted computes errors of a known world: a cosh in ln K with its minimum at K* of the run's policy, read from the
// draw that the run really has, and noise that runs of one size and repeat share.
type planted struct{ best map[string]float64 }

func (w planted) Execute(ctx context.Context, job Job) error {
	return job.Store.Work(ctx, job.Runs, func(_ context.Context, order Assignment) (Result, error) {
		s, run := job.Store.Study(), order.Run
		wrong := 5000
		if !run.Control {
			draw, err := split.Pretraining(s.PoolOf(run), s.DrawOptions(run))
			if err != nil {
				return Result{}, err
			}
			noise := diversity.Stream(run.Seed, "test", run.Size.Classes).NormFloat64()
			x := math.Log(float64(run.Size.Classes) / w.best[draw.Choice])
			wrong = int(3000 + 2000*(math.Cosh(x)-1) + 40*noise)
		}
		result := Result{Device: "stub", Finished: time.Unix(1, 0).UTC()}
		for _, task := range s.Tasks {
			result.Measurements = append(result.Measurements,
				NewTaskError(TaskProbeOf(task, s.Probes[0]), []probe.Score{{Wrong: wrong, Tested: 10000}}))
		}
		return result, nil
	})
}

// One study answers whether a policy moves K*: a planted factor of two is found, and none where there is none.
func TestAStudyComparesPolicies(t *testing.T) {
	s := twoPolicies()
	far, err := split.MarshalChoice(s.Policies[1].Choice)
	if err != nil {
		t.Fatal(err)
	}
	for bestOfFar, moves := range map[float64]bool{12: true, 24: false} {
		world := planted{map[string]float64{"": 24, string(far): bestOfFar}}
		results := mustRun(t, s, RunOptions{Root: t.TempDir(), Executor: world})
		var points [2][]diversity.Measurement
		for i, policy := range results.Policies() {
			if points[i], err = results.Points(Metric{Policy: policy}); err != nil {
				t.Fatal(err)
			}
		}
		all, err := theory.PairedMinima(points[0], points[1], theory.MinimaOptions{Seed: 1})
		if err != nil || len(all) != 1 || all[0].Moves() != moves || all[0].Repeats != 6 || all[0].Second != "far" {
			t.Fatalf("K* of far at %v: %v, %v", bestOfFar, all, err)
		}
		if got := all[0].Ratio; math.Abs(math.Log(got.Value*24/bestOfFar)) > 0.25 || !got.Interval.Contains(bestOfFar/24) {
			t.Errorf("K* of far at %v of 24: the ratio is %v", bestOfFar, got)
		}
	}
}

// The runs of a policy are those of a study of that policy alone: nothing is computed twice, or told apart by a name.
func TestPoliciesShareRunsWithStudiesOfOne(t *testing.T) {
	s, root := twoPolicies(), t.TempDir()
	plan := mustPlan(t, s)
	if len(plan) != 6*(1+2*5) {
		t.Errorf("%d runs, want a control and two policies at five sizes in each of six repeats", len(plan))
	}
	hashes := map[string]bool{}
	for _, run := range plan {
		hashes[s.RunHash(run)] = true
		again, err := s.ParseRun(run.Spec())
		if err != nil || again != run {
			t.Errorf("%s is read as %v, %v", run.Spec(), again, err)
		}
	}
	if len(hashes) != len(plan) || hashes[""] {
		t.Errorf("%d hashes of %d runs", len(hashes), len(plan))
	}
	for i, policy := range s.Policies {
		one, err := s.Of(policy.Name)
		if err != nil || one.Validate() != nil || len(one.Policies) > 0 {
			t.Fatalf("%v, %v", err, one.Validate())
		}
		for _, run := range mustPlan(t, one) {
			if !hashes[one.RunHash(run)] {
				t.Errorf("%v of policy %d alone is another run", run, i)
			}
		}
		one.Name = s.Name // in one directory
		mustRun(t, one, RunOptions{Root: root, Executor: inProcess{}})
	}
	results := mustRun(t, s, RunOptions{Root: root, Executor: none{t}})
	if len(results.Runs) != len(plan) {
		t.Errorf("%d runs", len(results.Runs))
	}
	renamed := twoPolicies()
	renamed.Policies[1].Name = "spread"
	mustRun(t, renamed, RunOptions{Root: root, Executor: none{t}})
	if renamed.Hash() == s.Hash() {
		t.Error("results under another name have the same hash")
	}
}

// Results of policies are told apart by name, everywhere.
func TestResultsOfPoliciesAreToldApart(t *testing.T) {
	s := twoPolicies()
	results := mustRun(t, s, RunOptions{Root: t.TempDir(), Executor: inProcess{}})
	if _, err := results.Points(Metric{}); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), `Metric.Policy = "": invalid value, allowed: one of uniform, far`) {
		t.Errorf("no policy is named: %v", err)
	}
	points, err := results.Points(Metric{Policy: "far"})
	if err != nil || len(points) != 30 || points[0].Policy != "far" {
		t.Fatalf("%d points, %v", len(points), err)
	}
	other, err := results.Points(Metric{Policy: "uniform"})
	if err != nil || other[0].Run == points[0].Run || other[0].Size != points[0].Size {
		t.Errorf("%+v and %+v, %v", points[0], other[0], err)
	}
	if _, err := theory.Minima(slices.Concat(points, other), theory.MinimaOptions{}); !errors.Is(err, diversity.ErrMixed) {
		t.Errorf("points of two policies in one curve: %v", err)
	}
	if control, err := results.ControlPoints(Metric{}); err != nil || len(control) != 6 {
		t.Errorf("%d controls, %v", len(control), err)
	}
	of, err := results.Of("far")
	if err != nil || len(of.Runs) != 36 || len(of.Policies()) > 0 {
		t.Fatalf("%d runs of one policy, %v", len(of.Runs), err)
	}
	alone, err := of.Points(Metric{})
	for i := range alone {
		alone[i].Policy = "far"
	}
	if err != nil || !slices.Equal(alone, points) {
		t.Errorf("points of the policy alone differ: %v", err)
	}
	if _, err := results.Of("near"); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no such policy: %v", err)
	}
	if header := strings.Join(results.Table().Header, "|"); !strings.Contains(header, "|uniform: ") ||
		!strings.Contains(header, "|far: ") {
		t.Errorf("the table has the columns %s", header)
	}
	if text := points[0].Size.String() + " repeat 0, far"; !strings.Contains(results.Runs[2].Run.String(), ", far") {
		t.Errorf("a run is called %v, want %s", results.Runs[2].Run, text)
	}
}

func TestPoliciesAreWrittenAndRead(t *testing.T) {
	s := twoPolicies()
	s.Budgets, s.SizesPerBudget, s.Sizes = nil, 0, []diversity.Size{{Classes: 16, PerClass: 4}}
	s.Policies = append(s.Policies, Policy{Name: "long.tail", Samples: split.LongTailed{Alpha: 0.25}})
	text, err := json.Marshal(s)
	var again Study
	if err = errors.Join(err, json.Unmarshal(text, &again)); err != nil || again.Hash() != s.Hash() || s.Hash() == "" {
		t.Fatalf("%v: %s", err, text)
	}
	if twice, err := json.Marshal(again); err != nil || string(twice) != string(text) {
		t.Errorf("%v: %s, then %s", err, text, twice)
	}
	dir, err := s.Save(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if read, err := ReadDir(dir); err != nil || read.Hash() != s.Hash() || filepath.Base(dir) != s.Name {
		t.Errorf("%v", err)
	}
	if text, err := json.Marshal(small()); err != nil || strings.Contains(string(text), "polic") {
		t.Errorf("a study without policies: %s, %v", text, err)
	}
}

// How fine labels are is a policy too: the same images, labelled by their superclass.
func TestAPolicyMayHaveAnotherPool(t *testing.T) {
	s := twoPolicies()
	s.Pool, s.Tasks[0].Pool = pool.Omniglot().Background(), pool.Omniglot().Evaluation()
	s.Budgets, s.SizesPerBudget, s.Sizes = nil, 0, []diversity.Size{{Classes: 4, PerClass: 16}, {Classes: 16, PerClass: 4}}
	s.Policies = []Policy{{Name: "characters"}, {Name: "alphabets", Pool: s.Pool.Relabelled()}}
	text, err := json.Marshal(s)
	var again Study
	if err = errors.Join(err, json.Unmarshal(text, &again)); err != nil || again.Hash() != s.Hash() || s.Hash() == "" {
		t.Fatalf("%v", err)
	}
	run := again.RunOf("alphabets", s.Sizes[1], 0)
	draw, err := split.Pretraining(again.PoolOf(run), again.DrawOptions(run))
	if err != nil || draw.Pool != s.Pool.Relabelled().Digest() || len(draw.Classes) != 16 {
		t.Errorf("%+v, %v", draw, err)
	}
	s.Sizes = append(s.Sizes, diversity.Size{Classes: 64, PerClass: 1})
	if err := s.Validate(); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.HasPrefix(err.Error(), "Study.Policies[1].Choice and Samples: Size") {
		t.Errorf("64 of 30 alphabets: %v", err)
	}
	s.Policies[1].Pool = pool.Omniglot().Evaluation().Relabelled()
	if err := s.Validate(); !errors.Is(err, split.ErrOverlap) {
		t.Errorf("a pool with the classes of a task: %v", err)
	}
}

// TestThePoolThatNormalisesIsInTheHash: of a run that draws from its policy's pool, but whose pixels are normalised by
// the study's.
func TestThePoolThatNormalisesIsInTheHash(t *testing.T) {
	hash := func(of pool.Pool, n recipe.Normalization) string {
		s := twoPolicies()
		s.Recipe.Normalize = n
		s.Pool, s.Policies = of, []Policy{{Name: "own", Pool: small().Pool}}
		return s.RunHash(s.RunOf("own", diversity.Size{Classes: 4, PerClass: 4}, 0))
	}
	one, other := small().Pool, small().Pool.Rotations(2)
	if hash(one, recipe.Normalization{}) != hash(other, recipe.Normalization{}) {
		t.Error("without the pool's numbers the study's pool changes the hash")
	}
	if hash(one, recipe.OfPool()) == hash(other, recipe.OfPool()) {
		t.Error("another pool normalises, and the hash is the same")
	}
}

func TestPoliciesAreValidated(t *testing.T) {
	for says, change := range map[string]func(*Study){
		"Study.Policies[1].Name":               func(s *Study) { s.Policies[1].Name = "uniform" },
		`Study.Policies[0].Name = ""`:          func(s *Study) { s.Policies[0].Name = "" },
		`Study.Policies[0].Name = "a:b"`:       func(s *Study) { s.Policies[0].Name = "a:b" },
		"Study.Policies[1] = far":              func(s *Study) { s.Policies[1].Choice = split.Uniform{} },
		"Study.Choice and Samples":             func(s *Study) { s.Choice = split.Balanced{} },
		"len(Study.Policies) = 7":              func(s *Study) { s.Policies = make([]Policy, 7) },
		"Study.Policies[1].Choice: ":           func(s *Study) { s.Policies[1].Choice = split.ChoiceFunc{} },
		"Study.Policies[0].Samples: LongTaile": func(s *Study) { s.Policies[0].Samples = split.LongTailed{} },
		"Study.Policies[1].Pool = images of":   func(s *Study) { s.Policies[1].Pool = pool.Omniglot().Background() },
	} {
		s := twoPolicies()
		change(&s)
		if err := s.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.HasPrefix(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

// A run of a policy that the study does not have has no hash, and is not drawn as some other one.
func TestARunOfNoPolicy(t *testing.T) {
	s := twoPolicies()
	run := s.RunOf("near", diversity.Size{Classes: 4, PerClass: 4}, 0)
	if _, err := split.Pretraining(s.PoolOf(run), s.DrawOptions(run)); s.RunHash(run) != "" || err == nil {
		t.Errorf("hash %q, %v", s.RunHash(run), err)
	}
	for _, spec := range []string{"4x4#0", "4x4#0:near", "control#0:far"} {
		if _, err := s.ParseRun(spec); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%s: %v", spec, err)
		}
	}
	if _, err := s.RunOne(t.Context(), run.Size, 0, RunOptions{}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("RunOne without a policy: %v", err)
	}
	result, err := s.RunOne(t.Context(), run.Size, 0, RunOptions{Root: t.TempDir(), Policy: "far", Executor: inProcess{}})
	if err != nil || result.Run.Policy != "far" {
		t.Errorf("%v, %v", result.Run, err)
	}
}

// A study says once, when it starts, what its results are confounded with.
func TestNoticesOfConfounding(t *testing.T) {
	s := small()
	if notices, err := s.Notices(t.Context()); err != nil || len(notices) > 0 {
		t.Errorf("%q, %v", notices, err)
	}
	s.Pool = pool.Omniglot().Background().Relabelled() // from 240 to 1100 images
	s.Tasks[0].Pool = pool.Omniglot().Evaluation()
	s.Budgets, s.SizesPerBudget = nil, 0
	s.Sizes = []diversity.Size{{Classes: 2, PerClass: 500}, {Classes: 10, PerClass: 100}}
	notices, err := s.Notices(t.Context())
	if err != nil || len(notices) != 1 || !strings.Contains(notices[0], "K and n are confounded") {
		t.Errorf("%q, %v", notices, err)
	}
}

// It says which images look alike, of pools that were read from files.
func TestNoticesOfImagesThatLookAlike(t *testing.T) {
	t.Setenv("DIVERSITY_CACHE", t.TempDir())
	letters := pool.Omniglot().Background().Groups("Greek").Only("*character0[1-6]")
	s := small()
	s.Pool, s.Tasks[0].Pool = inFiles(t, letters, 4), inFiles(t, letters, 3)
	notices, err := s.Notices(t.Context())
	if err != nil || len(notices) != 1 || !strings.Contains(notices[0], "Task "+strconv.Quote(s.Tasks[0].Name)+": ") ||
		!strings.Contains(notices[0], "images looking like images of pre-training, such as ") {
		t.Errorf("%q, %v", notices, err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	s.Tasks[0].Pool = inFiles(t, letters, 2)
	if _, err := s.Notices(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ended: %v", err)
	}
	s.Pool = letters
	if notices, err := s.Notices(ended); err != nil || len(notices) > 0 {
		t.Errorf("of a pool that comes with the library: %q, %v", notices, err)
	}
}

func TestProgressHasTheNotices(t *testing.T) {
	s := small()
	s.Pool = pool.Omniglot().Background().Relabelled()
	s.Tasks[0].Pool = pool.Omniglot().Evaluation()
	s.Probes, s.Repeats = s.Probes[:1], 1
	s.Budgets, s.SizesPerBudget = nil, 0
	s.Sizes = []diversity.Size{{Classes: 2, PerClass: 500}, {Classes: 10, PerClass: 100}}
	var last Progress
	mustRun(t, s, RunOptions{Root: t.TempDir(), Executor: inProcess{}, OnProgress: func(p Progress) { last = p }})
	if len(last.Notices) != 1 || !strings.Contains(last.Notices[0], "Pool.AtLeast(500)") {
		t.Errorf("%q", last.Notices)
	}
}

// inFiles is a folder with the images of a pool in so many quarters of their ink.
func inFiles(t *testing.T, p pool.Pool, quarters uint8) pool.Pool {
	t.Helper()
	height, width, _ := p.Shape()
	dir := filepath.Join(t.TempDir(), fmt.Sprint("ink", quarters))
	for class := range p.Classes() {
		to := filepath.Join(dir, fmt.Sprint("class", class, "of", quarters))
		if err := os.MkdirAll(to, 0o700); err != nil {
			t.Fatal(err)
		}
		for sample := range p.Count(class) {
			pixels, err := p.Images([]pool.Ref{{Class: class, Sample: sample}})
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range pixels {
				pixels[i] = v / 4 * quarters
			}
			var out bytes.Buffer
			drawing := &image.Gray{Pix: pixels, Stride: width, Rect: image.Rect(0, 0, width, height)}
			err = errors.Join(
				png.Encode(&out, drawing),
				os.WriteFile(filepath.Join(to, fmt.Sprint(sample, ".png")), out.Bytes(), 0o600),
			)
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	opened, err := pool.Folder(t.Context(), dir, pool.FolderOptions{Gray: true})
	if err != nil {
		t.Fatal(err)
	}
	return opened
}
