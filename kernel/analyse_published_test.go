package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// published is a fit that others published, and the allocation that follows from it.
type published struct {
	source           string
	columns          string // header
	groups, perGroup []float64
	score            func(k, n float64) float64
	noise            float64 // relative
	total            float64 // to spend
	price, item      float64 // of a group and of an item
	best             [2]float64
	floor            float64 // score that no size goes below, of which the 2% are counted
}

// scaling are losses E + A/K^a + B/n^b of K parameters and n tokens; for K n = total the best K is G total^(b/(a+b))
// with
// G = (a A/(b B))^(1/(a+b)) (Hoffmann et al. 2022, equation 4).
func scaling(source string, e, a, b, alpha, beta float64) published {
	const total = 2e21 // 1.2e22 FLOP
	best := math.Pow(alpha*a/(beta*b), 1/(alpha+beta)) * math.Pow(total, beta/(alpha+beta))
	return published{source: source, columns: "parameters,tokens,loss", groups: []float64{5e7, 2e8, 8e8, 3e9, 12e9},
		perGroup: []float64{1e9, 4e9, 16e9, 64e9, 256e9}, noise: 0.003, total: total, item: 1, floor: e,
		score: func(k, n float64) float64 { return e + a*math.Pow(k, -alpha) + b*math.Pow(n, -beta) },
		best:  [2]float64{best, total / best}}
}

// clusters are of a variance: that of a mean over K clusters of n with the intraclass correlation rho, in units of
// that of a person;
// the best n at prices C and c of a cluster and a person is sqrt(C (1-rho)/(c rho)) (Cochran 1977, chapter 10).
func clusters(source string, rho, price, total float64) published {
	n := math.Sqrt(price * (1 - rho) / rho)
	return published{source: source, columns: "schools,pupils,standard_error", groups: []float64{5, 10, 20, 40, 80, 160},
		perGroup: []float64{2, 4, 8, 16, 32, 64, 128}, noise: 0.01, total: total, price: price, item: 1,
		score: func(k, n float64) float64 { return math.Sqrt((rho + (1-rho)/n) / k) },
		best:  [2]float64{total / (price + n), n}}
}

// publishedFits are of fields without images.
func publishedFits() []published {
	return []published{
		clusters("Hedges and Hedberg 2007: mean intraclass correlation of achievement in US schools 0.22; a school 50 pupils", 0.22, 50, 8000),
		clusters("Hedges and Hedberg 2007: 0.22; a school 10 pupils", 0.22, 10, 4000),
		clusters("Adams et al. 2004: median intraclass correlation in primary care 0.01; a practice 20 patients", 0.01,
			20, 12000),
		clusters("Adams et al. 2004: upper quartile 0.032; a practice 30 patients", 0.032, 30, 9000),
		scaling("Hoffmann et al. 2022, approach 3", 1.69, 406.4, 410.7, 0.34, 0.28),
		scaling("Besiroglu et al. 2024", 1.8172, 477.84, 2143.86, 0.3473, 0.3672),
		scaling("Muennighoff et al. 2023, C4", 1.87, 521, 1488, 0.353, 0.353),
		clusters("Cochran 1977 at an intraclass correlation of 0.05; a cluster 10 persons", 0.05, 10, 3000),
		clusters("Cochran 1977 at an intraclass correlation of 0.10; a cluster 50 persons", 0.10, 50, 9000),
	}
}

// table draws the measurements.
func (p published) table() string {
	rng := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString(p.columns + "\n")
	for _, k := range p.groups {
		for _, n := range p.perGroup {
			for range 2 {
				fmt.Fprintf(&b, "%v,%v,%.6f\n", k, n, p.score(k, n)*(1+p.noise*rng.NormFloat64()))
			}
		}
	}
	return b.String()
}

// TestAnalyseFindsPublishedOptima: with prices the answer costs no more than there is, and its true score is within
// 2% of
// that of the published allocation.
func TestAnalyseFindsPublishedOptima(t *testing.T) {
	fits := publishedFits()
	if testing.Short() {
		fits = fits[:1]
		t.Log("with -short one of the published fits is tried")
	}
	for _, p := range fits {
		code, out, errs := call(t, p.table(), "analyse", "-", "--json", "--laws", "untied", "--total", number(p.total),
			"--per-group",
			number(p.price), "--per-item", number(p.item))
		if code != 0 {
			t.Errorf("%s: %s", p.source, errs)
			continue
		}
		var r jsonReport
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		size := r.Answer.Size
		got, want := p.score(size.Groups, size.PerGroup), p.score(p.best[0], p.best[1])
		t.Logf("%s: K = %v, n = %v has %.5f; published %.0f, %.1f has %.5f", p.source, size.Groups, size.PerGroup, got,
			p.best[0], p.best[1], want)
		if cost := size.Groups * (p.price + size.PerGroup*p.item); cost > p.total*(1+1e-9) ||
			got-p.floor > 1.02*(want-p.floor) {
			t.Errorf("%s: K = %v, n = %v costs %v and has %v, want %v", p.source, size.Groups, size.PerGroup, cost, got, want)
		}
	}
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
