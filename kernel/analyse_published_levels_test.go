package main

import (
	"encoding/json"
	"math"
	"testing"
)

// glycogen is the content of rat livers (Sokal and Rohlf 1995, Biometry, the nested analysis of variance of chapter
// 10): three treatments, two rats of each, three preparations of a liver, two readings of a preparation.
var glycogen = [3][2][3][2]float64{
	{{{131, 130}, {131, 125}, {136, 142}}, {{150, 148}, {140, 143}, {160, 150}}},
	{{{157, 145}, {154, 142}, {147, 153}}, {{151, 155}, {147, 147}, {162, 152}}},
	{{{134, 125}, {138, 138}, {135, 136}}, {{138, 140}, {139, 138}, {134, 127}}},
}

// componentsOf are the variances between rats of a treatment, preparations of a rat and readings of a preparation, by
// the analysis of variance of a balanced nested design.
func componentsOf(table [3][2][3][2]float64) (rats, preparations, readings float64) {
	var squares [3]float64 // around the mean of the level above: of rats, preparations, readings
	for _, treatment := range table {
		var treated float64
		var rat [2]float64
		for r, livers := range treatment {
			var prepared [3]float64
			for p, values := range livers {
				prepared[p] = (values[0] + values[1]) / 2
				squares[2] += math.Pow(values[0]-prepared[p], 2) + math.Pow(values[1]-prepared[p], 2)
				rat[r] += prepared[p] / 3
			}
			for _, mean := range prepared {
				squares[1] += 2 * math.Pow(mean-rat[r], 2)
			}
			treated += rat[r] / 2
		}
		for _, mean := range rat {
			squares[0] += 6 * math.Pow(mean-treated, 2)
		}
	}
	ofRats, ofPreparations, ofReadings := squares[0]/3, squares[1]/12, squares[2]/18
	return (ofRats - ofPreparations) / 6, (ofPreparations - ofReadings) / 2, ofReadings
}

func TestGlycogenHasThePublishedComponents(t *testing.T) {
	rats, preparations, readings := componentsOf(glycogen)
	for _, c := range [][2]float64{{rats, 36.06}, {preparations, 14.17}, {readings, 21.17}} {
		if math.Abs(c[0]-c[1]) > 0.01 {
			t.Errorf("%.2f, published %.2f", c[0], c[1])
		}
	}
}

// stages are a three-stage design: variances between groups, sources and items, and what each costs.
type stages struct {
	source                 string
	checked                check
	columns                string
	variances, prices      [3]float64
	total                  float64
	groups, sources, items []float64
}

// publishedStages have the optimum m* = sqrt((C/S)(s/g)), n* = sqrt((S/c)(e/s)) (Cochran 1977, chapter 10; Sokal and
// Rohlf 1995, chapter 10; Moerbeek, van Breukelen and Berger 2000, J. Educ. Behav. Stat. 25, 271-284).
func publishedStages() []stages {
	rats, preparations, readings := componentsOf(glycogen)
	few, many := []float64{2, 4, 8, 16}, []float64{1, 2, 4, 8}
	return []stages{
		{"Sokal and Rohlf 1995: glycogen of rat livers", numbersChecked, "rats,preparations,readings,variance",
			[3]float64{rats, preparations, readings}, [3]float64{40, 5, 1}, 1500, few, many, many},
		{"Davies and Goldsmith 1972, section 6.5: strength of a paste, the data set Pastes of lme4 by restricted maximum likelihood",
			titleChecked, "batches,casks,assays,variance", [3]float64{1.657, 8.434, 0.678}, [3]float64{30, 4, 2}, 2000, few, many, many},
		{"Moerbeek, van Breukelen and Berger 2000: schools, classes and pupils; the variances are our choice",
			titleChecked, "schools,classes,pupils,variance", [3]float64{0.08, 0.06, 0.86}, [3]float64{300, 60, 2}, 60000, []float64{4, 8, 16, 32},
			many, []float64{5, 10, 20, 40}},
		{"Comstock and Moll 1963: years, locations and plots of a variety; the variances are our choice",
			fromMemory, "years,locations,plots,variance", [3]float64{0.3, 0.9, 2.5}, [3]float64{50, 20, 3}, 1200, few, many, many},
	}
}

func (s stages) variance(k, m, n float64) float64 {
	v := s.variances
	return (v[0] + (v[1]+v[2]/n)/m) / k
}

func (s stages) cost(k, m, n float64) float64 {
	return k * (s.prices[0] + m*(s.prices[1]+n*s.prices[2]))
}

// best are the lowest variance that whole numbers have for the money, and the published optimum.
func (s stages) best() (lowest, sources, items float64) {
	lowest = math.Inf(1)
	for m := 1.; m < 60; m++ {
		for n := 1.; n < 60; n++ {
			if k := math.Floor(s.total / s.cost(1, m, n)); k >= 1 {
				lowest = min(lowest, s.variance(k, m, n))
			}
		}
	}
	v, p := s.variances, s.prices
	if items = math.Sqrt(p[1] / p[2] * v[2] / v[1]); items < 1 { // one of each source, which then are the last stage
		return lowest, math.Sqrt(p[0] / (p[1] + p[2]) * (v[1] + v[2]) / v[0]), 1
	}
	return lowest, math.Sqrt(p[0] / p[1] * v[1] / v[0]), items
}

// TestAnalyseFindsPublishedStages: the answer is within 2% of the lowest variance that can be bought, and the intervals
// of the best numbers hold the published optimum.
func TestAnalyseFindsPublishedStages(t *testing.T) {
	all := publishedStages()
	if testing.Short() {
		all = all[:1]
		t.Log("with -short one of the tables is tried")
	}
	for _, s := range all {
		table := threeLevels(s.columns, s.groups, s.sources, s.items, 0.03, s.variance)
		code, out, errs := call(t, table, "analyse", "-", "--json", "--log", "--groups", nth(s.columns, 0), "--sources",
			nth(s.columns, 1), "--per-source", nth(s.columns, 2), "--total", number(s.total), "--per-group", number(s.prices[0]),
			"--per-source", number(s.prices[1]), "--per-item", number(s.prices[2]))
		if code != 0 {
			t.Errorf("%s: %s", s.source, errs)
			continue
		}
		var r levelsJSON
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		lowest, sources, items := s.best()
		size := r.Answer.Size
		got := s.variance(size.Groups, size.Sources, size.PerSource)
		t.Logf("%s (%s): by the %s law K = %v, m = %v, n = %v has %.5g, the best has %.5g; published m* = %.2f, n* = %.2f, foretold %.2f, %.2f",
			s.source, s.checked, r.Laws[0].Name, size.Groups, size.Sources, size.PerSource, got, lowest, sources, items,
			*r.Answer.BestSources.Value, *r.Answer.BestItems.Value)
		if s.cost(size.Groups, size.Sources, size.PerSource) > s.total || got > 1.02*lowest {
			t.Errorf("%s: %+v has %v, want %v", s.source, size, got, lowest)
		}
		for what, e := range map[string]struct {
			interval jsonEstimate
			want     float64
		}{"m*": {r.Answer.BestSources, sources}, "n*": {r.Answer.BestItems, items}} {
			if low, high := *e.interval.Low, *e.interval.High; e.want < low*0.999 || e.want > high*1.001 {
				t.Errorf("%s: %s is in %v..%v, published %v", s.source, what, low, high, e.want)
			}
		}
	}
}
