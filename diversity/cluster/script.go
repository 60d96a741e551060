package cluster

import (
	"cmp"
	_ "embed"
	"fmt"
	"path/filepath"
	"strings"
	"text/template"
	"time"
)

//go:embed slurm.sh.tmpl
var slurmTemplate string

// Script returns the job array that computes the study in a directory, for sbatch. Each task is one worker. A task that
// is told to stop, 90 s before its time limit by default, ends within 5 s and goes back into the queue; so does one
// that a full disk or the like hindered. A study that cannot be computed as it is fails its tasks. The directory of the
// logs must exist before the array is submitted: see [Submit], which creates it.
//
// The directory need not exist and is not looked at. Errors are those of [Slurm.validate].
func Script(dir string, o Slurm) (string, error) {
	o, dir, err := o.complete(dir)
	if err != nil {
		return "", err
	}
	functions := template.FuncMap{"quote": shellQuote}
	parsed, err := template.New("slurm").Funcs(functions).Parse(slurmTemplate)
	if err != nil {
		return "", fmt.Errorf("cluster: %w", err)
	}
	var b strings.Builder
	err = parsed.Execute(&b, map[string]any{
		"Directives": o.directives(), "Lines": o.lines(isShell), "Requeue": !o.NoRequeue, "MaxRequeues": o.MaxRequeues,
		"Worker": shellWords(append(append([]string{}, o.Worker...), "worker", "--study", dir)), "Tasks": o.Tasks,
		"LogDir": o.LogDir,
		"Retry":  exitRetry, "Never": exitNever,
	})
	if err != nil {
		return "", fmt.Errorf("cluster: %w", err)
	}
	return b.String(), nil
}

// complete validates, and fills in what depends on the study's directory, which it makes absolute.
func (o Slurm) complete(dir string) (Slurm, string, error) {
	if err := o.validate(); err != nil {
		return o, "", err
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return o, "", fmt.Errorf("cluster: %w", err)
	}
	o = o.WithDefaults()
	o.LogDir = cmp.Or(o.LogDir, filepath.Join(dir, "logs"))
	if o.LogDir, err = filepath.Abs(o.LogDir); err != nil {
		return o, "", fmt.Errorf("cluster: %w", err)
	}
	if err := validPath("dir", dir); err != nil {
		return o, "", err
	}
	o.Name = cmp.Or(o.Name, jobName(filepath.Base(dir)))
	return o, dir, nil
}

// jobName turns the name of a directory, normally that of a study already, into one of a job.
func jobName(name string) string {
	clean := strings.Map(func(r rune) rune {
		if word.MatchString("a" + string(r)) {
			return r
		}
		return '-'
	}, name)
	clean = strings.TrimLeft(clean, "-._,:=+@/")
	if clean == "" {
		return "study"
	}
	return clean[:min(len(clean), maxNameLength)]
}

// directives are the lines for sbatch, less their "#SBATCH ".
func (o Slurm) directives() []string {
	array := o.Array
	if o.MaxRunning > 0 {
		array += fmt.Sprintf("%%%d", o.MaxRunning)
	}
	requeue := "--requeue"
	if o.NoRequeue {
		requeue = "--no-requeue"
	}
	// In the name of a log, % introduces a pattern.
	log := filepath.Join(strings.ReplaceAll(o.LogDir, "%", "%%"), "%A_%a.log")
	list := []string{
		"--job-name=" + o.Name, "--array=" + array, "--nodes=1", "--ntasks=1",
		fmt.Sprintf("--cpus-per-task=%d", o.CPUsPerTask),
		requeue, fmt.Sprintf("--signal=B:USR1@%d", int(o.SignalLead.Seconds())),
		"--open-mode=append", "--output=" + directiveQuote(log),
	}
	for _, option := range []struct{ name, value string }{
		{"partition", o.Partition}, {"account", o.Account}, {"qos", o.QOS}, {"time", slurmTime(o.Time)},
		{"mem", o.Memory}, {"gres", o.Gres},
	} {
		if option.value != "" {
			list = append(list, "--"+option.name+"="+option.value)
		}
	}
	for _, line := range o.lines(isDirective) {
		list = append(list, strings.TrimSpace(strings.TrimPrefix(line, "#SBATCH")))
	}
	return list
}

func (o Slurm) lines(kind func(string) bool) []string {
	var out []string
	for _, line := range o.ExtraLines {
		if kind(line) {
			out = append(out, line)
		}
	}
	return out
}

func isShell(line string) bool { return !isDirective(line) }

// slurmTime writes days-hours:minutes:seconds.
func slurmTime(d time.Duration) string {
	if d == 0 {
		return ""
	}
	s := int(d.Seconds())
	return fmt.Sprintf("%d-%02d:%02d:%02d", s/86400, s/3600%24, s/60%60, s%60)
}
