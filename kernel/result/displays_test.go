package result

import (
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/cluster"
	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/export"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/lesson"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/pool/datasets"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/report"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
	"tradeoff/diversity/suggest"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/theory/design"
	"tradeoff/diversity/theory/levels"
	"tradeoff/diversity/theory/nlls"
	"tradeoff/diversity/verdicts"
	"tradeoff/diversity/worlds"
)

var update = flag.Bool("update", false, "write the golden texts anew")

const golden = "testdata/displays.txt"

// hostile is a name as a file or a notebook of somebody else may hold it.
const hostile = "<img src=x onerror=alert(1)>\x1b[31m\u202e$\\href{javascript:alert(1)}{x}$"

var aHash = strings.Repeat("0123456789abcdef", 4)

// must returns a value that a test needs.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// aShare is a score.
var aShare = 0.875

// scored is of an episode with one image of two classified wrongly.
func scored() *probe.Scoring {
	var s probe.Scoring
	s.Add(probe.Prediction{Labels: []int32{0, 0}}, []int32{0, 1}, 2)
	return &s
}

func measured() []diversity.Measurement {
	var sizes []diversity.Size
	for _, n := range []int{256, 512, 1024} {
		for k := 4; k <= n/4; k *= 4 {
			sizes = append(sizes, diversity.Size{Classes: k, PerClass: n / k})
		}
	}
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	return must(world.Measure(sizes, 3, 1))
}

// The sizes, intervals and other parts of the samples.
var (
	size         = diversity.Size{Classes: 32, PerClass: 16}
	interval     = estimate.Interval{Low: 0.104, High: 0.141, Level: 0.95}
	someEstimate = estimate.Estimate{Value: 0.1234, Interval: interval}
	classes      = estimate.Estimate{Value: 22.63, Interval: estimate.Interval{Low: 0, High: 41.2, Level: 0.95}}
	verdict      = theory.Verdict{
		Claim:    "the ratio stays",
		Outcome:  theory.Rejected,
		Sentence: "It does not: slope 0.72, 95% interval 0.61 to 0.80.",
	}
	run    = study.Run{Size: size, Repeat: 1, Seed: 7}
	moment = time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC)
	task   = split.Task{
		Name:     "plain",
		Pool:     pool.Omniglot().Evaluation(),
		Ways:     20,
		Shots:    5,
		Test:     5,
		Episodes: 10,
		Seed:     3,
	}
	outcome = study.TaskError{
		Task:     "plain",
		Probe:    "ridge",
		Wrong:    30,
		Tested:   200,
		Error:    0.15,
		Episodes: make([]probe.Score, 2),
		Candidates: []probe.Candidate{
			{Value: 0.1, Wrong: 30, Of: 200, Chosen: 2},
			{Value: 1, Wrong: 31, Of: 200},
		},
	}
	best = estimate.SizeSummary{Size: size, Runs: 5, Error: estimate.Estimate{Value: 0.1234, Interval: interval},
		StdErr: 0.004}
	minimum = theory.Minimum{
		Budget: 512, Sizes: []estimate.SizeSummary{best}, Best: best, Vertex: true, Classes: classes, PerClass: classes,
		Ratio: classes,
		Left:  theory.End{Size: size, Excess: 0.031, StdErr: 0.005, T: 6.2, DegreesOfFreedom: 4}, Interior: true,
	}
	baseline   = theory.Baseline{Name: "most classes", Size: size, Error: 0.2, Regret: someEstimate, Gain: someEstimate}
	share      = theory.ModelWeight{Name: "surface", Weight: 0.83, HeldOut: 0.012}
	prediction = theory.Prediction{
		Budget: 515, Law: "average", Classes: classes, PerClass: classes, Ratio: classes, Slope: someEstimate, Size: size,
		Error: someEstimate, Regret: someEstimate,
		Clipped: true, Unbounded: true, Baselines: []theory.Baseline{baseline}, Warnings: []string{"Far beyond the data."},
		Weights: []theory.ModelWeight{share},
	}
	rule = backtest.RuleScore{
		Name:        "K = n",
		Size:        size,
		Classes:     22.6,
		Regret:      someEstimate,
		Expected:    someEstimate,
		LogDistance: 0.35,
	}
	atSize = backtest.OriginSize{Size: size, Predicted: someEstimate, Measured: someEstimate, Held: true}
	origin = backtest.OriginRow{Fitted: []int{128, 256}, Target: 512, Factor: 2, Size: size, Predicted: someEstimate,
		Measured: someEstimate, Held: true, Sizes: []backtest.OriginSize{atSize}, Classes: classes, BestClasses: classes,
		Lost: someEstimate, Expected: someEstimate}
	nextRun  = design.BatchRun{Size: size, Runs: 2, Cost: 1024}
	failure  = study.Failure{Hash: aHash, Run: run, Message: "training diverged\nat step 3"}
	finding  = maintain.Finding{Path: "runs/a.json", Bytes: 12, Reason: "torn"}
	mistakes = probe.Confusion{Classes: []string{"cat", hostile}, Counts: [][]int{{8, 2}, {1, 9}}}
)

