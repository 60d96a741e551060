package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// threeLevels is a table drawn from an error over three counts, with noise of a share of it.
func threeLevels(header string, groups, sources, items []float64, noise float64,
	score func(k, m, n float64) float64) string {
	rng := rand.New(rand.NewPCG(4, 2))
	var b strings.Builder
	b.WriteString(header + "\n")
	for _, k := range groups {
		for _, m := range sources {
			for _, n := range items {
				for range 2 {
					fmt.Fprintf(&b, "%v,%v,%v,%.6g\n", k, m, n, score(k, m, n)*(1+noise*rng.NormFloat64()))
				}
			}
		}
	}
	return b.String()
}

// voices are equal error rates in per cent of speakers with sessions of utterances.
func voices() string {
	return threeLevels("speakers,sessions,utterances,EER (%)", []float64{100, 400, 1600}, []float64{1, 3, 9},
		[]float64{1, 4, 16, 64}, 0.02, voicesError)
}

func voicesError(k, m, n float64) float64 {
	return 1 + 60*math.Pow(k, -0.4) + 12*math.Pow(m, -0.7) + 6*math.Pow(n, -0.5)
}

func TestAnalyseThreeLevels(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.html")
	code, out, errs := call(t, voices(), "analyse", "-", "--groups", "speakers", "--sources", "sessions", "--per-source",
		"utterances", "--score", "EER (%)", "--total", "20000", "--per-group", "10", "--per-source", "4", "--per-item", "0.5",
		"--overhead", "1000", "--wanted", "11", "--html", file)
	if code != 0 {
		t.Fatal(errs)
	}
	for _, want := range []string{"For a total of 20000 take K = ", " sessions each and n = ", "To reach the EER (%) of 11.0% takes",
		"half the sessions", "twice the utterances", "separate", "Read: 72 runs of 36 sizes, of 100 to 1600 speakers with 1 to 9 sessions"} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if page, err := os.ReadFile(file); err != nil || !strings.Contains(string(page), "Price of one session") {
		t.Errorf("a page of %d bytes: %v", len(page), err)
	}
}

// TestAnalyseThreeLevelsInJSON: the size costs no more than there is, its true score is within 1% of the best, and the
// number that is said of it is right.
func TestAnalyseThreeLevelsInJSON(t *testing.T) {
	code, out, errs := call(t, voices(), "analyse", "-", "--sources", "sessions", "--json", "--total", "20000",
		"--per-group", "10", "--per-source", "4", "--per-item", "0.5", "--wanted", "9")
	if code != 0 {
		t.Fatal(errs)
	}
	var r levelsJSON
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if r.Columns != (levelsColumnsJSON{"speakers", "sessions", "utterances", "EER (%)", false}) {
		t.Errorf("%+v", r.Columns)
	}
	s := r.Answer.Size
	cost := s.Groups * (10 + s.Sources*(4+0.5*s.PerSource))
	best := math.Inf(1)
	for k := 50.; k < 1000; k++ {
		for m := 1.; m < 40; m++ {
			if n := math.Floor(((20000/k-10)/m - 4) / 0.5); n >= 1 {
				best = min(best, voicesError(k, m, n))
			}
		}
	}
	if got := voicesError(s.Groups, s.Sources, s.PerSource); cost > 20000 || got > 1.01*best ||
		math.Abs(*r.Answer.Score.Value-got) > 0.3 {
		t.Errorf("%+v costs %v and has %v, said to be %v; the best has %v", s, cost, got, *r.Answer.Score.Value, best)
	}
	if n := r.Needed.Size; voicesError(n.Groups, n.Sources, n.PerSource) > 9.3 || r.Laws[0].Name != "separate" {
		t.Errorf("needed %+v, laws %+v", r.Needed, r.Laws[0])
	}
}

