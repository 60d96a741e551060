package probe

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
)

// Scores are the recorded scores of a probe on a task, each in [0, 1]: see [diversity.Score.Recorded]. One that the
// probe's predictions do not have, such as the calibration error of a probe without probabilities, is nil. The error is
// not among them.
type Scores map[diversity.Score]*float64

// Scoring adds up the scores of the episodes of a task. The zero value has none.
//
//   - The top-5 error is the share of test images whose class is not among the five most likely, 0 if there are no more
//     classes than that; of classes with equal scores the lower counts as likelier.
//   - The mean per-class error is 1 less the mean over the classes of the share of their test images that are taken for
//     them; macro F1 the mean over the classes of 2 TP / (2 TP + FP + FN). Both are of the classes of an episode that
//     are tested or predicted, as in scikit-learn, and then averaged over episodes with equal weight.
//   - The calibration error is that of Guo et al., "On Calibration of Modern Neural Networks", ICML 2017: the images
//     of all episodes by the probability p of the class that they are taken for, in 15 bins ((m-1)/15, m/15]; the mean
//     over images of |share classified rightly - mean p| of their bin.
type Scoring struct {
	episodes   int
	images     int
	missedTop5 int
	classError float64 // sums over episodes
	macroF1    float64
	unranked   bool // an episode had no ranking
	unsure     bool // or no probabilities
	bins       [calibrationBins]calibrationBin
}

const calibrationBins = 15

// calibrationBin sums over images.
type calibrationBin struct{ images, right, confidence float64 }

// Add adds the predictions of an episode with so many classes, whose test images have labels [M], as [Predict] returns
// them.
func (s *Scoring) Add(p Prediction, labels []int32, classes int) {
	s.episodes++
	s.images += len(labels)
	s.addTop5(p, labels, classes)
	s.addClasses(p.Labels, labels, classes)
	s.unsure = s.unsure || p.Confidence == nil
	for i, share := range p.Confidence {
		bin := &s.bins[min(max(int(math.Ceil(share*calibrationBins))-1, 0), calibrationBins-1)]
		bin.images++
		bin.confidence += share
		if p.Labels[i] == labels[i] {
			bin.right++
		}
	}
}

func (s *Scoring) addTop5(p Prediction, labels []int32, classes int) {
	s.unranked = s.unranked || p.Ranked == nil
	if p.Ranked == nil {
		return
	}
	width := min(rankedClasses, classes)
	for i, label := range labels {
		if !slices.Contains(p.Ranked[i*width:(i+1)*width], label) {
			s.missedTop5++
		}
	}
}

func (s *Scoring) addClasses(predicted, labels []int32, classes int) {
	right, tested, taken := make([]float64, classes), make([]float64, classes), make([]float64, classes)
	for i, label := range labels {
		tested[label]++
		taken[predicted[i]]++
		if predicted[i] == label {
			right[label]++
		}
	}
	accuracy, f1, there, met := 0., 0., 0., 0.
	for class := range classes {
		if tested[class] > 0 {
			accuracy += right[class] / tested[class]
			there++
		}
		if tested[class]+taken[class] > 0 {
			f1 += 2 * right[class] / (tested[class] + taken[class])
			met++
		}
	}
	s.classError += 1 - accuracy/there
	s.macroF1 += f1 / met
}

// Scores are those of the episodes so far; nil if there are none.
func (s *Scoring) Scores() Scores {
	if s.images == 0 {
		return nil
	}
	out := Scores{diversity.ScoreTop5Error: nil, diversity.ScoreCalibration: nil}
	set := func(score diversity.Score, value float64) {
		value = min(max(value, 0), 1) // rounding
		out[score] = &value
	}
	set(diversity.ScoreClassError, s.classError/float64(s.episodes))
	set(diversity.ScoreMacroF1, s.macroF1/float64(s.episodes))
	if !s.unranked {
		set(diversity.ScoreTop5Error, float64(s.missedTop5)/float64(s.images))
	}
	if !s.unsure {
		gap := 0.
		for _, bin := range s.bins {
			gap += math.Abs(bin.right - bin.confidence)
		}
		set(diversity.ScoreCalibration, gap/float64(s.images))
	}
	return out
}

// Validate returns an error wrapping diversity.ErrInvalid, which names the entry of the field, for a number that is no
// score.
func (s Scores) Validate(field string) error {
	for score, value := range s {
		entry := fmt.Sprintf("%s[%q]", field, string(score))
		if err := score.Validate(field); err != nil {
			return err
		}
		if score.Recorded() != score || score == diversity.ScoreError || score == "" {
			return diversity.Invalid(entry, "recorded", "a score that is recorded by itself")
		}
		if value != nil && !(*value >= 0 && *value <= 1) {
			return diversity.Invalid(entry, *value, "0..1")
		}
	}
	return nil
}
