package figure_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/janpfeifer/must"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/theory/levels"
)

// voiceCurves are of speakers, sessions and utterances.
func voiceCurves() []levels.Curve {
	w := levels.Planted{Law: levels.Separate{}, Parameters: []float64{0.01, 0.6, 0.12, 0.06, 0.4, 0.7, 0.5}, Noise: 0.02,
		Relative: true}
	points := must.M1(w.Measure(levels.Grid([]float64{100, 400, 1600}, []float64{1, 3, 9}, []float64{1, 8, 64}), 2, 1))
	m := must.M1(levels.Fit(context.Background(), points, levels.Options{BootstrapSamples: 40}))
	return must.M1(m.Curves(levels.Spend{Total: 20000, PerGroup: 10, PerSource: 4, PerItem: 0.5}))
}

func ExampleLevelCurves() {
	f := must.M1(figure.LevelCurves(voiceCurves(), estimate.Scale{Groups: "speakers", Sources: "sessions", PerGroup: "utterances"}))
	fmt.Println(f.Caption)
	// Output:
	// Expected error where the number of speakers, of sessions or of utterances is a multiple of the best one for the money and the other two are the best that the rest of it buys. Bands: intervals over the refits, in each of which the law is chosen anew.
}

func TestLevelCurvesOfNothing(t *testing.T) {
	if _, err := figure.LevelCurves(nil, estimate.Scale{}); !errors.Is(err, figure.ErrEmpty) {
		t.Error(err)
	}
}