// TestAnalyseEpochsAsAThirdAxis: classes, images of each, and epochs in which each is seen, priced by labelling and by
// computing.
func TestAnalyseEpochsAsAThirdAxis(t *testing.T) {
	table := threeLevels("classes,images,epochs,accuracy", []float64{25, 100, 400}, []float64{5, 20, 80}, []float64{1, 4, 16},
		0, func(k, m, n float64) float64 {
			return 1 - 0.1 - 2*math.Pow(k, -0.5) - 0.5*math.Pow(m, -0.5) - 0.2*math.Pow(n, -0.8)
		})
	code, out, errs := call(t, table, "analyse", "-", "--groups", "classes", "--sources", "images", "--per-source", "epochs",
		"--json", "--total", "1000", "--per-source", "0.02", "--per-item", "0.001", "--max-groups", "500")
	if code != 0 {
		t.Fatal(errs)
	}
	var r levelsJSON
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if s := r.Answer.Size; s.Groups > 500 || s.PerSource < 3 || !r.Columns.HigherIsBetter || r.Laws[0].Name != "separate" {
		t.Errorf("%+v, %+v", s, r.Laws[0])
	}
	if g := r.Gains; !(*g.Groups.Value > *g.Sources.Value) {
		t.Errorf("%+v", g)
	}
}

// TestAnalyseThreeLevelsOfTasks: tasks are averaged by run, or one is chosen.
func TestAnalyseThreeLevelsOfTasks(t *testing.T) {
	var b strings.Builder
	b.WriteString("K,m,n,repeat,task,error\n")
	for i, line := range strings.Split(strings.TrimSpace(voices()), "\n")[1:] {
		part := strings.Split(line, ",")
		for _, task := range []string{"near", "far"} {
			fmt.Fprintf(&b, "%s,%s,%s,%d,%s,0.%02d%d\n", part[0], part[1], part[2], i%2, task, i, len(task))
		}
	}
	for args, want := range map[string]string{"": "Read: 72 runs of 36 sizes", "near": "Read: 72 runs of 36 sizes"} {
		code, out, errs := call(t, b.String(), "analyse", "-", "--sources", "m", "--task", args)
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("task %q: %s%s", args, out, errs)
		}
	}
}

func TestAnalyseThreeLevelsRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--per-source", "utterances"}, "need --sources"},
		{[]string{"--sources", "sessions", "--per-group", "utterances"}, "with --sources that is --per-source"},
		{[]string{"--sources", "sessions", "--ceiling", "NaN"}, "--ceiling"},
		{[]string{"--sources", "sessions", "--ceiling", "1"}, "Options.Ceiling"},
		{[]string{"--sources", "sessions", "--huber", "0"}, "--huber"},
		{[]string{"--sources", "sessions", "--tolerance", "0.1"}, "only --backtest has budgets"},
		{[]string{"--sources", "sessions", "--backtest", "--tolerance", "0.5"}, "--tolerance"},
		{[]string{"--sources", "sessions", "--sum", "N"}, "all three counts are columns"},
		{[]string{"--sources", "sessions", "--max-per-group", "9"}, "--max-per-source"},
		{[]string{"--sources", "sessions", "--per-item", "3"}, "prices need --total"},
		{[]string{"--sources", "sessions", "--budget", "0"}, "--budget"},
		{[]string{"--sources", "sessions", "--budget", "10", "--total", "10"}, "two questions"},
		{[]string{"--sources", "sessions", "--budget", "10", "--per-source", "3"}, "without prices"},
		{[]string{"--sources", "sessions", "--total", "10", "--overhead", "11", "--per-item", "1"}, "--overhead"},
		{[]string{"--sources", "sessions", "--total", "100"}, "Spend.PerItem"},
		{[]string{"--sources", "sessions", "--total", "100", "--per-item", "1", "--lost-items", "-1"}, "--lost-items"},
		{[]string{"--sources", "sessions", "--total", "3", "--per-group", "5", "--per-item", "1"}, "Spend.Total"},
		{[]string{"--sources", "sessions", "--laws", "tied"}, "components, nested, separate, total"},
		{[]string{"--sources", "rooms"}, `no column "rooms"`},
		{[]string{"--sources", "sessions", "--task", "birds"}, `--task "birds" is not in the table`},
		{[]string{"--sources", "sessions", "--wanted", "0.001", "--per-item", "1"}, "out of reach"},
	} {
		code, _, errs := call(t, voices(), append([]string{"analyse", "-"}, c.args...)...)
		if code == 0 || !strings.Contains(strings.Join(strings.Fields(errs), " "), c.want) {
			t.Errorf("%v: exit code %d, %s, want %s", c.args, code, errs, c.want)
		}
	}
}