// samples are a value of every type of the light packages that has a display. Those that only a function makes are made
// by it.
func samples() []any {
	fitted := must(theory.Fit(measured(), laws.Untied{}, theory.FitOptions{BootstrapSamples: 60}))
	drawn := must(
		split.Pretraining(
			pool.Omniglot().Background(),
			split.DrawOptions{Size: diversity.Size{Classes: 3, PerClass: 20}, Seed: 1},
		),
	)
	tasks := append(measured(), measured()...)
	for i := range tasks {
		tasks[i].Task = []string{"a", "b"}[i*2/len(tasks)]
	}
	s := study.Study{
		Name: "omniglot", Pool: pool.Omniglot().Background(), Tasks: []split.Task{task}, Backbone: backbone.ConvNet{},
		Budgets: []int{64}, SizesPerBudget: 3,
	}
	outcome := outcome
	outcome.TaskHash, outcome.ProbeHash = task.Hash(), study.ProbeHash(probe.Ridge{})
	result := study.Result{
		Hash:         aHash,
		Run:          run,
		Measurements: []study.TaskError{outcome},
		Timings:      study.Timings{Draw: 0.12, Train: 3.456},
		Finished:     moment,
	}
	return slices.Concat(theorySamples(fitted, tasks), levelsSamples(), reportSamples(), []any{
		size,
		diversity.Limits{Classes: 964},
		measured()[0],
		pool.Omniglot(),
		pool.Omniglot().Background().Rotations(4),
		pool.Content{Name: hostile, Images: make([]byte, 1<<20), Labels: []int{0, 1}},
		pool.Drawn{
			Classes: []pool.DrawnClass{{ID: hostile, Count: 3}},
		},
		pool.DrawnClass{ID: "a", Count: 3},
		pool.Ref{Class: 1, Sample: 2},
		pool.Distortion{},
		pool.PreparedSet{
			Key: "0123456789abcdef0123456789abcdef", Dir: hostile, Classes: 200, Images: 100000, Height: 64, Width: 64,
			Channels: 3, Bytes: 1234567890, Used: time.Unix(1e9, 0), Ready: true,
		},
		pool.ChannelStatistics{Mean: []float64{122.5, 114.25, 101}, Deviation: []float64{70.5, 68.25, 72}},
		split.Uniform{},
		split.Balanced{},
		split.Concentrated{},
		split.Nearest{},
		split.Farthest{},
		split.Diverse{},
		split.Distance{Features: [][]float64{{1}}},
		split.Candidates{Count: 3, Order: []int{1, 2, 4}},
		split.ChoiceFunc{Name: hostile},
		split.UniformSamples{},
		split.BySource{Sources: 2},
		split.LongTailed{Alpha: 0.5},
		split.Counts{PerClass: []int{3, 1}},
		split.Confounded{Sizes: []diversity.Size{{Classes: 2, PerClass: 8}, {Classes: 4, PerClass: 4}}, Classes: []int{3, 9},
			Policy: hostile, Alike: []string{"a", "b", "c"}, Images: 8},
		pool.Table{hostile: hostile, "n1": "fish"},
		pool.TreeCut{Depth: 2, Nodes: []string{hostile}, Rest: "others"},
		pool.ImagePair{FirstName: hostile, FirstClass: "cat", SecondName: "tiger#0", SecondClass: "tiger"},
		pool.NearPair{ImagePair: pool.ImagePair{FirstName: hostile, FirstClass: "cat", SecondName: "tiger#0",
			SecondClass: "tiger"}, Bits: 3, Difference: 0.125, Mirrored: true},
		pool.ImageIdentity{Name: hostile, Digest: [16]byte{0xab, 0xcd, 0xef, 1, 2, 255}, Perceptual: 0xabcdefabcdefabcd},
		pool.Found{Layout: "class folders", Split: "train", Notes: []string{hostile, "2 names ignored"}},
		pool.Inspection{
			Found: pool.Found{
				Layout: "group/class",
			},
			Images:   1200,
			Classes:  12,
			Groups:   3,
			PerClass: pool.Span{Least: 90, Median: 100, Most: 110},
			Decoded:  199,
			Bad:      []string{hostile},
			Height:   pool.Span{Least: 64, Median: 64, Most: 64},
			Width:    pool.Span{Least: 64, Median: 64, Most: 64},
			Aspect:   pool.Span{Least: 100, Median: 100, Most: 100},
			Gray:     true,
		},
		pool.Span{Least: 1, Median: 2, Most: 3},
		suggest.Decision{Setting: "size", Value: hostile, Why: "as asked"},
		suggest.Read{Decisions: []suggest.Decision{{Setting: "colour", Value: hostile, Why: "as asked"}}},
		suggest.Parts{Training: pool.Omniglot().Background(), Held: pool.Omniglot().Evaluation(),
			Decisions: []suggest.Decision{{Setting: "held out", Value: hostile, Why: "as asked"}}},
		suggest.Proposal{
			Rate:      1e10,
			Runs:      12,
			Minutes:   3,
			Decisions: []suggest.Decision{{Setting: "budgets", Value: "[120 480]", Why: hostile}},
		},
		suggest.Recommendation{Spent: 100, Seconds: 3, Prediction: theory.Prediction{Budget: 480,
			Size: diversity.Size{Classes: 24, PerClass: 20}, Warnings: []string{hostile}}},
		suggest.FolderStudy{
			Inspection: pool.Inspection{Bad: []string{hostile}},
			Reading:    suggest.Read{Decisions: []suggest.Decision{{Setting: "colour", Value: hostile, Why: "as asked"}}},
			Parts:      suggest.Parts{Training: pool.Omniglot().Background(), Held: pool.Omniglot().Evaluation()},
			Proposal:   suggest.Proposal{Decisions: []suggest.Decision{{Setting: "budgets", Value: "[120 480]", Why: hostile}}},
		},
		suggest.Answer{Missing: hostile},
		verdicts.Judgement{Question: hostile, Repeats: 1},
		verdicts.Judgement{
			Question: hostile, Repeats: 3, LeftOut: 4, Sizes: 2, Budgets: []int{480},
			Minima: []theory.Minimum{{Budget: 480, Interior: true}}, Claims: []theory.Verdict{verdict, verdict},
			Slope: theory.Slope{Estimate: someEstimate}, Rule: verdicts.PapersRule,
			Rules: backtest.RuleTable{Target: 480, Fitted: []int{120}, Rows: []backtest.RuleScore{
				{Name: verdicts.PapersRule, Size: diversity.Size{Classes: 24, PerClass: 20}},
			}},
			Gains: []verdicts.Gain{{Over: "most classes", Reason: hostile}, {Over: "their mean", Saved: someEstimate}},
		},
		verdicts.Gain{Over: "K = n", Size: diversity.Size{Classes: 24, PerClass: 20}, Same: true},
		verdicts.Selection{Repeats: 3, Sizes: 29, LeftOut: 4},
		pool.Warning{Text: hostile, Count: 7, First: []string{hostile, "b.png"}},
		pool.BadFile{Name: hostile, Reason: "unexpected EOF: expected a whole image"},
		task,
		drawn,
		split.Episode{Classes: []int{3, 5}},
		split.Part{Refs: []pool.Ref{{Class: 1, Sample: 2}}, Labels: []int32{0}},
		dataset(),
		backbone.ConvNet{},
		backbone.ConvNet{GlobalPool: true},
		backbone.MLP{},
		backbone.ResNet{},
		backbone.ResNet{Depth: 50, Norm: backbone.GroupNorm},
		backbone.WideResNet{Dropout: 0.3},
		backbone.ViT{DropPath: 0.1},
		backbone.ViT{}.Shape(),
		backbone.MLPMixer{},
		backbone.EfficientNetLite0{},
		recipe.Recipe{},
		recipe.Augment{Shift: 2},
		recipe.AugmentPart{Name: "shift", Augment: recipe.Augment{Shift: 2}},
		recipe.Augmented{Height: 1, Width: 2, Channels: 1, Augment: recipe.Augment{Shift: 2},
			Rows: []recipe.AugmentedRow{{Name: "shift", Images: []uint8{1, 2, 3, 4}}}},
		recipe.AugmentedRow{Name: "shift", Images: []uint8{1, 2, 3, 4}},
		recipe.Augment{Pad: 4, Cutout: 8, MixUp: 0.2},
		recipe.Crop{MinArea: 0.08},
		recipe.Jitter{Brightness: 0.4, Hue: 0.1},
		recipe.RandAugment{Operations: 2, Magnitude: 9},
		recipe.Erase{Probability: 0.25},
		recipe.Objective{Kind: recipe.SupCon},
		recipe.Schedule{Kind: recipe.Step, Milestones: []float64{0.5, 0.75}},
		recipe.ImageNet(),
		backbone.Published{File: "/models/resnet18.pth", SHA256: strings.Repeat("0a", 32)},
		probe.Ridge{},
		probe.NearestMean{},
		probe.Logistic{},
		probe.KNN{},
		probe.LinearSGD{},
		probe.FineTune{},
		probe.LinearFineTune{Recipe: recipe.Recipe{Steps: 100}},
		probe.Head{Weights: make([]float32, 6), Offset: make([]float32, 2)},
		probe.Tuning{Recipe: recipe.FineTuning(), KeepStatistics: true},
		probe.Tuned{Head: probe.Head{Weights: make([]float32, 6), Offset: make([]float32, 2)}},
		diagnose.Values{diagnose.RankMe: 12.25, diagnose.CDNV: 0.5},
		must(diagnose.Pretraining(probe.Set{Features: []float32{1, 2, 3, 5}, Labels: []int32{0, 0, 1, 1}, Dim: 1},
			diagnose.PretrainingOptions{})),
		diagnose.Layer{Name: "layer1.weight", Shape: []int{2, 3}, Data: make([]float32, 6)},
		diagnose.Point{Measurement: measured()[0], Values: diagnose.Values{diagnose.RankMe: 12.25}},
		diagnose.Predictor{Name: diagnose.CDNV, Sizes: 7, Runs: 35, Rank: someEstimate},
		diagnose.Similarities{1, 2, 3, 4, 5, 6},
		&study.Diagnostics{Pretraining: diagnose.Values{diagnose.RankMe: 12.25},
			Tasks: map[string]diagnose.Values{aHash: {diagnose.Distance: 0.25}}},
		export.Diagnosed{RankMe: &aShare},
		probe.Candidate{Value: 0.1, Wrong: 3, Of: 20, Chosen: 1},
		mistakes,
		probe.Mistake{Class: 1, Count: 2, Images: 10},
		probe.Prediction{Labels: []int32{1, 0}, Candidates: []probe.Candidate{{Value: 0.1, Wrong: 3, Of: 20, Chosen: 1}}},
		probe.Scores{diversity.ScoreMacroF1: &aShare, diversity.ScoreCalibration: nil},
		scored(),
		probe.Score{Wrong: 3, Tested: 10, Strength: 0.1},
		probe.Set{Labels: []int32{0, 1, 1}, Dim: 64},
		cluster.Slurm{
			Partition: hostile,
		},
		cluster.Kubernetes{Image: "lab:1", Env: map[string]string{"TOKEN": "s3cret"}},
		export.Row{
			Study:    "omniglot",
			Run:      aHash,
			Classes:  32,
			PerClass: 16,
			Total:    512,
			Task:     "plain",
			Probe:    "ridge",
			Error:    0.1234,
			Tested:   200,
		},
		figure.AtX(
			3,
			"best",
		),
		figure.Group{Name: "a", Points: measured()},
		figure.LineSeries{Name: "a", X: []float64{1}},
		figure.Frame{Label: "1024"},
		s,
		&study.Results{Study: s, Runs: []study.Result{result}, Missing: []study.Run{run},
			Failures: []study.Failure{failure}, Damaged: []string{hostile}},
		result,
		outcome,
		run,
		recipe.Curve{{Step: 16, Loss: 2.9771, Accuracy: 0.348, Rate: 0.016}},
		recipe.CurvePoint{Step: 16, Loss: 2.9771},
		study.Timings{Train: 3.456},
		estimate.Suite{Tasks: []string{"omniglot", hostile}, Sizes: []estimate.SuiteSize{{
			Size: diversity.Size{Classes: 8, PerClass: 4}, Runs: 3, Average: estimate.Estimate{Value: 0.25},
			Rank: estimate.Mean([]float64{1, 2, 1.5}), Ranked: 3, Task: []estimate.Estimate{{Value: 0.2}, {Value: 0.3}},
		}}},
		study.VTAB1k(),
		study.MiniImageNet(5),
		estimate.Episodes{Size: diversity.Size{Classes: 8, PerClass: 4}, Runs: 3, Episodes: 10, Both: someEstimate,
			OverRuns: someEstimate},
		estimate.SuiteSize{Size: diversity.Size{Classes: 8, PerClass: 4}, Runs: 3,
			Average: estimate.MeanShare([]float64{0.2, 0.3}), Rank: estimate.Estimate{Value: 1}},
		study.Rates{Device: hostile, Opening: 2, Features: 3, Probe: 1, Network: 100,
			Training: []study.TrainingRate{{Classes: 8, Compile: 5, Update: 0.5, Image: 0.01}}},
		study.Speeds{Device: hostile, Peak: 1e11, Skipped: 1,
			Backbones: []study.Speed{{Backbone: hostile, Compile: 5, Train: 1234.5, Features: 4321, Share: 0.25}}},
		study.Speed{Backbone: "MLP, 28x28x1", Compile: 5, Train: 1234.5, Features: 4321, Share: 0.25},
		study.TrainingRate{Classes: 8, Compile: 5, Update: 0.0005, Image: 0.01},
		study.Estimate{Device: hostile, Runs: 12, Startup: 7, Timings: study.Timings{Train: 3.456}, Bytes: 1000},
		failure,
		finding,
		study.Table{Title: "t", Header: []string{"a"}, Rows: [][]string{{hostile}}},
		maintain.Status{
			Study:  "omniglot",
			Dir:    "d",
			Hash:   aHash,
			Total:  2,
			Counts: map[maintain.State]int{maintain.Done: 1, maintain.Failed: 1},
			Runs:   []maintain.RunStatus{{Run: run, Hash: aHash, State: maintain.Failed, Reason: "diverged"}},
		},
		maintain.RunStatus{
			Run:   run,
			Hash:  aHash,
			State: maintain.Done,
		},
		maintain.Summary{Name: "omniglot", Hash: aHash, Results: 12, Changed: moment},
		maintain.Report{
			Dir:      "d",
			Study:    "omniglot",
			Files:    3,
			Problems: []maintain.Finding{finding},
		},
		maintain.Pruned{Dir: "d", Removed: []maintain.Finding{finding}},
		maintain.Unpacked{
			Study: "omniglot",
			Dir:   "d",
			Added: 3,
		},
		study.Progress{Study: "omniglot", Total: 3, Done: 1},
		maintain.Worker{Host: "h", Process: 7, Run: run},
		&study.Claim{},
		&study.Store{},
		study.Assignment{Run: run},
		study.Job{Runs: []study.Run{run}},
		study.Processes{Count: 2},
		study.Confusion{
			Confusion: mistakes,
			Task:      "plain",
			Probe:     "ridge",
			Errors:    []float64{0.15},
		},
		study.Cell{True: 1, Predicted: 2, Count: 3},
		study.Tally{{1, 2}: 3},
		study.Metric{Task: "plain", Probe: "ridge"},
		s.Requirements(),
		study.Policy{Name: hostile, Choice: split.Balanced{}},
		study.TaskProbe{Task: "plain", TaskHash: aHash, Probe: "ridge", ProbeHash: aHash},
	})
}

