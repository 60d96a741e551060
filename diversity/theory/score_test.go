package theory

import (
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/errtest"
	"tradeoff/diversity/laws"
)

// A law of the accuracy is that of the error, and a law of another score is named by it; scores are not mixed.
func TestLawsOfScores(t *testing.T) {
	var points []diversity.Measurement
	for _, k := range []int{4, 8, 16, 32} {
		size := diversity.Size{Classes: k, PerClass: 64 / k}
		e := 0.1 + 0.5/float64(size.Classes) + 0.4/float64(size.PerClass)
		points = append(points, diversity.Measurement{Size: size, Run: size.String(), Error: e})
		size.PerClass *= 4
		points = append(points, diversity.Measurement{Size: size, Run: size.String(), Error: e - 1.2/float64(size.PerClass)})
	}
	of := func(score diversity.Score) []diversity.Measurement {
		var out []diversity.Measurement
		for _, m := range points {
			m.Score = score
			out = append(out, m)
		}
		return out
	}
	fit := func(points []diversity.Measurement) *LawFit {
		f, err := Fit(points, laws.Tied{}, FitOptions{BootstrapSamples: -1})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	plain, accuracy, top5 := fit(points), fit(of(diversity.ScoreAccuracy)), fit(of(diversity.ScoreTop5Accuracy))
	if accuracy.String() != plain.String() || accuracy.Score() != diversity.ScoreError {
		t.Errorf("of the accuracy:\n%v\nof the error:\n%v", accuracy, plain)
	}
	if !strings.HasPrefix(top5.String(), "tied law of top-5 error, ") || top5.Score() != diversity.ScoreTop5Error {
		t.Errorf("%v", top5)
	}
	for score, want := range map[diversity.Score]string{
		diversity.ScoreAccuracy: "predicted error", diversity.ScoreMacroF1: "predicted 1 - macro F1",
		diversity.ScoreTop5Error: "predicted top-5 error",
	} {
		best, err := fit(of(score)).BestAt(256, BestOptions{})
		if err != nil {
			t.Fatal(err)
		}
		spent, err := fit(of(score)).BestForSpend(Spend{Total: 300, PerClass: 1, PerSample: 1}, BestOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{best.String(), spent.String()} {
			if best.Score != score.Fitted() || !strings.Contains(text, want+" ") {
				t.Errorf("of %s: %s, want it to name %q", score, text, want)
			}
		}
	}
	minima, err := Minima(of(diversity.ScoreMacroF1), MinimaOptions{})
	if err != nil || minima[0].Fields()[4].Name != "1 - macro F1 % there" {
		t.Errorf("minima are of %v (%v)", minima[0].Fields()[4], err)
	}
	_, err = Fit(append(of(diversity.ScoreMacroF1), points...), laws.Tied{}, FitOptions{})
	errtest.Want(t, err, diversity.ErrMixed, "2 scores (error, macro-f1)")
}
