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
	"tradeoff/diversity/theory"
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

var few = theory.FitOptions{Replicates: 20}

func fitting(law theory.Law) func([]diversity.Measurement) (float64, error) {
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
	{"Fit tied", fitting(theory.Tied{})},
	{"Fit untied", fitting(theory.Untied{})},
	{"Fit flat", fitting(theory.Flat{})},
	{"Fit with a ceiling", func(points []diversity.Measurement) (float64, error) {
		fitted, err := theory.Fit(points, theory.Untied{}, theory.FitOptions{Replicates: 5, Ceiling: 0.9})
		if err != nil {
			return 0, err
		}
		return fitted.RMS, nil
	}},
	{"FitTasks", func(points []diversity.Measurement) (float64, error) {
		fitted, err := theory.FitTasks(context.Background(), asTwoTasks(points), theory.Tied{}, few)
		if err != nil {
			return 0, err
		}
		return fitted.Exponents[0].Value, nil
	}},
	{"MeanOverTasks", func(points []diversity.Measurement) (float64, error) {
		averaged, err := theory.MeanOverTasks(points)
		if err != nil {
			return 0, err
		}
		return averaged[0].Error, nil
	}},
	{"Summary", func(points []diversity.Measurement) (float64, error) {
		summaries, err := theory.Summary(points)
		if err != nil {
			return 0, err
		}
		return summaries[0].Mean, nil
	}},
	{"Minima", func(points []diversity.Measurement) (float64, error) {
		minima, err := theory.Minima(points, theory.MinimaOptions{Replicates: 20})
		if err != nil {
			return 0, err
		}
		return minima[0].Classes.Value, nil
	}},
	{"MeasureSlope", func(points []diversity.Measurement) (float64, error) {
		slope, err := theory.MeasureSlope(points, theory.MinimaOptions{Replicates: 20})
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
		p, err := theory.PredictSpend(context.Background(), points, theory.Spend{Total: 1000, PerClass: 1, PerSample: 1}, theory.PredictOptions{Samples: 100})
		return p.Regret.Value, err
	}},
	{"CompareLaws", func(points []diversity.Measurement) (float64, error) {
		scores, err := theory.CompareLaws(context.Background(), points, []theory.Law{theory.Tied{}}, theory.CompareOptions{Replicates: 5})
		if err != nil {
			return 0, err
		}
		return scores[0].RMS, scores[0].Err
	}},
	{"NextSizes", func(points []diversity.Measurement) (float64, error) {
		next, err := theory.NextSizes(points, theory.NextOptions{Samples: 100, Law: theory.Tied{}})
		if err != nil {
			return 0, err
		}
		return next[0].After, nil
	}},
	{"TestNested", func(points []diversity.Measurement) (float64, error) {
		r, err := theory.TestNested(context.Background(), points, theory.Tied{}, theory.Untied{}, theory.TestOptions{Replicates: 19})
		return r.PValue, err
	}},
	{"Backtest", func(points []diversity.Measurement) (float64, error) {
		table, err := theory.Backtest(context.Background(), points, theory.BacktestOptions{Samples: 100})
		if err != nil {
			return 0, err
		}
		return table.Rows[0].LogDistance, nil
	}},
}

