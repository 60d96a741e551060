package study

import (
	"fmt"
	"math"
	"slices"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
)

// Result is one finished run.
type Result struct {
	Format       int               `json:"format"`
	Hash         string            `json:"hash"` // [Study.RunHash]
	Run          Run               `json:"run"`
	Measurements []TaskError       `json:"measurements"`       // one for each task and probe
	Curve        recipe.Curve      `json:"curve,omitempty"`    // of pre-training; empty for a control
	Loss         float64           `json:"loss,omitempty"`     // of pre-training, at its end
	Weights      string            `json:"weights,omitempty"`  // hash of the final weights
	Timings      Timings           `json:"timings"`            // how long the steps took
	Device       string            `json:"device,omitempty"`   // what computed it, for humans
	Versions     map[string]string `json:"versions,omitempty"` // of the modules that computed it
	Finished     time.Time         `json:"finished"`           // UTC
	// fencing token under which it was published; 0 in files of earlier versions
	Token int `json:"token,omitempty"`
	// what theories say of the network, see [Study.Diagnostics]; nil if it was not asked for
	Diagnostics *Diagnostics `json:"diagnostics,omitempty"`
}

// TaskError is the error of one probe on one task, over all its episodes.
type TaskError struct {
	Task      string        `json:"task"`      // name, for humans
	TaskHash  string        `json:"task_hash"` // split.Task.Hash
	Probe     string        `json:"probe"`     // kind
	ProbeHash string        `json:"probe_hash"`
	Wrong     int           `json:"wrong"`  // test images classified wrongly, over all episodes
	Tested    int           `json:"tested"` // test images
	Error     float64       `json:"error"`  // Wrong / Tested
	Episodes  []probe.Score `json:"episodes"`
	// what the probe chose from, summed over all episodes; nil if it had no choice, or an earlier version computed it
	Candidates []probe.Candidate `json:"candidates,omitempty"`
	// over all episodes, by rising True and then Predicted; nil if it was not recorded
	Confusion []Cell `json:"confusion,omitempty"`
	// besides Error, over all episodes: top-5 error, mean per-class error, macro F1, calibration error; nil for a score
	// that the probe's predictions do not have. The whole is nil if an earlier version computed it
	Scores probe.Scores `json:"scores,omitempty"`
}

// Timings are seconds spent on the steps of a run.
type Timings struct {
	Draw     float64 `json:"draw"`     // making the pre-training set
	Train    float64 `json:"train"`    // pre-training, compilation included
	Features float64 `json:"features"` // features of all task images
	Probe    float64 `json:"probe"`    // fitting and testing the probes

	Diagnose float64 `json:"diagnose,omitempty"` // diagnostics, with the features that they need besides
	Wait     float64 `json:"wait,omitempty"`     // part of Train: waiting for images that were not held in memory
}

// Total is the sum in seconds.
func (t Timings) Total() float64 { return t.Draw + t.Train + t.Features + t.Probe + t.Diagnose }

// TaskProbe is a task with a probe, by name and kind for humans and by their hashes.
type TaskProbe struct {
	Task      string // name
	TaskHash  string // split.Task.Hash
	Probe     string // kind
	ProbeHash string // [ProbeHash]
}

// TaskProbeOf names a task and a probe. The hash of a task takes a while: who measures many networks makes it once.
func TaskProbeOf(task split.Task, p probe.Probe) TaskProbe {
	return TaskProbe{Task: task.Name, TaskHash: task.Hash(), Probe: p.Kind(), ProbeHash: ProbeHash(p)}
}

// NewTaskError sums up the episodes of a task that a probe was tested on.
func NewTaskError(of TaskProbe, episodes []probe.Score) TaskError {
	out := TaskError{Task: of.Task, TaskHash: of.TaskHash, Probe: of.Probe, ProbeHash: of.ProbeHash, Episodes: episodes}
	for _, e := range episodes {
		out.Wrong += e.Wrong
		out.Tested += e.Tested
	}
	if out.Tested > 0 {
		out.Error = float64(out.Wrong) / float64(out.Tested)
	}
	return out
}

// Measurement returns the error of one task and probe; false if the run lacks it.
func (r Result) Measurement(taskHash, probeHash string) (TaskError, bool) {
	for _, m := range r.Measurements {
		if m.TaskHash == taskHash && m.ProbeHash == probeHash {
			return m, true
		}
	}
	return TaskError{}, false
}

// Validate returns an error wrapping diversity.ErrInvalid for a result that cannot be one.
func (r Result) Validate() error {
	if r.Run.Control != (r.Run.Size == diversity.Size{}) {
		return diversity.Invalid("Result.Run.Size", r.Run.Size, "K and n at least 1, or zero for a control")
	}
	if r.Run.Published && !r.Run.Control {
		return diversity.Invalid("Result.Run.Published", true, "false, but for a control")
	}
	if !r.Run.Control {
		if err := r.Run.Size.Validate(); err != nil {
			return inField("Result.Run", err)
		}
	}
	if len(r.Measurements) == 0 {
		return diversity.Invalid("Result.Measurements", "none", "at least 1 task and probe")
	}
	for i, m := range r.Measurements {
		if err := m.validate(fmt.Sprintf("Result.Measurements[%d]", i)); err != nil {
			return err
		}
	}
	return r.Diagnostics.Validate("Result.Diagnostics")
}

func (m TaskError) validate(field string) error {
	sum := NewTaskError(TaskProbe{}, m.Episodes)
	for i, e := range m.Episodes {
		if e.Wrong < 0 || e.Wrong > e.Tested || e.Tested < 1 {
			return diversity.Invalid(fmt.Sprintf("%s.Episodes[%d]", field, i),
				fmt.Sprintf("%d wrong of %d", e.Wrong, e.Tested), "at least 1 tested, and no more wrong than that")
		}
	}
	if sum.Tested == 0 || m.Wrong != sum.Wrong || m.Tested != sum.Tested || !(math.Abs(m.Error-sum.Error) <= 1e-12) {
		return diversity.Invalid(field, fmt.Sprintf("%d wrong of %d, error %v", m.Wrong, m.Tested, m.Error),
			fmt.Sprintf("the sum of its episodes, %d wrong of %d", sum.Wrong, sum.Tested))
	}
	if err := probe.ValidateCandidates(field+".Candidates", m.Candidates, len(m.Episodes)); err != nil {
		return err
	}
	if err := m.Scores.Validate(field + ".Scores"); err != nil {
		return err
	}
	return m.validConfusion(field)
}

// merged adds the measurements that only the older result of the same run has: tasks of an earlier form of the study.
func (r Result) merged(older Result) Result {
	r.Measurements = slices.Clone(r.Measurements)
	for _, m := range older.Measurements {
		if _, have := r.Measurement(m.TaskHash, m.ProbeHash); !have {
			r.Measurements = append(r.Measurements, m)
		}
	}
	if r.Diagnostics == nil {
		r.Diagnostics = older.Diagnostics
	}
	return r
}