// reportSamples are of package report, and what says of a pilot which runs are enough.
func reportSamples() []any {
	means := must(estimate.Summary(measured()[:1]))
	cell := design.PowerCell{Budgets: []int{512, 1024}, Repeats: 5, Runs: 70, Images: 53760,
		Power:      estimate.Estimate{Value: 0.9, Interval: estimate.Interval{Low: 0.82, High: 0.94, Level: 0.95}},
		Consistent: estimate.Estimate{Value: 0.85, Interval: estimate.Interval{Low: 0.77, High: 0.91, Level: 0.95}}}
	difference := report.Difference{Size: size, Repeats: 4, Error: someEstimate}
	calculation := report.Calculation{Spend: theory.Spend{Total: 1152, PerSample: 1}, Classes: classes, Size: size,
		Cost: 512, Error: someEstimate, Regret: 0.002, Half: 0.01, Twice: math.NaN()}
	return []any{
		report.Report{Name: hostile, Question: "How many classes?", Answer: []string{"Label some.", hostile},
			Changes: []string{"Twice as many images: more."}, Warnings: slices.Repeat([]string{"No size was run twice."}, 14),
			Verdicts: []theory.Verdict{verdict}, Means: means,
			Cost: report.Cost{Runs: 63, Minutes: 41.5, Devices: []string{hostile}}, Cite: []string{"A paper."}},
		calculation, report.CurvePoint{Classes: 22.6, PerClass: 22.6, Error: someEstimate},
		&report.Calculator{LeastClasses: 2, LeastPerClass: 4, LowTotal: 256, HighTotal: 65536, Samples: 256},
		estimate.Scale{Groups: "participants", PerGroup: hostile}.Nouns(), report.Table{Name: hostile, Points: measured()},
		report.Cost{Runs: 63, Minutes: 41.5, Devices: []string{"cpu"}}, difference,
		study.Detail{Size: size, Classes: []string{hostile}, Tested: 40},
		study.Mistake{Class: hostile, TakenFor: "cat", Count: 2, Images: 20}, study.RunCurve{Repeat: 1},
		report.Comparison{First: "plain", Second: hostile, Paired: true, Differences: []report.Difference{difference},
			Minima:  []theory.PairedMinimum{{Budget: 512, First: "plain", Second: hostile, Repeats: 4, Ratio: someEstimate}},
			Verdict: verdict},
		design.PilotPower{Noise: 0.012, Slope: 0.64,
			Drifting:  design.PowerCurve{Level: 0.95, Cells: []design.PowerCell{cell}},
			Invariant: []design.PowerCell{cell}},
	}
}

