// Package probe measures how good frozen features are: it trains a small classifier on the features of a task's
// training part and counts its errors on the test part.
//
// [Ridge] is linear regression on class indicators in closed form, its strength chosen on a validation part or by
// leave-one-out; [NearestMean] has nothing to choose. Both standardise every feature on the training part first, so
// a network is not judged by the scale of its features. [Logistic], [KNN] and [LinearSGD] are the probes that papers
// report, and take features as they are, as these do. All arithmetic is in float64 and deterministic. [FineTune] and
// [LinearFineTune] train the network itself, in float32 on the device, and are handed it by [PredictOn]. What a
// probe chose from is in [Prediction.Candidates], each with its errors where it chose.
//
// A package outside this module can add a probe: a type with the methods of [Probe] that it registers by [Register].
package probe

// Probe is a classifier on frozen features: [Ridge], [Logistic], [KNN], [NearestMean], [LinearSGD], or one that another
// package registers; or a [NetworkProbe], which trains the network too. A probe is a plain value; it holds no fitted
// state and can be used by several goroutines at once.
type Probe interface {
	// Kind names the method, such as "ridge" or "nearest-mean", as it was given to [Register].
	Kind() string
	// Validate returns an error wrapping diversity.ErrInvalid for settings out of their range.
	Validate() error
	// Predict fits on train, chooses what there is to choose on validation (which may be empty) and returns what every
	// image of test is taken for, in their order. Labels are 0..C-1 with C >= 2, and train has every one of them;
	// [Check] refuses what is otherwise, by an error that wraps diversity.ErrInvalid. It must not change the sets, must
	// give the same for the same, and must not use the labels of test.
	Predict(train, validation, test Set) (Prediction, error)
}

// Prediction is what a probe takes the test images of an episode for.
type Prediction struct {
	Labels     []int32     // [M], of the test part's images
	Strength   float64     // of the regularisation that was chosen; 0 if the probe has none
	Candidates []Candidate // what the probe chose from, in its order; nil if it has nothing to choose

	// the most likely classes [M, min(5, C)] of each image, by falling likelihood, the first being its label; nil if the
	// probe does not rank them. The top-5 error is made of these
	Ranked []int32
	// the probability [M] that the probe gives to each label; nil if it gives none. The calibration error is made of these
	Confidence []float64
}

// Score counts the predictions that differ from the true labels [M].
func (p Prediction) Score(labels []int32) Score {
	return Score{Wrong: differences(p.Labels, labels), Tested: len(labels), Strength: p.Strength}
}

func differences(a, b []int32) int {
	count := 0
	for i := range a {
		if a[i] != b[i] {
			count++
		}
	}
	return count
}

// Score is the outcome of a probe on one episode of a task.
type Score struct {
	Wrong    int     `json:"wrong"`              // test images classified wrongly
	Tested   int     `json:"tested"`             // test images
	Strength float64 `json:"strength,omitempty"` // of the regularisation that was chosen; 0 if the probe has none
}

// Error is the share of test images classified wrongly, in [0, 1]; 0 if nothing was tested.
func (s Score) Error() float64 {
	if s.Tested == 0 {
		return 0
	}
	return float64(s.Wrong) / float64(s.Tested)
}
