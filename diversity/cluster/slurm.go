package cluster

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

// Slurm says how a study becomes a job array. The zero value asks for 8 tasks of one core each on the cluster's default
// partition, computed by the program that DIVERSITY_WORKER names.
type Slurm struct {
	Name       string // of the job; "" means that of the study's directory
	Tasks      int    // workers that share the study, 1..100000; 0 means 8
	Array      string // the tasks to submit, such as "3,7" or "0-3"; "" means all of them
	MaxRunning int    // tasks at a time; 0 means as many as the cluster gives

	Partition   string
	Account     string
	QOS         string
	Time        time.Duration // limit of a task, longer than SignalLead; 0 means the partition's own
	Memory      string        // of a task, such as "4G"; "" means the partition's own
	CPUsPerTask int           // 1..1024; 0 means 1, all that a worker on CPU uses
	Gres        string        // such as "gpu:1"
	ExtraLines  []string      // "#SBATCH --option" lines, and lines of bash that precede the worker ("module load cuda")

	LogDir string   // of the files JOB_TASK.log, on the shared file system; "" means logs/ in the study's directory
	Worker []string // program and first arguments, an absolute path on the nodes; empty means what DIVERSITY_WORKER names

	NoRequeue   bool          // a task that was stopped or hindered is left for the user to submit again
	MaxRequeues int           // how often a task puts itself back into the queue, 1..10000; 0 means 20
	SignalLead  time.Duration // a task is told so long before its time limit, 10 s to 18 h; 0 means 90 s
}

const (
	defaultTasks       = 8
	maxTasks           = 100_000
	maxCPUs            = 1024
	defaultMaxRequeues = 20
	maxMaxRequeues     = 10_000
	defaultSignalLead  = 90 * time.Second
	minSignalLead      = 10 * time.Second
	maxSignalLead      = 65535 * time.Second // sbatch takes no more
	maxNameLength      = 100
)

// WithDefaults returns the options with the defaults that do not depend on the study written out.
func (o Slurm) WithDefaults() Slurm {
	o.Tasks = cmp.Or(o.Tasks, defaultTasks)
	o.CPUsPerTask = cmp.Or(o.CPUsPerTask, 1)
	o.MaxRequeues = cmp.Or(o.MaxRequeues, defaultMaxRequeues)
	o.SignalLead = cmp.Or(o.SignalLead, defaultSignalLead)
	o.Array = cmp.Or(o.Array, fmt.Sprintf("0-%d", o.Tasks-1))
	if program := os.Getenv(study.WorkerVariable); len(o.Worker) == 0 && program != "" {
		o.Worker = []string{program}
	}
	return o
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, or study.ErrNoWorker if no program is
// given to compute with.
func (o Slurm) validate() error {
	o = o.WithDefaults()
	checks := []func() error{o.validCounts, o.validArray, o.validTimes, o.validWords, o.validExtraLines, o.validWorker}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (o Slurm) validCounts() error {
	for _, field := range []struct {
		name            string
		value, low, top int
	}{
		{"Tasks", o.Tasks, 1, maxTasks},
		{"MaxRunning", o.MaxRunning, 0, maxTasks},
		{"CPUsPerTask", o.CPUsPerTask, 1, maxCPUs},
		{"MaxRequeues", o.MaxRequeues, 1, maxMaxRequeues},
	} {
		if field.value < field.low || field.value > field.top {
			return diversity.Invalid("Slurm."+field.name, field.value, fmt.Sprintf("%d..%d", field.low, field.top))
		}
	}
	return nil
}

func (o Slurm) validTimes() error {
	if o.SignalLead < minSignalLead || o.SignalLead > maxSignalLead {
		return diversity.Invalid("Slurm.SignalLead", o.SignalLead, fmt.Sprintf("%v..%v", minSignalLead, maxSignalLead))
	}
	if o.Time != 0 && o.Time <= o.SignalLead {
		return diversity.Invalid("Slurm.Time", o.Time, fmt.Sprintf("longer than SignalLead, %v", o.SignalLead))
	}
	return nil
}

// The options that are words: what Slurm itself allows in them, less everything that a shell could take for more.
var (
	word   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._,:=+@/-]*$`)
	memory = regexp.MustCompile(`^[1-9][0-9]{0,8}[KMGT]?$`)
)

func (o Slurm) validWords() error {
	for _, field := range []struct {
		name, value, allowed string
		pattern              *regexp.Regexp
	}{
		{"Name", o.Name, "letters, digits and . _ , : = + @ / -", word},
		{"Partition", o.Partition, "a partition or several, with commas", word},
		{"Account", o.Account, "letters, digits and . _ , : = + @ / -", word},
		{"QOS", o.QOS, "letters, digits and . _ , : = + @ / -", word},
		{"Gres", o.Gres, `such as "gpu:1" or "gpu:a100:1"`, word},
		{"Memory", o.Memory, `a number with K, M, G or T, such as "4G"`, memory},
	} {
		if field.value != "" && (len(field.value) > maxNameLength || !field.pattern.MatchString(field.value)) {
			return diversity.Invalid("Slurm."+field.name, fmt.Sprintf("%q", field.value), field.allowed)
		}
	}
	return validPath("Slurm.LogDir", o.LogDir)
}

func (o Slurm) validWorker() error {
	if len(o.Worker) == 0 {
		return fmt.Errorf("%w: set Slurm.Worker, or %s, to the kernel program, at a path that the nodes see too",
			study.ErrNoWorker, study.WorkerVariable)
	}
	if !filepath.IsAbs(o.Worker[0]) {
		return diversity.Invalid("Slurm.Worker[0]", fmt.Sprintf("%q", o.Worker[0]), "an absolute path: tasks run elsewhere")
	}
	for i, argument := range o.Worker {
		if err := validText(fmt.Sprintf("Slurm.Worker[%d]", i), argument); err != nil {
			return err
		}
	}
	return nil
}

// owned are the options of sbatch that the script depends on.
var owned = regexp.MustCompile(`(^|\s)(--(array|signal|open-mode|output|ntasks|nodes|requeue|no-requeue|wrap)\b|-[aonN])`)

func (o Slurm) validExtraLines() error {
	for i, line := range o.ExtraLines {
		field := fmt.Sprintf("Slurm.ExtraLines[%d]", i)
		if err := validText(field, line); err != nil {
			return err
		}
		if isDirective(line) && owned.MatchString(line) {
			return diversity.Invalid(field, fmt.Sprintf("%q", line),
				"no --array, --signal, --output, --open-mode, --ntasks, --nodes, --requeue or --wrap, which the script sets")
		}
	}
	return nil
}

func isDirective(line string) bool { return strings.HasPrefix(line, "#SBATCH") }

// validText refuses what cannot be one line of a script.
func validText(field, text string) error {
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) || !isUTF8(text) {
		return diversity.Invalid(field, fmt.Sprintf("%q", text), "text without line breaks and other control characters")
	}
	return nil
}

// validPath also refuses backslashes: in names of log files they have a meaning to Slurm that cannot be escaped.
func validPath(field, path string) error {
	if strings.Contains(path, `\`) {
		return diversity.Invalid(field, fmt.Sprintf("%q", path), "a path without backslashes")
	}
	return validText(field, path)
}