// levelsSamples are of package theory/levels, and the report on a table of three levels.
func levelsSamples() []any {
	w := levels.Planted{Law: levels.Separate{}, Parameters: []float64{0.02, 0.9, 0.2, 0.3, 0.5, 0.8, 1.1}, Noise: 0.01}
	points := must(w.Measure(levels.Grid([]float64{5, 20, 80}, []float64{1, 3, 9}, []float64{2, 8, 32}), 2, 1))
	prices := levels.Spend{Total: 400, PerGroup: 10, PerSource: 3, PerItem: 1}
	levelsRow := backtest.LevelsRow{Origin: 32, Target: 64, Size: levels.Size{Groups: 4, Sources: 2, Items: 8},
		Predicted: someEstimate, Measured: someEstimate, Held: true, Sizes: 3, SizesHeld: 2, Lost: someEstimate}
	levelsRule := backtest.LevelsRule{Name: "most groups", Size: levelsRow.Size, Lost: someEstimate, Expected: someEstimate}
	table := report.LevelsTable{Name: hostile, Points: points, Scale: estimate.Scale{Groups: hostile, Sources: "plots"}}
	r := must(report.OfLevels(context.Background(), table, report.LevelsOptions{Spend: prices,
		Fit: levels.Options{BootstrapSamples: 20}}))
	return []any{r, table, r.Model, *r.Best, r.Gain, r.Best.Size, points[0], r.Best.Misses[0], prices, r.Curves[0],
		r.Curves[0].Points[0], r.Model.Laws[0], r.Model.Laws[0].Parameters[0], levels.Place{Groups: 1, Sources: 2},
		levels.Needed{Wanted: 0.1, Total: someEstimate, Best: *r.Best}, w, levels.Sampled{Between: 1}, levels.Components{},
		levels.Nested{}, levels.Separate{}, levels.Total{}, levels.Choice{Size: r.Best.Size, Error: someEstimate},
		levels.PairTest{First: levels.Total{}, Second: levels.Nested{}, Nested: true, F: 9, PValue: 0.01, Runs: 54,
			Needed: 40, Level: 0.95}, levelsRow, levelsRule,
		backtest.LevelsTable{
			Rows: []backtest.LevelsRow{levelsRow}, Rules: []backtest.LevelsRule{levelsRule}, RulesTarget: 64,
		}}
}

