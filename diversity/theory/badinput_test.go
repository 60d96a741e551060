package theory_test

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/theory/design"
	"tradeoff/diversity/worlds"
)

// entry is an entry point of the package that takes points. It returns a number that it computed.
type entry struct {
	name string
	call func(points []diversity.Measurement) (float64, error)
}

// asTwoTasks copies points of one task to a second one.
func asTwoTasks(points []diversity.Measurement) []diversity.Measurement {
	both := slices.Clone(points)
	for _, point := range points {
		if point.Task == "world" {
			point.Task = "second"
			both = append(both, point)
		}
	}
	return both
}

var few = theory.FitOptions{BootstrapSamples: 20}

func fitting(law laws.Law) func([]diversity.Measurement) (float64, error) {
	return func(points []diversity.Measurement) (float64, error) {
		fitted, err := theory.Fit(points, law, few)
		if err != nil {
			return 0, err
		}
		return fitted.RMS, nil
	}
}

// entries are all entry points that take points.
var entries = []entry{
	{"Curves", func(points []diversity.Measurement) (float64, error) {
		curves, others, err := theory.Curves(points, theory.MinimaOptions{})
		return float64(len(curves) + len(others)), err
	}},
	{"Optima", func(points []diversity.Measurement) (float64, error) {
		optima, err := theory.Optima(context.Background(), points, nil, theory.MinimaOptions{})
		return float64(len(optima)), err
	}},
	{"Fit tied", fitting(laws.Tied{})},
	{"Fit untied", fitting(laws.Untied{})},
	{"Fit flat", fitting(laws.Flat{})},
	{"Fit with a ceiling", func(points []diversity.Measurement) (float64, error) {
		fitted, err := theory.Fit(points, laws.Untied{}, theory.FitOptions{BootstrapSamples: 5, Ceiling: 0.9})
		if err != nil {
			return 0, err
		}
		return fitted.RMS, nil
	}},
	{"FitTasks", func(points []diversity.Measurement) (float64, error) {
		fitted, err := theory.FitTasks(context.Background(), asTwoTasks(points), laws.Tied{}, few)
		if err != nil {
			return 0, err
		}
		return fitted.Exponents[0].Value, nil
	}},
	{"SuiteOf", func(points []diversity.Measurement) (float64, error) {
		suite, err := estimate.SuiteOf(points)
		if err != nil {
			return 0, err
		}
		return suite.Sizes[0].Average.Value, nil
	}},
	{"MeanOverTasks", func(points []diversity.Measurement) (float64, error) {
		averaged, err := estimate.MeanOverTasks(points)
		if err != nil {
			return 0, err
		}
		return averaged[0].Error, nil
	}},
	{"Summary", func(points []diversity.Measurement) (float64, error) {
		summaries, err := estimate.Summary(points)
		if err != nil {
			return 0, err
		}
		return summaries[0].Error.Value, nil
	}},
	{"Minima", func(points []diversity.Measurement) (float64, error) {
		minima, err := theory.Minima(points, theory.MinimaOptions{BootstrapSamples: 20})
		if err != nil {
			return 0, err
		}
		return minima[0].Classes.Value, nil
	}},
	{"MeasureSlope", func(points []diversity.Measurement) (float64, error) {
		slope, err := theory.MeasureSlope(points, theory.MinimaOptions{BootstrapSamples: 20})
		return slope.Value, err
	}},
	{"Surface", func(points []diversity.Measurement) (float64, error) {
		f, err := theory.Surface(context.Background(), points, quick)
		if err != nil {
			return 0, err
		}
		return f.RMS, nil
	}},
	{"Predict", func(points []diversity.Measurement) (float64, error) {
		p, err := theory.Predict(context.Background(), points, 1024, theory.PredictOptions{Samples: 100})
		return p.Regret.Value, err
	}},
	{"PredictSpend", func(points []diversity.Measurement) (float64, error) {
		p, err := theory.PredictSpend(context.Background(), points, theory.Spend{Total: 1000, PerClass: 1, PerSample: 1},
			theory.PredictOptions{Samples: 100})
		return p.Regret.Value, err
	}},
	{"CompareLaws", func(points []diversity.Measurement) (float64, error) {
		scores, err := theory.CompareLaws(context.Background(), points, []laws.Law{laws.Tied{}},
			theory.CompareOptions{BootstrapSamples: 5})
		if err != nil {
			return 0, err
		}
		return scores[0].RMS, scores[0].Err
	}},
	{"Pilot", func(points []diversity.Measurement) (float64, error) {
		p, err := design.Pilot(context.Background(), points, design.PowerOptions{Repeats: []int{3}, Sizes: 3, Studies: 2,
			BootstrapSamples: 50})
		return p.Noise, err
	}},
	{"NextSizes", func(points []diversity.Measurement) (float64, error) {
		next, err := design.NextSizes(points, design.NextOptions{Samples: 100, Law: laws.Tied{}})
		if err != nil {
			return 0, err
		}
		return next[0].After, nil
	}},
	{"NestedTest", func(points []diversity.Measurement) (float64, error) {
		r, err := theory.NestedTest(context.Background(), points, laws.Tied{}, laws.Untied{},
			theory.TestOptions{BootstrapSamples: 19})
		return r.PValue, err
	}},
	{"PairwiseTest", func(points []diversity.Measurement) (float64, error) {
		r, err := theory.PairwiseTest(context.Background(), points, laws.Tied{}, laws.Capped{},
			theory.TestOptions{BootstrapSamples: 19})
		return r.PValue, err
	}},
	{"Backtest", func(points []diversity.Measurement) (float64, error) {
		table, err := backtest.Run(context.Background(), points, backtest.Options{Samples: 100})
		if err != nil {
			return 0, err
		}
		return table.Rows[0].LogDistance, nil
	}},
	{"RollingOrigin", func(points []diversity.Measurement) (float64, error) {
		table, err := backtest.RollingOrigin(context.Background(), points, backtest.OriginOptions{Samples: 100,
			Laws: []laws.Law{}})
		if err != nil {
			return 0, err
		}
		return table.Rows[0].Predicted.Value, nil
	}},
	{"NextBatch", func(points []diversity.Measurement) (float64, error) {
		batch, err := design.NextBatch(context.Background(), points, design.BatchOptions{})
		return batch.Regret, err
	}},
}

