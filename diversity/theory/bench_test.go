package theory_test

import (
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// spread are 80 sizes on a grid: 10 numbers of classes with 8 numbers of images each.
func spread() []diversity.Size {
	var sizes []diversity.Size
	for k := 2; k <= 1024; k *= 2 {
		for n := 2; n <= 256; n *= 2 {
			sizes = append(sizes, size(k, n))
		}
	}
	return sizes
}

// BenchmarkBootstrap fits the untied law to 240 points and refits it to 4,000 resamples.
func BenchmarkBootstrap(b *testing.B) {
	points := measure(b, theory.Planted{E: 0.05, A: 0.6, B: 0.5, Alpha: 0.5, Beta: 0.7, Noise: 0.01}, spread(), 3, 1)
	if len(points) != 240 {
		b.Fatal(len(points))
	}
	for b.Loop() {
		fit(b, points, theory.Untied{}, theory.FitOptions{Replicates: 4000})
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/4000-refits")
}