func theorySamples(fitted *theory.LawFit, tasks []diversity.Measurement) []any {
	spend := theory.Spend{Total: 4096, PerClass: 20, PerSample: 1}
	return []any{
		someEstimate, interval, verdict, theory.BestClassesAt(4096), laws.Tied{}, laws.Untied{}, laws.Capped{}, laws.Pooled{},
		laws.Flat{}, laws.Nested{}, laws.Saturating{}, laws.Reliability{}, laws.Interacting{}, laws.Bent{}, laws.TwoStep{},
		theory.Optimum{Budget: 4096, Classes: someEstimate, Error: someEstimate},
		theory.Reading{Classes: 7e10, PerClass: 1.4e12, Value: 1.94},
		&theory.ReadingFit{Law: laws.Untied{}, Parameters: []theory.Parameter{{Name: "a", Value: 0.3473, Interval: interval}},
			Objective: 0.00101827402, Readings: 240, Converged: true, Starts: 6, Agreeing: 6},
		theory.Linearity{Known: true, Early: 0.1, Late: 0.9, Middle: 1024, PValue: 0.002},
		theory.Needed{Wanted: 0.25, Total: someEstimate,
			Best: theory.SpendPrediction{Size: diversity.Size{Classes: 64, PerClass: 64}}},
		estimate.Scale{Groups: "participants", PerGroup: "minutes", Score: "correlation", Rises: true, From: 1, Step: -1},
		laws.WithTotal{Law: laws.Tied{Exponent: 0.5}}, laws.Exponent{Name: "a", Low: 0.02, High: 4},
		theory.Parameter{Name: "a", Value: 0.1234, Interval: interval, Bound: theory.AtUpper}, fitted,
		theory.LackOfFit{Known: true, F: 2.6, Between: 3, Within: 20, PValue: 0.08, MisfitOfTheMeans: 0.004},
		&theory.Average{Weights: []theory.ModelWeight{
			{Name: "surface", Weight: 0.8, HeldOut: 0.011}, {Name: "tied", Weight: 0.2, HeldOut: 0.014},
		}},
		must(split.UnmarshalChoiceOrUnknown([]byte(`{"kind":"hue"}`), func(string) string { return "example.org/own/hue" })),
		must(split.UnmarshalSampleChoiceOrUnknown([]byte(`{"kind":"age"}`), func(string) string { return "" })),
		must(backbone.UnmarshalOrUnknown([]byte(`{"kind":"small"}`), func(string) string { return "example.org/own/small" })),
		must(probe.UnmarshalOrUnknown([]byte(`{"kind":"near"}`), func(string) string { return "example.org/own/near" })),
		theory.TaskFit{Task: "plain", LawFit: fitted, Weight: 1, Apart: []estimate.Estimate{someEstimate, someEstimate}},
		must(theory.FitTasks(context.Background(), tasks, laws.Tied{}, theory.FitOptions{BootstrapSamples: 60})),
		theory.LawScore{
			Law:        laws.Tied{},
			Rank:       1,
			Parameters: 4,
			RMS:        0.01,
			Weight:     0.7,
			HeldOut:    0.02,
			Regret:     0.001,
			Wins:       0.8,
		},
		theory.PairTest{First: fitted, Second: fitted, PValue: 0.3, Runs: 63, Needed: 240, Level: 0.95},
		theory.RatioTest{
			Null:        fitted,
			Alternative: fitted,
			F:           2,
			Parameters:  1,
			Freedom:     20,
			PValue:      0.2,
			Level:       0.95,
		},
		prediction, baseline, share, spend,
		theory.SpendPrediction{
			Spend:       spend,
			Law:         "surface",
			Classes:     classes,
			PerClass:    classes,
			FreeClasses: classes,
			AgainstFree: someEstimate,
			Size:        size,
			Cost:        1152,
		},
		design.NextSize{
			Size:      size,
			Repeats:   2,
			Images:    1024,
			Target:    4096,
			Before:    0.41,
			After:     0.33,
			Reduction: 0.35,
		},
		&theory.SurfaceFit{
			Runs:     30,
			Sizes:    10,
			Budgets:  3,
			Noise:    0.012,
			RMS:      0.004,
			Drift:    someEstimate,
			Logit:    0.4,
			Warnings: []string{"Few budgets."},
		},
		theory.PairedMinimum{Budget: 512, First: "uniform", Second: hostile, Repeats: 5, Ratio: someEstimate,
			Error: someEstimate},
		best, minimum, minimum.Left, theory.Slope{Estimate: someEstimate, Minima: []theory.Minimum{minimum}, AtEnd: 1},
		theory.Profile{Quantity: "a - b", Estimate: someEstimate, DegreesOfFreedom: 20},
		theory.ProfilePoint{Value: 0.3, T: 1.9},
		nlls.Solution{
			Names:            []string{"b1"},
			Parameters:       []float64{1.5},
			Deviations:       []float64{0.2},
			AtBound:          []bool{false},
			DegreesOfFreedom: 3,
			Converged:        true,
			Reason:           nlls.GradientZero,
		},
		rule, backtest.RuleTable{Target: 512, Fitted: []int{128, 256}, Repeats: 5, Best: minimum,
			Rows: []backtest.RuleScore{rule, {Name: "tied", Reason: "too few sizes"}}},
		atSize, origin, backtest.OriginTable{Rows: []backtest.OriginRow{origin}},
		backtest.PooledRule{
			Name:        "K = n",
			Questions:   3,
			Regret:      someEstimate,
			Worst:       0.02,
			LogDistance: 0.4,
			Expected:    0.01,
		},
		backtest.PooledRules{Questions: 3, Rows: []backtest.PooledRule{{Name: "K = n", Questions: 3, Regret: someEstimate}}},
		nextRun, design.Batch{Target: 4096, Runs: []design.BatchRun{nextRun}, Cost: 1024, Regret: 0.0031, Gain: 0.001},
		design.PowerCell{Budgets: []int{512, 1024}, Repeats: 5, Runs: 70, Images: 53760, Power: someEstimate, Effect: 0.7},
		design.PowerCurve{
			Test:  design.BySlope,
			Level: 0.95,
			Cells: []design.PowerCell{{Budgets: []int{512, 1024}, Repeats: 5, Power: someEstimate}},
		},
		worlds.Planted{
			E:       0.05,
			A:       0.8,
			B:       0.6,
			Alpha:   0.5,
			Ceiling: 0.95,
		}, worlds.Gaussian{}, worlds.Hierarchical{Share: 0.5},
		worlds.TwoStep{}, worlds.Class{Mean: []float64{1, 0}, Images: [][]float64{{1, 2}}}, lesson.Factors{},
		lesson.Choice{How: "the lowest mean", Factor: 1.3, Regret: someEstimate, Share: 0.01},
		nlls.Problem{Observed: []float64{1, 2}, Start: []float64{1}},
		estimate.Table{
			Points:   []diversity.Measurement{{Size: size, Error: 0.41}},
			Controls: []diversity.Measurement{{Error: 0.9}},
			Warnings: []string{"2 lines are each the same as another."},
		},
	}
}