// badInput are tables that cannot answer most questions.
func badInput(t testing.TB) map[string][]diversity.Measurement {
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	good := func() []diversity.Measurement { return measure(t, world, ladder(64, 256, 512), 2, 1) }
	with := func(edit func(point *diversity.Measurement)) []diversity.Measurement {
		points := good()
		edit(&points[3])
		return points
	}
	inputs := map[string][]diversity.Measurement{
		"nothing":       nil,
		"one run":       good()[:1],
		"one size":      good()[:2],
		"few sizes":     measure(t, world, []diversity.Size{size(4, 16), size(8, 8), size(8, 16)}, 2, 1),
		"one K":         measure(t, world, []diversity.Size{size(16, 2), size(16, 4), size(16, 8), size(16, 16), size(16, 32), size(16, 64), size(16, 128)}, 2, 1),
		"one n":         measure(t, world, []diversity.Size{size(2, 16), size(4, 16), size(8, 16), size(16, 16), size(32, 16), size(64, 16), size(128, 16)}, 2, 1),
		"one budget":    measure(t, world, ladder(512), 2, 1),
		"equal errors":  measure(t, theory.Planted{E: 0.4, Alpha: 0.5}, ladder(64, 256, 512), 2, 1),
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
	"MeanOverTasks": {"one run", "one size", "few sizes", "one K", "one n", "one budget", "equal errors", "two probes"}, // it only averages
	"Summary":       {"one run", "one size", "few sizes", "one K", "one n", "one budget", "equal errors"},               // means are what was measured
	"Minima":        {"one budget"},
	"Fit flat":      {"one K", "one n"}, // the number of images still varies
}

// mustSay is the sentinel and a part of the message where the input is bad for all but those.
var mustSay = map[string]struct {
	sentinel error
	says     string
}{
	"nothing":       {theory.ErrTooFew, "no points: measure"},
	"one run":       {theory.ErrTooFew, "budget"},
	"one size":      {theory.ErrTooFew, "budget"},
	"few sizes":     {theory.ErrTooFew, "size"},
	"one K":         {theory.ErrTooFew, ""},
	"one n":         {theory.ErrTooFew, ""},
	"one budget":    {theory.ErrTooFew, "budget"},
	"equal errors":  {theory.ErrNoVariation, "are 0.4"},
	"NaN":           {diversity.ErrInvalid, "= NaN: invalid value, allowed: 0..1"},
	"infinite":      {diversity.ErrInvalid, "= +Inf: invalid value, allowed: 0..1"},
	"error above 1": {diversity.ErrInvalid, "= 1.5: invalid value, allowed: 0..1"},
	"error below 0": {diversity.ErrInvalid, "= -0.1: invalid value, allowed: 0..1"},
	"negative K":    {diversity.ErrInvalid, "Size.Classes = -4: invalid value, allowed: at least 1"},
	"no images":     {diversity.ErrInvalid, "Size.PerClass = 0: invalid value, allowed: at least 1"},
	"two probes":    {theory.ErrMixed, "2 probes (another, world): choose one"},
	"two tasks":     {theory.ErrMixed, "2 tasks (another, world): choose one, or average"},
}

// suffices are the words with which an error says what would do.
var suffices = []string{"at least", "measure", "needs", "choose"}

// TestBadInput: every entry point refuses what it cannot answer, with an error that says what is missing and what would suffice, or which value is wrong and what is
// allowed; what it does answer is a finite number.
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
				if !errors.Is(err, theory.ErrTooFew) {
					t.Errorf("%s: %v", what, err)
				}
			case e.name == "MeanOverTasks" && input == "two tasks":
				if !errors.Is(err, theory.ErrTooFew) || !strings.Contains(err.Error(), "measure it") {
					t.Errorf("%s: %v", what, err)
				}
			case !errors.Is(err, want.sentinel) || !strings.Contains(err.Error(), want.says):
				t.Errorf("%s: error %q, want one that says %q and wraps %q", what, err, want.says, want.sentinel)
			case errors.Is(err, theory.ErrTooFew) && !slices.ContainsFunc(suffices, func(word string) bool { return strings.Contains(err.Error(), word) }):
				t.Errorf("%s: %q does not say what would suffice", what, err)
			}
		}
	}
}

// TestClaimsOfBadInput: what the points cannot tell is undecided, and the sentence says what is missing.
func TestClaimsOfBadInput(t *testing.T) {
	for _, input := range []string{"one run", "one size", "equal errors"} {
		verdicts, err := theory.Claims(badInput(t)[input], theory.MinimaOptions{Replicates: 20})
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

// TestEveryEntryPointIsInTheTable reads the package's own source: a new function that takes points must be tried with bad input too.
func TestEveryEntryPointIsInTheTable(t *testing.T) {
	listed := "Claims FitAverage " // FitAverage is the first part of Predict
	for _, e := range entries {
		listed += e.name + " "
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
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
