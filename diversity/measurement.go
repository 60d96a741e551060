package diversity

import (
	"fmt"
	"math"
)

// Measurement is the outcome of one probe on one task after one pre-training run. It is the row of every table and
// all that the theory needs to know of an experiment.
type Measurement struct {
	Size Size `json:"size"` // of the pre-training set
	// identifies the pre-training; rows of one run share its features and are resampled together
	Run string `json:"run"`
	// number of the repeat: class draw, sample draw and initial weights are redrawn with it
	Repeat int     `json:"repeat"`
	Policy string  `json:"policy,omitempty"` // of choosing the images, where several are compared
	Task   string  `json:"task"`
	Probe  string  `json:"probe"`
	Error  float64 `json:"error"`            // share of test images classified wrongly, in [0, 1], or another Score
	Tested int     `json:"tested,omitempty"` // number of test predictions behind Error; 0 if not known
	// of what Error is: the score itself where less is better, else 1 less it, see [Score]; "" is the error
	Score Score `json:"score,omitempty"`
}

// Shown is the score: Error, or 1 less it where more is better.
func (m Measurement) Shown() float64 { return m.Score.Show(m.Error) }

// Validate returns an error wrapping [ErrInvalid] if a number is out of its range.
func (m Measurement) Validate() error {
	if err := m.Size.Validate(); err != nil {
		return err
	}
	if err := m.Score.Validate("Measurement.Score"); err != nil {
		return err
	}
	if math.IsNaN(m.Error) || m.Error < 0 || m.Error > 1 {
		return Invalid(fmt.Sprintf("Measurement.Error of run %q (%v)", m.Run, m.Size), m.Error, "0..1")
	}
	return nil
}
