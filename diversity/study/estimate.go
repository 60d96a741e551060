package study

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os/exec"
	"runtime"
	"strings"

	"tradeoff/diversity"
)

// Rates are what the parts of a study's runs cost a worker, measured by one on a single core (or GPU): see
// runner.MeasureRates.
type Rates struct {
	Device   string  `json:"device"`   // what was measured
	Opening  float64 `json:"opening"`  // seconds until a worker can begin: device, pools and tasks
	Features float64 `json:"features"` // seconds for the features of all task images by one network
	Probe    float64 `json:"probe"`    // seconds for all probes on them
	Network  int64   `json:"network"`  // bytes of one network's weights

	Training []TrainingRate `json:"training"` // by rising numbers of classes
}

// TrainingRate is what pre-training on up to a number of classes costs.
type TrainingRate struct {
	Classes int     `json:"classes"`
	Compile float64 `json:"compile"` // seconds, once for each worker
	Update  float64 `json:"update"`  // seconds of one update
	Image   float64 `json:"image"`   // seconds of drawing an image
}

// Validate returns an error wrapping diversity.ErrInvalid that names the first field which is no time or out of order.
func (r Rates) Validate() error {
	seconds := map[string]float64{"Opening": r.Opening, "Features": r.Features, "Probe": r.Probe}
	for i, t := range r.Training {
		at := fmt.Sprintf("Training[%d].", i)
		seconds[at+"Compile"], seconds[at+"Update"], seconds[at+"Image"] = t.Compile, t.Update, t.Image
		if i > 0 && t.Classes <= r.Training[i-1].Classes {
			return diversity.Invalid("Rates."+at+"Classes", t.Classes, fmt.Sprintf("above %d, those before",
				r.Training[i-1].Classes))
		}
	}
	for name, value := range seconds {
		if !(value >= 0) || math.IsInf(value, 0) {
			return diversity.Invalid("Rates."+name, value, "at least 0")
		}
	}
	if r.Network < 0 {
		return diversity.Invalid("Rates.Network", r.Network, "at least 0")
	}
	return nil
}

// training are the costs for a number of classes: the first that cover it.
func (r Rates) training(classes int) TrainingRate {
	for _, t := range r.Training {
		if classes <= t.Classes {
			return t
		}
	}
	return TrainingRate{}
}

// Estimate is what runs of a study will cost. Times are those of a worker that has a core (or a GPU) to itself.
type Estimate struct {
	Device  string  `json:"device"`
	Runs    int     `json:"runs"`
	Startup float64 `json:"startup"` // seconds of each worker before its first run, compiling included
	Timings Timings `json:"timings"` // of all runs together, if one worker computed them
	Bytes   int64   `json:"bytes"`   // of networks that are kept
}

// Seconds is how long a number of workers side by side take.
func (e Estimate) Seconds(workers int) float64 {
	if e.Runs == 0 || workers < 1 {
		return 0
	}
	return e.Startup + e.Timings.Total()/float64(min(workers, e.Runs))
}

// Estimate applies rates to runs of the study.
func (r Rates) Estimate(s Study, runs []Run) Estimate {
	e := Estimate{Device: r.Device, Runs: len(runs), Startup: r.Opening}
	compiled := map[int]bool{}
	for _, run := range runs {
		e.Timings.Features += r.Features
		e.Timings.Probe += r.Probe
		if s.KeepWeights {
			e.Bytes += r.Network
		}
		if run.Control {
			continue
		}
		t, n := r.training(run.Size.Classes), run.Size.Total()
		e.Timings.Draw += float64(n) * t.Image
		e.Timings.Train += float64(s.Recipe.Updates(n)) * t.Update
		if !compiled[t.Classes] {
			compiled[t.Classes] = true
			e.Startup += t.Compile
		}
	}
	return e
}

// EstimateOptions says what [Study.Estimate] is about.
type EstimateOptions struct {
	Root    string   // below which the study's directory is, as in [Study.Dir]: what is finished there costs nothing
	Command []string // of the worker, as that of [Processes]
}

// Estimate says what the runs that the study lacks will cost on this machine, before they are computed: a worker
// process, on one core as those of [Processes], takes some seconds to measure what an update, an image, the features
// and the probes cost. Errors wrap diversity.ErrInvalid, ErrNoWorker, ErrWorker, or are the context's.
func (s Study) Estimate(ctx context.Context, o EstimateOptions) (Estimate, error) {
	dir, err := s.Dir(o.Root)
	if err != nil {
		return Estimate{}, err
	}
	return s.estimate(ctx, dir, o)
}

// EstimateDir is [Study.Estimate] for the study of a directory, whose results count wherever it lies: the options' root
// is not looked at. Errors are those of [ReadDir] besides.
func EstimateDir(ctx context.Context, dir string, o EstimateOptions) (Estimate, error) {
	s, err := ReadDir(dir)
	if err != nil {
		return Estimate{}, err
	}
	return s.estimate(ctx, dir, o)
}

func (s Study) estimate(ctx context.Context, dir string, o EstimateOptions) (Estimate, error) {
	plan, err := s.Plan()
	if err != nil {
		return Estimate{}, err
	}
	rates, err := s.rates(ctx, o.Command)
	if err != nil {
		return Estimate{}, err
	}
	found, err := reader(s, dir).Load(plan)
	if err != nil {
		return Estimate{}, err
	}
	lacking := found.Missing
	for _, failure := range found.Failures {
		lacking = append(lacking, failure.Run) // is tried again
	}
	return rates.Estimate(s, lacking), nil
}

// rates has a worker measure.
func (s Study) rates(ctx context.Context, command []string) (Rates, error) {
	p := Processes{Command: command}
	if err := p.Check(ctx, s); err != nil {
		return Rates{}, err
	}
	text, err := s.MarshalJSON()
	if err != nil {
		return Rates{}, err
	}
	return answer(ctx, p, text, "--rates", Rates.Validate)
}

// answer reads what a worker answers to a question, which may be anything.
func answer[T any](ctx context.Context, p Processes, text []byte, question string, validate func(T) error) (T, error) {
	var answered, none T
	out, err := p.ask(ctx, text, question)
	if err != nil {
		return none, err
	}
	if err := json.Unmarshal(out, &answered); err != nil {
		return none, fmt.Errorf("%w: it answered %.200q: %w", ErrWorker, out, err)
	}
	if err := validate(answered); err != nil {
		return none, fmt.Errorf("%w: %w", ErrWorker, err)
	}
	return answered, nil
}

// ask gives a worker on one core a question and a text, and returns its answer. The thread stays tied to the core and
// ends with the goroutine, as that of runWorker.
func (p Processes) ask(ctx context.Context, text []byte, question string) ([]byte, error) {
	command, err := p.command()
	if err != nil {
		return nil, err
	}
	usable, err := processors()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	words := &tail{limit: 4096}
	failed := make(chan error)
	go func() {
		runtime.LockOSThread()
		usable[0].pin()
		cmd := exec.CommandContext(ctx, command[0], append(command[1:len(command):len(command)], "worker", question)...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), &out, words
		cmd.Env, cmd.WaitDelay = usable[0].environment(), defaultGrace
		isolate(cmd)
		failed <- cmd.Run()
	}()
	err = <-failed
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w\n%s", ErrWorker, strings.Join(command, " "), err, words)
	}
	return out.Bytes(), nil
}