// TestAnalyseThreeLevelsOfABudget: without prices a number of items in all is divided.
func TestAnalyseThreeLevelsOfABudget(t *testing.T) {
	code, out, errs := call(t, voices(), "analyse", "-", "--sources", "sessions", "--budget", "20000", "--laws",
		"separate,nested", "--log")
	if code != 0 || !strings.HasPrefix(out, "For a total of 20000 take K = ") {
		t.Errorf("%s%s", out, errs)
	}
}

// TestAnalyseThreeLevelsWithWildRuns: with a Huber delta and a ceiling, both in the numbers of the table, the exponents of
// the world come back from a table of per cents with wild runs, and are listed with the coefficients in per cents.
func TestAnalyseThreeLevelsWithWildRuns(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(voices()), "\n")
	for i := 6; i < len(lines); i += 11 {
		var k, m, n, e float64
		if _, err := fmt.Sscanf(strings.ReplaceAll(lines[i], ",", " "), "%g %g %g %g", &k, &m, &n, &e); err != nil {
			t.Fatal(err)
		}
		lines[i] = fmt.Sprintf("%v,%v,%v,%.6g", k, m, n, 1.5*e)
	}
	args := []string{"analyse", "-", "--sources", "sessions", "--laws", "separate", "--huber", "0.5", "--ceiling", "60"}
	code, out, errs := call(t, strings.Join(lines, "\n")+"\n", append(args, "--json")...)
	if code != 0 {
		t.Fatal(errs)
	}
	var r levelsJSON
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"a": 0.4, "b": 0.7, "c": 0.5} {
		if got := *r.Laws[0].Parameters[name].Value; math.Abs(got/want-1) > 0.25 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	code, out, errs = call(t, strings.Join(lines, "\n")+"\n", args...)
	text := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{"THE LAWS FITTED TO THE EER (%), RESIDUALS BEYOND 0.5 COUNTED LINEARLY", "parameter value 95%"} {
		if code != 0 || !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s%s", want, out, errs)
		}
	}
	var b float64
	if _, err := fmt.Sscanf(out[strings.Index(out, "\nB ")+1:], "B %g", &b); err != nil || math.Abs(b/12-1) > 0.3 {
		t.Errorf("B = %v per cent, want 12: %v", b, err)
	}
}

// TestAnalyseThreeLevelsTried: every law against the best one, budgets foretold from cheaper ones, and rules, in words and
// in JSON.
func TestAnalyseThreeLevelsTried(t *testing.T) {
	args := []string{"analyse", "-", "--sources", "sessions", "--log", "--pairs", "--backtest", "--laws", "separate,nested,total"}
	code, out, errs := call(t, voices(), args...)
	text := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{"THE BEST LAW AGAINST EACH OTHER ONE", "The data favour the separate law over the nested law",
		"EVERY BUDGET FORETOLD FROM THE CHEAPER ONES", "the number of utterances in all", "EVERY RULE TRIED ON 230400",
		"the best so far, more speakers", "default (all laws)"} {
		if code != 0 || !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s%s", want, out, errs)
		}
	}
	code, out, errs = call(t, voices(), append(args, "--json")...)
	if code != 0 {
		t.Fatal(errs)
	}
	var r levelsJSON
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Pairs) != 2 || r.Pairs[0].Better != "separate" || len(r.Origins) == 0 || len(r.Backtest) == 0 || r.NoBacktest != "" {
		t.Errorf("%+v, %d origins, %d rules, %s", r.Pairs, len(r.Origins), len(r.Backtest), r.NoBacktest)
	}
	held, all := 0, 0
	for _, o := range r.Origins {
		held, all = held+o.SizesHeld, all+o.Sizes
	}
	if float64(held) < 0.8*float64(all) {
		t.Errorf("intervals held %d of %d means", held, all)
	}
	code, out, errs = call(t, voices(), "analyse", "-", "--sources", "sessions", "--log", "--laws", "separate", "--backtest",
		"--total", "20000", "--per-group", "10.3", "--per-source", "4.1", "--per-item", "0.47")
	if text := strings.Join(strings.Fields(out), " "); code != 0 || !strings.Contains(text, "None can be tried") ||
		!strings.Contains(text, "with a tolerance of up to 0.25") {
		t.Errorf("%s%s", out, errs)
	}
}
