package probe

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/errtest"
)

// scoresReference is what testdata/scores_reference.py wrote.
type scoresReference struct {
	Cases []struct {
		Classes     int
		Labels      []int32
		Predicted   []int32
		Ranked      []int32
		Confidence  []float64
		Error       float64
		ClassError  float64 `json:"class_error"`
		MacroF1     float64 `json:"macro_f1"`
		Calibration float64
		Top5        float64
	}
}

func readScoresReference(t *testing.T) scoresReference {
	t.Helper()
	text, err := os.ReadFile("testdata/scores_reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var r scoresReference
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestScoresAgainstScikitLearn(t *testing.T) {
	cases := readScoresReference(t).Cases
	for number, c := range cases {
		p := Prediction{Labels: c.Predicted, Ranked: c.Ranked, Confidence: c.Confidence}
		if err := p.check(len(c.Labels), c.Classes); err != nil {
			t.Fatal(err)
		}
		var s Scoring
		s.Add(p, c.Labels, c.Classes)
		near(t, "error", []float64{p.Score(c.Labels).Error()}, []float64{c.Error})
		for score, want := range map[diversity.Score]float64{
			diversity.ScoreTop5Error: c.Top5, diversity.ScoreClassError: c.ClassError,
			diversity.ScoreMacroF1: c.MacroF1, diversity.ScoreCalibration: c.Calibration,
		} {
			if got := s.Scores()[score]; got == nil || math.Abs(*got-want) > 1e-12 {
				t.Errorf("case %d: %s is %v, want %v", number, score, got, want)
			}
		}
	}
	if len(cases) != 4 {
		t.Errorf("%d cases, want 4", len(cases))
	}
}

// Episodes have equal weight, but the bins of the calibration error are those of all images.
func TestScoresOfEpisodes(t *testing.T) {
	var s Scoring
	s.Add(Prediction{Labels: []int32{0, 1}, Confidence: []float64{0.9, 0.9}}, []int32{0, 1}, 2)
	s.Add(Prediction{Labels: []int32{0, 0}, Confidence: []float64{0.9, 0.9}}, []int32{0, 1}, 2)
	scores := s.Scores()
	// The second episode: one class right, the other wrong; F1 2/3 and 0.
	for score, want := range map[diversity.Score]float64{
		diversity.ScoreClassError: 0.25, diversity.ScoreMacroF1: (1 + 1./3) / 2, diversity.ScoreCalibration: 0.15,
	} {
		if got := scores[score]; got == nil || math.Abs(*got-want) > 1e-12 {
			t.Errorf("%s is %v, want %v", score, got, want)
		}
	}
	if value, have := scores[diversity.ScoreTop5Error]; value != nil || !have {
		t.Error("a top-5 error without a ranking")
	}
	if (&Scoring{}).Scores() != nil {
		t.Error("scores of no episode")
	}
}

// Each probe's own prediction is the first of its ranking, and the ranking is by its own scores.
func TestEveryProbeRanks(t *testing.T) {
	train, test := planted(rand.New(rand.NewPCG(1, 2)), 12, 8, 6, 1.5), planted(rand.New(rand.NewPCG(1, 3)), 12, 5, 6, 1.5)
	for _, c := range []struct {
		probe Probe
		sure  bool
	}{{Ridge{}, false}, {Logistic{Strengths: []float64{1}}, true}, {KNN{Neighbours: []int{10}}, true},
		{NearestMean{}, false}} {
		p, err := Predict(c.probe, train, Set{}, test)
		if err != nil {
			t.Fatal(err)
		}
		var s Scoring
		s.Add(p, test.Labels, 12)
		top5, wrong := s.Scores()[diversity.ScoreTop5Error], p.Score(test.Labels).Error()
		if top5 == nil || !(*top5 < wrong) {
			t.Errorf("%s: top-5 error %v, error %v", c.probe.Kind(), top5, wrong)
		}
		if (p.Confidence != nil) != c.sure || (s.Scores()[diversity.ScoreCalibration] != nil) != c.sure {
			t.Errorf("%s: probabilities %v, want %v", c.probe.Kind(), p.Confidence != nil, c.sure)
		}
	}
}

// Of equal scores the lower class counts as likelier, as in the labels.
func TestRankingOfEqualScores(t *testing.T) {
	r := newRanking(1, 7)
	for class, score := range []float64{1, 3, 3, 2, 3, math.Inf(-1), 1} {
		r.offer(0, int32(class), score)
	}
	for i, want := range []int32{1, 2, 4, 3, 0} {
		if r.classes[i] != want {
			t.Fatalf("ranked %v", r.classes)
		}
	}
	r = newRanking(1, 3)
	for class := range int32(3) {
		r.offer(0, class, math.Inf(-1))
	}
	if r.classes[0] != 0 || r.classes[1] != 1 || r.classes[2] != 2 {
		t.Errorf("ranked %v of scores of minus infinity", r.classes)
	}
}

func TestHostilePredictions(t *testing.T) {
	for field, p := range map[string]Prediction{
		"len(Prediction.Ranked) = 1":              {Labels: []int32{0, 1}, Ranked: []int32{0}},
		"Prediction.Ranked[1] = 7":                {Labels: []int32{0, 1}, Ranked: []int32{0, 7, 1, 0}},
		"Prediction.Ranked[2] = 0":                {Labels: []int32{0, 1}, Ranked: []int32{0, 1, 0, 1}},
		"len(Prediction.Confidence) = 1":          {Labels: []int32{0, 1}, Confidence: []float64{1}},
		"Prediction.Confidence[1] = 1.5":          {Labels: []int32{0, 1}, Confidence: []float64{1, 1.5}},
		"Prediction.Confidence[0] = NaN: invalid": {Labels: []int32{0, 1}, Confidence: []float64{math.NaN(), 1}},
	} {
		errtest.Want(t, p.check(2, 2), diversity.ErrInvalid, field)
	}
	half, two := 0.5, 2.
	if err := (Scores{diversity.ScoreMacroF1: &half, diversity.ScoreCalibration: nil}).Validate("scores"); err != nil {
		t.Error(err)
	}
	errtest.Want(t, Scores{diversity.ScoreMacroF1: &two}.Validate("scores"), diversity.ErrInvalid, `scores["macro-f1"] = 2`)
	errtest.Want(t, Scores{"beauty": &half}.Validate("scores"), diversity.ErrInvalid, `"beauty"`)
	errtest.Want(t, Scores{diversity.ScoreAccuracy: &half}.Validate("scores"), diversity.ErrInvalid, "by itself")
}