// nameOf is the type of a value as in the inventory.
func nameOf(value any) string {
	return strings.TrimPrefix(reflect.TypeOf(value).String(), "*")
}

// TestDisplaysOfTheLibrary compares the texts of all displays with those that were read and found good. go test
// ./kernel/result -update writes them anew.
func TestDisplaysOfTheLibrary(t *testing.T) {
	inv, have := takeInventory(t), map[string]bool{}
	var all strings.Builder
	for _, value := range samples() {
		name := nameOf(value)
		have[name] = true
		forms := formsOf([]any{value})
		if _, isError := value.(error); isError { // its words are shown alone, its fields in a list
			forms = formsOf(
				[]any{
					reflect.Append(reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(value)), 0, 1), reflect.ValueOf(value)).
						Interface(),
				},
			)
		}
		if len(forms) != 2 {
			t.Errorf("%s: %d forms, want text and HTML: %.200s", name, len(forms), forms[0].Text)
			continue
		}
		checkText(t, name, forms[0].Text)
		checkPage(t, name, forms[1].Text)
		all.WriteString("== " + name + "\n" + forms[0].Text + "\n\n")
	}
	for name := range inv.types {
		methods := inv.methods[name]
		heavy := strings.HasPrefix(name, "pretrain.") || strings.HasPrefix(name, "runner.")
		if (methods["Display"] || methods["Fields"]) && !have[name] &&
			!heavy { // the others have a test in their package
			t.Errorf("%s has a display, and no sample here", name)
		}
	}
	if *update {
		if err := os.WriteFile(golden, []byte(all.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	compareLines(t, all.String(), string(want))
}

func compareLines(t *testing.T, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			t.Fatalf("%s, line %d:\n got %q\nwant %q", golden, i+1, g[min(i, len(g)-1)], w[min(i, len(w)-1)])
		}
	}
}

