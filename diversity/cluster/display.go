package cluster

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tradeoff/diversity/display"
)

// Fields are what the job asks of Slurm; what is left to the cluster is left out.
func (o Slurm) Fields() []display.Field {
	o = o.WithDefaults()
	return set([]display.Field{
		{
			Name:  "job",
			Value: o.Name,
		}, {Name: "tasks", Value: o.Tasks}, {Name: "array", Value: o.Array}, {Name: "at a time", Value: o.MaxRunning},
		{
			Name:  "partition",
			Value: o.Partition,
		}, {Name: "account", Value: o.Account}, {Name: "QOS", Value: o.QOS}, {Name: "time limit", Value: o.Time},
		{
			Name:  "memory",
			Value: o.Memory,
		}, {Name: "CPUs of a task", Value: o.CPUsPerTask}, {Name: "resources", Value: o.Gres},
		{Name: "further lines", Value: strings.Join(o.ExtraLines, "; ")}, {Name: "logs in", Value: o.LogDir},
		{
			Name:  "worker",
			Value: strings.Join(o.Worker, " "),
		}, {Name: "requeues, at most", Value: requeues(o)}, {Name: "signal before the limit", Value: o.SignalLead},
	})
}

func requeues(o Slurm) any {
	if o.NoRequeue {
		return "none"
	}
	return o.MaxRequeues
}

// Fields are what the job asks of Kubernetes; what is left to the cluster is left out. Of the environment only the
// names are shown.
func (o Kubernetes) Fields() []display.Field {
	o = o.WithDefaults()
	return set([]display.Field{
		{Name: "job", Value: o.Name}, {Name: "namespace", Value: o.Namespace}, {Name: "image", Value: o.Image},
		{
			Name:  "command",
			Value: strings.Join(o.Command, " "),
		}, {Name: "environment", Value: strings.Join(names(o.Env), ", ")},
		{Name: "volume claim", Value: o.Claim}, {Name: "mounted at", Value: o.Mount}, {Name: "tasks", Value: o.Tasks},
		{
			Name:  "at a time",
			Value: o.Parallelism,
		}, {Name: "CPU", Value: o.CPU}, {Name: "memory", Value: o.Memory}, {Name: "GPUs", Value: o.GPU},
		{
			Name:  "restarts of a worker",
			Value: o.BackoffLimitPerIndex,
		}, {Name: "failed workers allowed", Value: o.MaxFailedIndexes},
		{Name: "stopped after", Value: o.ActiveDeadline}, {Name: "time to stop in", Value: o.Grace},
	})
}

func names(env map[string]string) []string {
	var list []string
	for name := range env {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// set leaves out what has the zero value.
func set(fields []display.Field) []display.Field {
	return slices.DeleteFunc(fields, func(f display.Field) bool {
		return f.Value == "" || f.Value == 0 || f.Value == time.Duration(0) || fmt.Sprint(f.Value) == ""
	})
}
