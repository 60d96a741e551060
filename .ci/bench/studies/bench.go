package studies

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"tradeoff/diversity"
	"tradeoff/kernel/bench/process"
)

// Options say what is compared. The zero value is not complete: Program must be given.
type Options struct {
	Program  string            // this program, whose command worker computes our studies
	Python   string            // interpreter with torch and jax; "": python3
	Rounds   int               // of every program in turn, 1 to 100; 0 means 3
	Core     int               // to which every process is pinned
	Progress func(line string) // told what is being done; may be nil
}

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (o Options) Validate() error {
	if o.Program == "" {
		return diversity.Invalid("Options.Program", `""`, "the path of a program with the command worker")
	}
	if o.Rounds < 0 || o.Rounds > 100 {
		return diversity.Invalid("Options.Rounds", o.Rounds, "1..100, or 0 for 3")
	}
	if o.Core < 0 || o.Core >= runtime.NumCPU() {
		return diversity.Invalid("Options.Core", o.Core, fmt.Sprintf("0..%d, the cores of this machine", runtime.NumCPU()-1))
	}
	return nil
}

func (o Options) withDefaults() Options {
	if o.Python == "" {
		o.Python = "python3"
	}
	if o.Rounds == 0 {
		o.Rounds = 3
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	return o
}

// framework is a competitor: a script and the module that it needs.
type framework struct{ name, module, script string }

func frameworks() []framework {
	return []framework{{"PyTorch", "torch", "pytorch_study.py"}, {"JAX", "jax", "jax_study.py"}}
}

// Report is the comparison on one setting.
type Report struct {
	Setting string        `json:"setting"`
	Title   string        `json:"title"`
	Runs    int           `json:"runs"`             // pre-trainings of the study
	Samples int           `json:"samples"`          // images that they see
	Rounds  []Measurement `json:"rounds"`           // round after round, ours first
	Absent  []string      `json:"absent,omitempty"` // frameworks that could not be compared, and why
}

// Compare measures a setting. Frameworks whose module the interpreter lacks are left out, with a note in the report;
// anything else that fails is an error. What was measured before an error, or before the context ended, is returned
// with it.
func Compare(ctx context.Context, setting Setting, o Options) (report Report, err error) {
	if err := o.Validate(); err != nil {
		return Report{}, err
	}
	o = o.withDefaults()
	plan, err := runs(setting.Study)
	if err != nil {
		return Report{}, err
	}
	r := setting.Study.Recipe.WithDefaults()
	samples := len(plan) * r.Updates(setting.Study.Sizes[0].Total()) * r.Batch
	report = Report{Setting: setting.Name, Title: setting.Title, Runs: len(plan), Samples: samples}
	scratch, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return report, err
	}
	defer os.RemoveAll(scratch)
	present := o.present(ctx, &report)
	folder := filepath.Join(scratch, "exported")
	if len(present) > 0 {
		if err := export(folder, setting); err != nil {
			return report, err
		}
	}
	return report, o.rounds(ctx, setting, &report, present, scratch, folder)
}

func export(folder string, setting Setting) error {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	return Export(folder, setting.Study)
}

// present asks the interpreter for the modules of the frameworks.
func (o Options) present(ctx context.Context, report *Report) (list []framework) {
	for _, f := range frameworks() {
		if _, err := process.Pinned(ctx, o.Core, "", o.Python, "-c", "import "+f.module); err != nil {
			report.Absent = append(report.Absent, fmt.Sprintf("%s: %v", f.name, err))
			continue
		}
		list = append(list, f)
	}
	return list
}

func (o Options) rounds(ctx context.Context, setting Setting, report *Report, present []framework, scratch,
	folder string) error {
	for round := range o.Rounds {
		o.Progress(fmt.Sprintf("setting %s, round %d of %d: ours", setting.Name, round+1, o.Rounds))
		m, err := ours(ctx, o.Program, o.Core, scratch, setting.Study)
		if err != nil {
			return err
		}
		report.Rounds = append(report.Rounds, m)
		for _, f := range present {
			o.Progress(fmt.Sprintf("setting %s, round %d of %d: %s", setting.Name, round+1, o.Rounds, f.name))
			if m, err = peer(ctx, o.Python, f.script, o.Core, folder, setting.Study); err != nil {
				return err
			}
			report.Rounds = append(report.Rounds, m)
		}
	}
	return nil
}
