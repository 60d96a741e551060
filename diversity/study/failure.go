package study

import (
	"fmt"
	"time"

	"tradeoff/diversity/recipe"
)

// Failure says why a run could not be computed. The next [Study.Run] tries it again.
type Failure struct {
	Format   int       `json:"format"`
	Hash     string    `json:"hash"` // [Study.RunHash]
	Run      Run       `json:"run"`
	Message  string    `json:"message"`
	Device   string    `json:"device,omitempty"` // what it was computed on, for humans
	Finished time.Time `json:"finished"`         // UTC
	// of the training until then, for figure.TrainingCurve; none if it did not come to that
	Curve recipe.Curve `json:"curve,omitempty"`
	// fencing token under which it was recorded; 0 in files of earlier versions
	Token int `json:"token,omitempty"`
}

// Error reads "K=32 n=16 repeat 0: pretrain: training diverged: ...".
func (f Failure) Error() string { return fmt.Sprintf("%v: %s", f.Run, f.Message) }
