package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"tradeoff/diversity/runner"
	"tradeoff/diversity/study"
	"tradeoff/diversity/trial"
	"tradeoff/kernel/internal/install/paths"
)

// trialPass is one setting in which a device is tried out, by the environment of its worker.
type trialPass struct {
	name string
	env  []string
	most trial.Tolerances
}

// trialPlan is how a kind of device is tried out: the worker of the reference, the passes, of which the last is timed,
// and the plugins that they need.
type trialPlan struct {
	small     bool
	plugins   []string
	reference []string // environment
	passes    []trialPass
}

// trialPlans are those of the values of --device. A GPU multiplies float32 numbers in TF32 unless it is told otherwise,
// as workers do not tell it: the first pass does, to see mistakes that TF32 would hide. A processor is compared with
// pure Go, which is slow.
func trialPlans() map[string]trialPlan {
	return map[string]trialPlan{
		"cuda": {
			plugins:   []string{"cuda", "cpu"},
			reference: []string{"GOMLX_BACKEND=xla:cpu", fmt.Sprint("PJRT_NPROC=", runtime.NumCPU())},
			passes: []trialPass{
				{"float32", []string{"GOMLX_BACKEND=xla:cuda,notf32", "NVIDIA_TF32_OVERRIDE=0"}, trial.Float32()},
				{"as workers compute, TF32", []string{"GOMLX_BACKEND=xla:cuda"}, trial.TF32()},
			},
		},
		"cpu": {
			small: true, plugins: []string{"cpu"}, reference: []string{"GOMLX_BACKEND=go"},
			passes: []trialPass{{"float32", []string{"GOMLX_BACKEND=xla:cpu"}, trial.Float32()}},
		},
	}
}

// deviceTrial tries a device out. Its functions reach out of the process; tests replace them.
type deviceTrial struct {
	present func(ctx context.Context, kind string) error
	// a worker's answer, with an environment besides that of this process
	ask      func(ctx context.Context, env []string, args ...string) ([]byte, error)
	progress func(string)
}

func newDeviceTrial(std streams, python string) (deviceTrial, error) {
	own, err := os.Executable()
	if err != nil {
		return deviceTrial{}, err
	}
	dirs, err := paths.Default()
	if err != nil {
		return deviceTrial{}, err
	}
	progress := func(line string) { fmt.Fprintln(std.err, line) }
	return deviceTrial{
		progress: progress,
		present: func(ctx context.Context, kind string) error {
			return runner.PresentDevice(ctx, kind, runner.DeviceOptions{
				CacheDir: dirs.Plugins(), Python: python, Progress: sometimes(progress, time.Second)})
		},
		ask: func(ctx context.Context, env []string, args ...string) ([]byte, error) {
			return askWorker(ctx, std.err, own, env, args)
		},
	}, nil
}

// askWorker runs a worker of this program. What it says goes on to the user.
func askWorker(ctx context.Context, messages io.Writer, program string, env, args []string) ([]byte, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, program, append([]string{"worker"}, args...)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), env...), &out, messages
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("the worker with %s: %w", strings.Join(env, " "), err)
	}
	return out.Bytes(), nil
}

// run makes the plugins present, computes the numbers on both devices and times the one.
func (d deviceTrial) run(ctx context.Context, plan trialPlan) (report trial.Report, err error) {
	for _, kind := range plan.plugins {
		if err := d.present(ctx, kind); err != nil {
			return report, err
		}
	}
	report.Small = plan.small
	d.progress("computing the numbers to compare with")
	reference, err := answered[trial.Numbers](ctx, d, plan, plan.reference, "numbers")
	if err != nil {
		return report, err
	}
	report.Reference = reference.Device
	for _, p := range plan.passes {
		d.progress("computing them on the device, " + p.name)
		numbers, err := answered[trial.Numbers](ctx, d, plan, p.env, "numbers")
		if err != nil {
			return report, err
		}
		comparisons, err := trial.Compare(reference, numbers, p.most)
		if err != nil {
			return report, err
		}
		report.Device = numbers.Device
		report.Passes = append(report.Passes, trial.Pass{Name: p.name, Comparisons: comparisons})
	}
	d.progress("measuring")
	report.Speeds, err = answered[trial.Speeds](ctx, d, plan, plan.passes[len(plan.passes)-1].env, "speeds")
	return report, err
}

// answered asks a worker for one part of a trial.
func answered[T any](ctx context.Context, d deviceTrial, plan trialPlan, env []string, part string) (out T, err error) {
	args := []string{"--trial", part}
	if plan.small {
		args = append(args, "--small")
	}
	text, err := d.ask(ctx, env, args...)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(text, &out); err != nil {
		return out, fmt.Errorf("the worker with %s answered %.200q: %w", strings.Join(env, " "), text, err)
	}
	return out, nil
}

// tryDevice is doctor --device.
func tryDevice(ctx context.Context, std streams, d deviceTrial, kind, file string) error {
	plan, known := trialPlans()[kind]
	if !known {
		return usageError("--device is %q, want cuda or cpu", kind)
	}
	report, err := d.run(ctx, plan)
	if err != nil {
		return err
	}
	if file != "" {
		if err := writeReport(file, report); err != nil {
			return err
		}
	}
	fmt.Fprint(std.out, trialText(report))
	if len(report.Disagreements()) > 0 {
		return errReported
	}
	return nil
}

