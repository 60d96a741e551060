package study

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"tradeoff/diversity"
)

// Results are the finished runs of a study.
type Results struct {
	Study    Study
	Runs     []Result  // finished, in the order of the plan
	Missing  []Run     // neither finished nor failed
	Failures []Failure // that could not be computed
	Damaged  []string  // files found torn or altered, each with the reason; never read as numbers
}

// Tasks lists the names of the study's tasks.
func (r *Results) Tasks() []string {
	var names []string
	for _, task := range r.Study.Tasks {
		names = append(names, task.Name)
	}
	return names
}

// Probes lists the kinds of the study's probes.
func (r *Results) Probes() []string {
	var kinds []string
	for _, p := range r.Study.WithDefaults().Probes {
		kinds = append(kinds, p.Kind())
	}
	return kinds
}

// Points returns the errors of all pre-trained runs with one probe on one task, in the order of the plan. An empty task
// or probe means the first of the study. There are none for a task or probe that the study does not have.
func (r *Results) Points(task, probe string) []diversity.Measurement {
	return r.measurements(task, probe, false)
}

// ControlPoints is Points for the networks with random weights. Their Size is zero.
func (r *Results) ControlPoints(task, probe string) []diversity.Measurement {
	return r.measurements(task, probe, true)
}

func (r *Results) measurements(task, probe string, control bool) []diversity.Measurement {
	taskHash, probeHash := r.keys(&task, &probe)
	var points []diversity.Measurement
	for _, run := range r.Runs {
		m, have := run.Measurement(taskHash, probeHash)
		if !have || run.Run.Control != control {
			continue
		}
		points = append(points, diversity.Measurement{
			Size: run.Run.Size, Run: run.Hash, Repeat: run.Run.Repeat, Task: task, Probe: probe, Error: m.Error, Tested: m.Tested,
		})
	}
	return points
}

// keys finds the hashes of a task and a probe and fills in empty names.
func (r *Results) keys(task, probe *string) (taskHash, probeHash string) {
	for _, key := range r.Study.taskKeys() {
		if *task == "" || *task == key.Name {
			*task, taskHash = key.Name, key.Hash
			break
		}
	}
	for _, key := range r.Study.probeKeys() {
		if *probe == "" || *probe == key.Kind {
			*probe, probeHash = key.Kind, key.Hash
			break
		}
	}
	return taskHash, probeHash
}

// Mean is the error at one size over the repeats.
type Mean struct {
	Size          diversity.Size // zero for the control
	Error         float64        // mean over the repeats
	StandardError float64        // of that mean; NaN for a single repeat
	Count         int            // repeats
}

// Means returns the mean error at every size, by rising budget and then rising number of classes. Empty names mean the
// first task and probe.
func (r *Results) Means(task, probe string) []Mean {
	means := meansOf(r.Points(task, probe))
	slices.SortFunc(means, func(a, b Mean) int {
		return cmp.Or(cmp.Compare(a.Size.Total(), b.Size.Total()), cmp.Compare(a.Size.Classes, b.Size.Classes))
	})
	return means
}

// MeanError is the mean error at one size; false if no run of that size is finished.
func (r *Results) MeanError(task, probe string, size diversity.Size) (Mean, bool) {
	for _, mean := range r.Means(task, probe) {
		if mean.Size == size {
			return mean, true
		}
	}
	return Mean{}, false
}

// ControlMean is the mean error of the networks with random weights; false if no control is finished.
func (r *Results) ControlMean(task, probe string) (Mean, bool) {
	means := meansOf(r.ControlPoints(task, probe))
	if len(means) == 0 {
		return Mean{}, false
	}
	return means[0], true
}

func meansOf(points []diversity.Measurement) []Mean {
	var sizes []diversity.Size
	errors := map[diversity.Size][]float64{}
	for _, p := range points {
		if errors[p.Size] == nil {
			sizes = append(sizes, p.Size)
		}
		errors[p.Size] = append(errors[p.Size], p.Error)
	}
	var means []Mean
	for _, size := range sizes {
		mean, deviation := stat.MeanStdDev(errors[size], nil)
		count := len(errors[size])
		means = append(means, Mean{size, mean, deviation / math.Sqrt(float64(count)), count})
	}
	return means
}
