package studies

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/diversity/study"
	"tradeoff/kernel/bench/peers"
	"tradeoff/kernel/bench/process"
	"tradeoff/kernel/bench/sample"
	"tradeoff/kernel/internal/lines"
)

// Measurement is one study computed once by one framework.
type Measurement struct {
	Framework string  `json:"framework"` // "ours", "PyTorch" or "JAX"
	Version   string  `json:"version"`
	Wall      float64 `json:"wall_seconds"` // of the process, from start to end
	CPU       float64 `json:"cpu_seconds"`
	Compile   float64 `json:"compile_seconds"` // within the first training
	// compilation included; CPU time for the peers, wall time for ours
	Train  float64              `json:"train_seconds"`
	Probe  float64              `json:"probe_seconds"` // features and probes; likewise
	Peak   int64                `json:"peak_bytes"`    // 0: not known
	Errors map[string][]float64 `json:"errors"`        // of each task: mean over the sizes, for each repeat
}

// ours computes the study with the worker of the program exe, in a new store below scratch.
func ours(ctx context.Context, exe string, core int, scratch string, s study.Study) (Measurement, error) {
	root, err := os.MkdirTemp(scratch, "store-")
	if err != nil {
		return Measurement{}, err
	}
	defer os.RemoveAll(root)
	dir, err := s.Save(root)
	if err != nil {
		return Measurement{}, err
	}
	plan, err := runs(s)
	if err != nil {
		return Measurement{}, err
	}
	command := []string{exe, "worker", "--study", dir}
	for _, run := range plan {
		command = append(command, "--run", run.Spec())
	}
	used, err := process.Pinned(ctx, core, root, command...)
	if err != nil {
		return Measurement{}, err
	}
	results, err := s.Load(study.RunOptions{Root: root})
	if err != nil {
		return Measurement{}, err
	}
	return ofResults(s, results, used)
}

// ofResults reads times and errors from the store.
func ofResults(s study.Study, results *study.Results, used process.Usage) (Measurement, error) {
	m := Measurement{Framework: "ours", Wall: used.Wall.Seconds(), CPU: used.CPU.Seconds(), Peak: used.Peak}
	outcomes, trainings := map[string]map[string][2]int{}, []float64{}
	for _, r := range results.Runs {
		m.Version = r.Device
		m.Train += r.Timings.Train
		m.Probe += r.Timings.Features + r.Timings.Probe
		trainings = append(trainings, r.Timings.Train)
		outcome := map[string][2]int{}
		for _, e := range r.Measurements {
			outcome[e.Task] = [2]int{e.Wrong, e.Tested}
		}
		outcomes[r.Run.Spec()] = outcome
	}
	m.Compile = excess(trainings)
	var err error
	m.Errors, err = errorsOf(s, outcomes)
	return m, err
}

// excess is by how much trainings that compiled took longer than the median one, in all.
func excess(trainings []float64) (sum float64) {
	if len(trainings) == 0 {
		return 0
	}
	typical := sample.Median(trainings)
	for _, seconds := range trainings {
		if seconds > 1.25*typical {
			sum += seconds - typical
		}
	}
	return sum
}

// errorsOf averages errors over the sizes, for each task and repeat.
func errorsOf(s study.Study, outcomes map[string]map[string][2]int) (map[string][]float64, error) {
	plan, err := runs(s)
	if err != nil {
		return nil, err
	}
	errors := map[string][]float64{}
	for _, task := range s.Tasks {
		means := make([]float64, s.Repeats)
		for _, run := range plan {
			counts, have := outcomes[run.Spec()][task.Name]
			if !have {
				return nil, fmt.Errorf("studies: run %s has no outcome on task %q", run.Spec(), task.Name)
			}
			means[run.Repeat] += float64(counts[0]) / float64(counts[1]) / float64(len(s.Sizes))
		}
		errors[task.Name] = means
	}
	return errors, nil
}

// peer computes an exported study with a script.
func peer(ctx context.Context, python, script string, core int, exported string, s study.Study) (Measurement, error) {
	scripts, err := os.MkdirTemp(filepath.Dir(exported), "scripts-")
	if err != nil {
		return Measurement{}, err
	}
	defer os.RemoveAll(scripts)
	if err := peers.Unpack(scripts); err != nil {
		return Measurement{}, err
	}
	used, err := process.Pinned(ctx, core, scripts, python, filepath.Join(scripts, script), exported)
	if err != nil {
		return Measurement{}, err
	}
	return ofReport(s, used)
}

// ofReport reads the line that a script printed.
func ofReport(s study.Study, used process.Usage) (Measurement, error) {
	var report struct {
		Measurement
		Outcomes map[string]map[string][2]int `json:"outcomes"`
	}
	if err := json.Unmarshal([]byte(lines.Last(string(used.Out), 1)), &report); err != nil {
		return Measurement{}, fmt.Errorf("studies: the script's report: %w", err)
	}
	m := report.Measurement
	m.Wall, m.CPU = used.Wall.Seconds(), used.CPU.Seconds()
	var err error
	m.Errors, err = errorsOf(s, report.Outcomes)
	return m, err
}
