package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// scans is a table of correlations by the law k0/sqrt(1 + k1/K + k2/(K n)) of Ooi et al. 2025 with k0 = 0.6, k1 = 300
// and
// k2 = 5,000: a grid without equal budgets, with minutes that have a decimal.
func scans() string {
	rng := rand.New(rand.NewPCG(3, 3))
	var b strings.Builder
	b.WriteString("participants,minutes,correlation\n")
	for _, k := range []float64{200, 400, 800, 1200, 1600, 2400} {
		for _, n := range []float64{2.5, 5, 7.5, 15, 30, 58} {
			for range 2 {
				r := 0.6/math.Sqrt(1+300/k+5000/(k*n)) + 0.004*rng.NormFloat64()
				fmt.Fprintf(&b, "%v,%v,%.5f\n", k, n, r)
			}
		}
	}
	return b.String()
}

// TestAnalyseBuysTheBestScans: for a total of 10^6 at 500 a participant and 10 a minute n* = sqrt(500 k2/(10 k1)) =
// 28.9
// minutes and K* = 10^6/(500 + 10 n*) = 1,268; both the answer and its score are near, in the words of the table.
func TestAnalyseBuysTheBestScans(t *testing.T) {
	code, out, errs := call(t, scans(), "analyse", "-", "--json", "--total", "1000000", "--per-group", "500",
		"--per-item", "10",
		"--laws", "untied,reliability")
	if code != 0 {
		t.Fatal(errs)
	}
	var r jsonReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	score := func(k, n float64) float64 { return 0.6 / math.Sqrt(1+300/k+5000/(k*n)) }
	size := r.Answer.Size
	if best := score(1268, 28.87); score(size.Groups, size.PerGroup) < best-0.002 ||
		math.Abs(*r.Answer.Score.Value-best) > 0.006 {
		t.Errorf("%+v has %v, want %v", size, score(size.Groups, size.PerGroup), best)
	}
	if cost := size.Groups * (500 + 10*size.PerGroup); cost > 1e6 || math.Abs(cost-*r.Answer.Cost) > 1 {
		t.Errorf("it costs %v, said to be %v", cost, *r.Answer.Cost)
	}
	if c := r.Columns; c.Groups != "participants" || c.PerGroup != "minutes" || !c.HigherIsBetter {
		t.Errorf("columns %+v", c)
	}
	if r.Laws[0].Name != "reliability" {
		t.Errorf("the best law is %+v", r.Laws[0])
	}
	if len(r.Answer.Misses) == 0 || *r.Answer.Misses[0].Lost.Value < 0.005 {
		t.Errorf("misses %+v", r.Answer.Misses)
	}
}

// TestAnalyseInTheWordsOfTheTable has no word of classes, images or errors.
func TestAnalyseInTheWordsOfTheTable(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short the table is read once, as JSON")
	}
	code, out, errs := call(t, scans(), "analyse", "-", "--budget", "48000")
	if code != 0 {
		t.Fatal(errs)
	}
	for _, want := range []string{"For N = 48000 minutes take K = ", " participants with n = ", "Expected correlation 0.",
		"the correlation rises with more participants", "by the surface", "correlation against K"} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	for _, word := range []string{"classes", "images", "points"} {
		if strings.Contains(out, word) {
			t.Errorf("%q in\n%s", word, out)
		}
	}
}

// TestAnalyseRefusesFlags that contradict each other, before a table is read.
func TestAnalyseRefusesFlags(t *testing.T) {
	for args, says := range map[string]string{
		"--total 100": "--per-item", "--per-item 5": "--total", "--budget 10 --total 100 --per-item 1": "two questions",
		"--total 100 --per-item 1 --overhead 100": "--overhead", "--laws none": "tied, tied a=0.5, untied",
		"--wanted x --per-item 1": "wanted", "--tolerance 0.5": "Tolerance",
		"--higher-is-better --lower-is-better": "--lower-is-better is true",
		"--groups who":                         `no column "who"`, "--max-groups -1": "--max-classes",
	} {
		code, _, errs := call(t, "K,n,error\n4,8,0.5\n8,4,0.4\n", append([]string{"analyse", "-"},
			strings.Fields(args)...)...)
		if code == 0 || !strings.Contains(errs, says) {
			t.Errorf("%s: exit code %d, no %q in %s", args, code, says, errs)
		}
	}
}
