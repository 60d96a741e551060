package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"tradeoff/diversity/cluster"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
)

const submitText = `
Hands a study to a cluster. Its tasks are workers on the study's directory, which all nodes must see; each takes what is left to do, so that
tasks may be killed, started twice or submitted again. Computes nothing here. NAME is a study below DIVERSITY_HOME; a notebook
writes one down with Study.Save, or by running it.

--slurm submits a job array. A task that Slurm is about to end at its time limit gives its run back and goes into the
queue again.
--kubernetes writes the manifest of an Indexed Job to standard output, for kubectl apply -f -.
A study with a backbone or probe from outside this library needs --worker PROGRAM, one of your own that imports them
and calls runner.Main.
--print writes the job array's script to standard output instead of submitting it. Runs that failed before are tried
again.`

// submitStudy is the command `study submit`.
func submitStudy(ctx context.Context, std streams, c command, args []string) error {
	c.args, c.text = "NAME|DIR (--slurm | --kubernetes --image I --claim C) [options]", submitText
	set := newStudyFlags(std, c)
	o := submitOptions{std: std}
	o.register(set.FlagSet)
	dir, err := set.dir(args)
	if err != nil {
		return err
	}
	if err := o.check(set.FlagSet); err != nil {
		return err
	}
	if o.kubernetesToo {
		return o.manifest(dir)
	}
	return o.submit(ctx, dir)
}

// submitOptions are the options of the command line, as they were given.
type submitOptions struct {
	std                            streams
	slurmToo, kubernetesToo, print bool
	name, worker, memory           string
	tasks, cpus                    int
	time                           string
	slurm                          cluster.Slurm
	kubernetes                     cluster.Kubernetes
}

func (o *submitOptions) register(set *flag.FlagSet) {
	set.BoolVar(&o.slurmToo, "slurm", false, "submit a Slurm job array")
	set.BoolVar(&o.kubernetesToo, "kubernetes", false, "write a Kubernetes manifest")
	set.StringVar(&o.name, "name", "", "of the job (default that of the study)")
	set.StringVar(&o.worker, "worker", "",
		"the worker program, as the nodes see it, such as one of your own with runner.Main\n"+
			"(default what DIVERSITY_WORKER names, else this one; on Kubernetes \"kernel\")")
	set.StringVar(&o.memory, "mem", "", "memory of a task, such as 4G, on Kubernetes 4Gi")
	set.StringVar(&o.time, "time", "",
		"limit of a task, on Kubernetes of the job: 90 (minutes), 1:30:00, 2-12:00:00 or 90m")
	set.IntVar(&o.tasks, "tasks", 0, "workers that share the study (default 8)")
	set.IntVar(&o.cpus, "cpus", 0, "cores of a task (default 1)")
	o.registerSlurm(set)
	o.registerKubernetes(set)
}

func (o *submitOptions) registerSlurm(set *flag.FlagSet) {
	s := &o.slurm
	set.BoolVar(&o.print, "print", false, "Slurm: print the script, submit nothing")
	set.StringVar(&s.Array, "array", "", "Slurm: only these tasks, such as 3,7 or 0-3")
	set.IntVar(&s.MaxRunning, "max-running", 0, "Slurm: tasks at a time (default all)")
	set.StringVar(&s.Partition, "partition", "", "Slurm: partition")
	set.StringVar(&s.Account, "account", "", "Slurm: account")
	set.StringVar(&s.QOS, "qos", "", "Slurm: quality of service")
	set.StringVar(&s.Gres, "gres", "", "Slurm: such as gpu:1")
	set.StringVar(&s.LogDir, "log-dir", "",
		"Slurm: directory of the logs, which all nodes see (default logs in the study's)")
	set.BoolVar(&s.NoRequeue, "no-requeue", false, "Slurm: leave tasks that were stopped or hindered")
	set.IntVar(&s.MaxRequeues, "max-requeues", 0, "Slurm: how often a task may go back into the queue (default 20)")
	set.DurationVar(&s.SignalLead, "signal-lead", 0,
		"Slurm: how long before its limit a task is told to stop (default 1m30s)")
	set.Func("extra", "Slurm: a line for the script, \"#SBATCH --option\" or bash; may be repeated",
		func(line string) error {
			s.ExtraLines = append(s.ExtraLines, line)
			return nil
		})
}

