package theory_test

import (
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// benchmarkWorld needs all five parameters of the untied law.
var benchmarkWorld = worlds.Planted{E: 0.05, A: 0.6, B: 0.5, Alpha: 0.5, Beta: 0.7, Noise: 0.01}

// spread are 80 sizes: 10 numbers of classes with 8 numbers of images of each.
func spread() []diversity.Size {
	var sizes []diversity.Size
	for k := 2; k <= 1024; k *= 2 {
		for n := 2; n <= 256; n *= 2 {
			sizes = append(sizes, testkit.Size(k, n))
		}
	}
	return sizes
}

// BenchmarkBootstrap fits the untied law to 240 points and refits it to 4,000 resamples. The aim is one second on two
// cores; TestAgainstSciPy times the same refits beside SciPy.
func BenchmarkBootstrap(b *testing.B) {
	const runs, refits = 240, 4000
	points := testkit.Measure(b, benchmarkWorld, spread(), 3, 1)
	if len(points) != runs {
		b.Fatalf("%d points, want %d", len(points), runs)
	}
	for b.Loop() {
		testkit.Fit(b, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: refits})
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/4000-refits")
}