// badInput are tables that cannot answer most questions.
func badInput(t testing.TB) map[string][]diversity.Measurement {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	good := func() []diversity.Measurement { return testkit.Measure(t, world, testkit.Ladder(64, 256, 512), 2, 1) }
	with := func(edit func(point *diversity.Measurement)) []diversity.Measurement {
		points := good()
		edit(&points[3])
		return points
	}
	inputs := map[string][]diversity.Measurement{
		"nothing":  nil,
		"one run":  good()[:1],
		"one size": good()[:2],
		"few sizes": testkit.Measure(t, world,
			[]diversity.Size{testkit.Size(4, 16), testkit.Size(8, 8), testkit.Size(8, 16)}, 2, 1),
		"one K": testkit.Measure(t, world, []diversity.Size{testkit.Size(16, 2), testkit.Size(16, 4),
			testkit.Size(16, 8), testkit.Size(16, 16), testkit.Size(16, 32), testkit.Size(16, 64), testkit.Size(16, 128)}, 2, 1),
		"one n": testkit.Measure(t, world, []diversity.Size{testkit.Size(2, 16), testkit.Size(4, 16),
			testkit.Size(8, 16), testkit.Size(16, 16), testkit.Size(32, 16), testkit.Size(64, 16), testkit.Size(128, 16)}, 2, 1),
		"one budget":    testkit.Measure(t, world, testkit.Ladder(512), 2, 1),
		"equal errors":  testkit.Measure(t, worlds.Planted{E: 0.4, Alpha: 0.5}, testkit.Ladder(64, 256, 512), 2, 1),
		"NaN":           with(func(p *diversity.Measurement) { p.Error = math.NaN() }),
		"infinite":      with(func(p *diversity.Measurement) { p.Error = math.Inf(1) }),
		"error above 1": with(func(p *diversity.Measurement) { p.Error = 1.5 }),
		"error below 0": with(func(p *diversity.Measurement) { p.Error = -0.1 }),
		"negative K":    with(func(p *diversity.Measurement) { p.Size.Classes = -4 }),
		"no images":     with(func(p *diversity.Measurement) { p.Size.PerClass = 0 }),
		"two probes":    with(func(p *diversity.Measurement) { p.Probe = "another" }),
		"two tasks":     with(func(p *diversity.Measurement) { p.Task = "another" }),
	}
	return inputs
}

// answers lists the inputs that are bad for most questions and yet answer this one.
var answers = map[string][]string{
	// it only averages
	"MeanOverTasks": {"one run", "one size", "few sizes", "one K", "one n", "one budget", "equal errors", "two probes"},
	"SuiteOf":       {"one run", "one size", "few sizes", "one K", "one n", "one budget", "equal errors"},
	// means are what was measured
	"Summary":  {"one run", "one size", "few sizes", "one K", "one n", "one budget", "equal errors"},
	"Minima":   {"one budget"},
	"Curves":   {"one run", "one size", "few sizes", "one K", "one n", "one budget", "equal errors"},
	"Optima":   {"one run", "one size", "few sizes", "one K", "one n", "one budget"}, // none, or those measured
	"Fit flat": {"one K", "one n"},                                                   // the number of images still varies
}