func (o *submitOptions) registerKubernetes(set *flag.FlagSet) {
	k := &o.kubernetes
	set.StringVar(&k.Image, "image", "", "Kubernetes: container image with the kernel program")
	set.StringVar(&k.Claim, "claim", "", "Kubernetes: PersistentVolumeClaim of the root directory of all studies")
	set.StringVar(&k.Mount, "mount", "", "Kubernetes: where it is mounted (default /diversity)")
	set.StringVar(&k.Namespace, "namespace", "", "Kubernetes: namespace (default that of kubectl)")
	set.IntVar(&k.Parallelism, "parallelism", 0, "Kubernetes: workers at a time (default all)")
	set.IntVar(&k.GPU, "gpu", 0, "Kubernetes: NVIDIA devices of a worker")
	set.IntVar(&k.BackoffLimitPerIndex, "backoff-limit", 0,
		"Kubernetes: how often a worker that failed is started again (default 6)")
	set.IntVar(&k.MaxFailedIndexes, "max-failed", 0,
		"Kubernetes: the job fails with more failed workers (default any number may fail)")
	set.DurationVar(&k.Grace, "grace", 0, "Kubernetes: how long a worker may take to stop (default 30s)")
	set.Func("env", "Kubernetes: NAME=VALUE in the workers' environment; may be repeated", func(text string) error {
		name, value, found := strings.Cut(text, "=")
		if !found {
			return fmt.Errorf("want NAME=VALUE")
		}
		if k.Env == nil {
			k.Env = map[string]string{}
		}
		k.Env[name] = value
		return nil
	})
}

// check refuses options of the other scheduler, and passes on those that both have.
func (o *submitOptions) check(set *flag.FlagSet) error {
	if o.slurmToo == o.kubernetesToo {
		return usageError("want --slurm or --kubernetes")
	}
	other := "Slurm: "
	if o.slurmToo {
		other = "Kubernetes: "
	}
	var refused []string
	set.Visit(func(f *flag.Flag) {
		if strings.HasPrefix(f.Usage, other) && f.Name != "print" {
			refused = append(refused, "--"+f.Name)
		}
	})
	if len(refused) > 0 {
		return usageError("%s: only for %s", strings.Join(refused, ", "), strings.TrimSuffix(other, ": "))
	}
	return o.share()
}

func (o *submitOptions) share() error {
	if o.time != "" {
		limit, err := cluster.ParseTime(o.time)
		if err != nil {
			return codeError{err, exitUsage}
		}
		o.slurm.Time, o.kubernetes.ActiveDeadline = limit, limit
	}
	o.slurm.Name, o.kubernetes.Name = o.name, o.name
	o.slurm.Tasks, o.kubernetes.Tasks = o.tasks, o.tasks
	o.slurm.Memory, o.kubernetes.Memory = o.memory, o.memory
	o.slurm.CPUsPerTask = o.cpus
	if o.cpus != 0 {
		o.kubernetes.CPU = fmt.Sprint(o.cpus)
	}
	if o.worker != "" {
		o.slurm.Worker, o.kubernetes.Command = []string{o.worker}, []string{o.worker}
	}
	return nil
}

func (o *submitOptions) manifest(dir string) error {
	s, err := study.ReadDir(dir)
	if err != nil {
		return err
	}
	text, err := cluster.Manifest(s.Name, o.kubernetes)
	if err != nil {
		return codeError{err, exitUsage}
	}
	_, err = io.WriteString(raw(o.std.out), text)
	return err
}

// submit has Slurm compute what is missing.
func (o *submitOptions) submit(ctx context.Context, dir string) error {
	status, err := maintain.ReadStatus(dir)
	if err != nil {
		return err
	}
	if len(o.slurm.Worker) == 0 {
		program, err := workerProgram()
		if err != nil {
			return err
		}
		o.slurm.Worker = []string{program}
	}
	script, err := cluster.Script(dir, o.slurm)
	if err != nil {
		return codeError{err, exitUsage}
	}
	if o.print {
		_, err = io.WriteString(raw(o.std.out), script)
		return err
	}
	if status.Complete() {
		fmt.Fprintf(o.std.out, "%v: nothing is missing, nothing was submitted\n", status)
		return nil
	}
	s, err := study.ReadDir(dir)
	if err != nil {
		return err
	}
	if err := study.CheckWorker(ctx, o.slurm.Worker, s); err != nil {
		return err
	}
	if _, err := study.Retry(dir); err != nil {
		return err
	}
	job, err := cluster.Submit(ctx, dir, o.slurm)
	if errors.Is(err, cluster.ErrNoSlurm) {
		return codeError{err, exitMissing}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(o.std.out, "job %s computes %v\nsqueue --job %s shows its tasks, `kernel study status %s` what is done\n",
		job, status, job, dir)
	return nil
}