// debris is what only a program wants to see: whole hashes, addresses, fields of structs, numbers that were not
// rounded.
var debris = regexp.MustCompile(`[0-9a-f]{16}|0x[0-9a-f]{4}|\{[A-Z]\w+:|%!|NaN|[+-]Inf|\d\.\d{7}`)

func checkText(t *testing.T, name, text string) {
	t.Helper()
	if found := debris.FindString(text); found != "" || strings.TrimSpace(text) == "" || len(text) > 8000 {
		t.Errorf("%s: %q in %d bytes:\n%.2000s", name, found, len(text), text)
	}
	if strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, "s3cret") {
		t.Errorf("%s: what acts on a terminal, or must not be told: %q", name, text)
	}
}

// checkPage demands HTML that is whole, has only elements without effects, and no text that is taken for a formula.
func checkPage(t *testing.T, name, page string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(page)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v in\n%.2000s", name, err, page)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !slices.Contains(
			[]string{
				"div",
				"p",
				"br",
				"table",
				"thead",
				"tbody",
				"tr",
				"td",
				"th",
				"strong",
				"i",
				"sup",
				"sub",
				"span",
				"code",
				"img",
			},
			e.Name.Local,
		) {
			t.Errorf("%s: element %s", name, e.Name.Local)
		}
		for _, a := range e.Attr {
			if e.Name.Local == "img" && (a.Name.Local == "alt" ||
				a.Name.Local == "src" && strings.HasPrefix(a.Value, "data:image/svg+xml;base64,")) {
				continue // an image within the page, in which nothing can act
			}
			if a.Name.Local != "style" && (a.Name.Local != "class" || a.Value != "mathjax_ignore") ||
				strings.Contains(a.Value, "url") {
				t.Errorf("%s: attribute %v", name, a)
			}
		}
	}
}

// TestZeroValues shows the zero value of every type, and lists with nil in them.
func TestZeroValues(t *testing.T) {
	for _, value := range samples() {
		kind := reflect.TypeOf(value)
		zeros := []reflect.Value{reflect.Zero(kind), reflect.MakeSlice(reflect.SliceOf(kind), 2, 2)}
		if kind.Kind() == reflect.Pointer {
			zeros = append(zeros, reflect.New(kind.Elem()))
		}
		for _, zero := range zeros {
			if _, note, _ := described(zero); note != "" {
				t.Errorf("%s: %s", zero.Type(), note)
			}
			if forms := formsOf([]any{zero.Interface()}); len(forms) == 0 || forms[0].Text == "" {
				t.Errorf("%s: nothing is shown", zero.Type())
			}
		}
	}
}

// dataset is a collection that can be downloaded.
func dataset() datasets.Dataset {
	d, err := datasets.Find("tiny-imagenet")
	if err != nil {
		panic(err)
	}
	return d
}