// mustSay is the sentinel and a part of the message where the input is bad for all but those.
var mustSay = map[string]struct {
	sentinel error
	says     string
}{
	"nothing":       {diversity.ErrTooFew, "no points: measure"},
	"one run":       {diversity.ErrTooFew, "budget"},
	"one size":      {diversity.ErrTooFew, "budget"},
	"few sizes":     {diversity.ErrTooFew, "size"},
	"one K":         {diversity.ErrTooFew, ""},
	"one n":         {diversity.ErrTooFew, ""},
	"one budget":    {diversity.ErrTooFew, "budget"},
	"equal errors":  {theory.ErrNoVariation, "are 0.4"},
	"NaN":           {diversity.ErrInvalid, "= NaN: invalid value, allowed: 0..1"},
	"infinite":      {diversity.ErrInvalid, "= +Inf: invalid value, allowed: 0..1"},
	"error above 1": {diversity.ErrInvalid, "= 1.5: invalid value, allowed: 0..1"},
	"error below 0": {diversity.ErrInvalid, "= -0.1: invalid value, allowed: 0..1"},
	"negative K":    {diversity.ErrInvalid, "Size.Classes = -4: invalid value, allowed: at least 1"},
	"no images":     {diversity.ErrInvalid, "Size.PerClass = 0: invalid value, allowed: at least 1"},
	"two probes":    {diversity.ErrMixed, "2 probes (another, world): choose one"},
	"two tasks":     {diversity.ErrMixed, "2 tasks (another, world): choose one, or average"},
}

// suffices are the words with which an error says what would do.
var suffices = []string{"at least", "measure", "needs", "choose"}

// TestBadInput: every entry point refuses what it cannot answer, with an error that says what is missing and what would
// suffice, or which value is wrong and what is allowed; what it does answer is a finite number.
func TestBadInput(t *testing.T) {
	for input, points := range badInput(t) {
		want := mustSay[input]
		for _, e := range entries {
			value, err := e.call(points)
			what := input + ", " + e.name
			switch {
			case slices.Contains(answers[e.name], input):
				if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
					t.Errorf("%s: %v, %v, want a number", what, value, err)
				}
			case err == nil:
				t.Errorf("%s: answered %v, want an error", what, value)
			case e.name == "FitTasks" && input == "two tasks": // what it is for, but one task has one point
				if !errors.Is(err, diversity.ErrTooFew) {
					t.Errorf("%s: %v", what, err)
				}
			case (e.name == "MeanOverTasks" || e.name == "SuiteOf") && input == "two tasks":
				if !errors.Is(err, diversity.ErrTooFew) || !strings.Contains(err.Error(), "measure it") {
					t.Errorf("%s: %v", what, err)
				}
			case !errors.Is(err, want.sentinel) || !strings.Contains(err.Error(), want.says):
				t.Errorf("%s: error %q, want one that says %q and wraps %q", what, err, want.says, want.sentinel)
			case errors.Is(err, diversity.ErrTooFew) &&
				!slices.ContainsFunc(suffices, func(word string) bool { return strings.Contains(err.Error(), word) }):
				t.Errorf("%s: %q does not say what would suffice", what, err)
			}
		}
	}
}

// TestClaimsOfBadInput: what the points cannot tell is undecided, and the sentence says what is missing.
func TestClaimsOfBadInput(t *testing.T) {
	for _, input := range []string{"one run", "one size", "equal errors"} {
		verdicts, err := theory.Claims(badInput(t)[input], theory.MinimaOptions{BootstrapSamples: 20})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range verdicts {
			if v.Outcome != theory.Undecided || !strings.HasPrefix(v.Sentence, "Cannot tell") {
				t.Errorf("%s: %v", input, v)
			}
		}
	}
	for _, input := range []string{"nothing", "NaN", "negative K", "two tasks"} {
		if _, err := theory.Claims(badInput(t)[input], theory.MinimaOptions{}); !errors.Is(err, mustSay[input].sentinel) {
			t.Errorf("%s: %v", input, err)
		}
	}
}

// TestEveryEntryPointIsInTheTable reads the package's own source: a new function that takes points must be tried with
// bad input too.
func TestEveryEntryPointIsInTheTable(t *testing.T) {
	// FitAverage is the first part of Predict, Run is that of backtest, and Levels takes points of three levels
	listed := "Claims FitAverage Run Levels "
	for _, e := range entries {
		listed += e.name + " "
	}
	var files []string
	for _, folder := range []string{".", "design", "backtest", "../estimate"} {
		list, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, list...)
	}
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, function := range takingPoints(file) {
			found++
			if !strings.Contains(listed, function+" ") {
				t.Errorf("%s takes points and is not in the table", function)
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d functions take points", found)
	}
}

// takingPoints names the exported functions of a file with a parameter called points.
func takingPoints(file *ast.File) []string {
	var names []string
	for _, declaration := range file.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if !ok || f.Recv != nil || !f.Name.IsExported() {
			continue
		}
		for _, parameter := range f.Type.Params.List {
			if len(parameter.Names) > 0 && parameter.Names[0].Name == "points" {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}