func writeReport(path string, report trial.Report) error {
	text, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// trialText is a report for people.
func trialText(r trial.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "device: %s\nreference: %s\n", r.Device, r.Reference)
	if r.Small {
		b.WriteString("Small networks on a processor: this tries the code out, and says nothing of a GPU.\n")
	}
	for _, p := range r.Passes {
		fmt.Fprintf(&b, "\n%v", numbersTable(p))
	}
	if wrong := r.Disagreements(); len(wrong) > 0 {
		fmt.Fprintf(&b, "\n%d differ by more than rounding explains:\n", len(wrong))
		for _, c := range wrong {
			fmt.Fprintf(&b, "  %s, %s: %.2g, tolerance %g\n", c.Network, c.What, c.Difference, c.Tolerance)
		}
	} else {
		b.WriteString("\nall numbers agree\n")
	}
	fmt.Fprintf(&b, "\n%v\n%v\n%v", peaksTable(r.Speeds), togetherTable(r.Speeds), aloneTable(r.Speeds))
	for _, t := range r.Speeds.Together {
		best := t.Best()
		fmt.Fprintf(&b, "\n%s: most runs a minute with %d at once", t.Network, best.Replicas)
		if t.Stopped != "" {
			fmt.Fprintf(&b, " (larger numbers were not tried: %s)", t.Stopped)
		}
	}
	b.WriteString("\n`kernel worker --replicas R` trains R at once.\n")
	return b.String()
}

// numbersTable has a row for each network and a column for each kind of numbers.
func numbersTable(p trial.Pass) study.Table {
	table := study.Table{Title: "Differences from the reference, " + p.Name + " (tolerance)", Header: []string{"network"}}
	for _, c := range p.Comparisons {
		if !slices.Contains(table.Header, c.What) {
			table.Header = append(table.Header, c.What)
		}
		last := len(table.Rows) - 1
		if last < 0 || table.Rows[last][0] != c.Network {
			table.Rows, last = append(table.Rows, []string{c.Network}), last+1
		}
		table.Rows[last] = append(table.Rows[last], fmt.Sprintf("%.1g (%g)", c.Difference, c.Tolerance))
	}
	return table
}

func peaksTable(s trial.Speeds) study.Table {
	table := study.Table{Title: "Products of matrices", Header: []string{"precision", "side", "TFLOP/s", "range", "n"}}
	for _, p := range s.Peaks {
		table.Rows = append(table.Rows, append([]string{precisionName(string(p.Precision)), fmt.Sprint(p.Side)},
			spread(p.PerSecond, 1e-12, "%.3g")...))
	}
	return table
}

func precisionName(precision string) string {
	if precision == "" {
		return "float32"
	}
	return precision
}

// spread is the median, the range and the number of values of the rounds.
func spread(values []float64, scale float64, format string) []string {
	if len(values) == 0 {
		return []string{"", "", "0"}
	}
	return []string{fmt.Sprintf(format, scale*trial.Median(values)),
		fmt.Sprintf(format+" to "+format, scale*slices.Min(values), scale*slices.Max(values)), fmt.Sprint(len(values))}
}

func togetherTable(s trial.Speeds) study.Table {
	table := study.Table{Title: "Small networks, several at once",
		Header: []string{"network", "at once", "runs per minute", "range", "n", "over one"}}
	for _, t := range s.Together {
		for _, r := range t.Rates {
			row := append([]string{t.Network, fmt.Sprint(r.Replicas)}, spread(r.PerMinute, 1, "%.4g")...)
			table.Rows = append(table.Rows, append(row, overFirst(r.PerMinute, t.Rates[0].PerMinute)))
		}
	}
	return table
}

// overFirst is the median of the ratios of the rounds.
func overFirst(rates, first []float64) string {
	var ratios []float64
	for i := range min(len(rates), len(first)) {
		ratios = append(ratios, rates[i]/first[i])
	}
	return fmt.Sprintf("%.2f", trial.Median(ratios))
}

func aloneTable(s trial.Speeds) study.Table {
	table := study.Table{Title: "Networks by themselves", Header: []string{"network", "batch", "precision", "images/s",
		"range", "n", "of the peak", "from a file", "waiting", "compiling, s"}}
	for _, a := range s.Alone {
		row := append([]string{fmt.Sprintf("%s, %dx%d", a.Network, a.Side, a.Side), fmt.Sprint(a.Batch),
			precisionName(string(a.Precision))}, spread(a.PerSecond, 1, "%.4g")...)
		table.Rows = append(table.Rows, append(row, fmt.Sprintf("%.0f%%", 100*trial.Median(a.Share)),
			overFirst(a.FromFile, a.PerSecond), fmt.Sprintf("%.1f%%", 100*trial.Median(a.Waiting)),
			fmt.Sprintf("%.1f", a.Compiling)))
	}
	return table
}
