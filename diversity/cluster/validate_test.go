package cluster

import (
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

func TestSlurmRefuses(t *testing.T) {
	worker := []string{"/kernel"}
	for field, options := range map[string][]Slurm{
		"Slurm.Tasks":       {{Tasks: -1}, {Tasks: maxTasks + 1}},
		"Slurm.MaxRunning":  {{MaxRunning: -1}},
		"Slurm.CPUsPerTask": {{CPUsPerTask: -2}},
		"Slurm.MaxRequeues": {{MaxRequeues: -1}},
		"Slurm.Array": {{Array: "8"}, {Array: "0-8"}, {Array: "3-1"}, {Array: "1,"}, {Array: "0-7%2"}, {Array: "a"},
			{Array: "1;reboot"}},
		"Slurm.SignalLead": {{SignalLead: time.Second}, {SignalLead: 20 * time.Hour}},
		"Slurm.Time":       {{Time: time.Minute}, {Time: -time.Hour}, {Time: time.Hour, SignalLead: time.Hour}},
		"Slurm.Name":       {{Name: "-x"}, {Name: "a b"}, {Name: strings.Repeat("x", 101)}},
		"Slurm.Partition":  {{Partition: "a\n#SBATCH --wrap=x"}, {Partition: "$(x)"}},
		"Slurm.Account":    {{Account: "a b"}},
		"Slurm.QOS":        {{QOS: "'"}},
		"Slurm.Gres":       {{Gres: "gpu:1 --uid=0"}},
		"Slurm.Memory":     {{Memory: "4 GB"}, {Memory: "0"}, {Memory: "-1G"}},
		"Slurm.LogDir":     {{LogDir: "a\nb"}, {LogDir: `a\b`}},
		"Slurm.Worker[0]":  {{Worker: []string{"kernel"}}, {Worker: []string{"/a\nb"}}, {Worker: []string{""}}},
		"Slurm.Worker[1]":  {{Worker: []string{"/kernel", "a\x00b"}}},
		"Slurm.ExtraLines[0]": {{ExtraLines: []string{"a\nb"}}, {ExtraLines: []string{"#SBATCH --array=1"}},
			{ExtraLines: []string{"#SBATCH -o x"}}, {ExtraLines: []string{"\xff"}}},
	} {
		for _, o := range options {
			if len(o.Worker) == 0 {
				o.Worker = worker
			}
			_, err := Script("/studies/letters", o)
			var invalid *diversity.FieldError
			if !errors.As(err, &invalid) || invalid.Field != field || !errors.Is(o.validate(), diversity.ErrInvalid) {
				t.Errorf("%+v: %v, want an error about %s", o, err, field)
			}
		}
	}
	t.Setenv(study.WorkerVariable, "")
	if _, err := Script("/studies/letters", Slurm{}); !errors.Is(err, study.ErrNoWorker) ||
		!strings.Contains(err.Error(), study.WorkerVariable) {
		t.Errorf("no worker: %v", err)
	}
	for _, dir := range []string{"a\nb", "a\x1bb", `a\b`, "a\xffb"} {
		if _, err := Script(dir, Slurm{Worker: worker}); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("directory %q: %v", dir, err)
		}
	}
}

func TestKubernetesRefuses(t *testing.T) {
	for field, options := range map[string][]Kubernetes{
		"Kubernetes.Tasks":                {{Tasks: -1}, {Tasks: maxTasks + 1}},
		"Kubernetes.Parallelism":          {{Parallelism: -1}},
		"Kubernetes.GPU":                  {{GPU: -1}, {GPU: 65}},
		"Kubernetes.BackoffLimitPerIndex": {{BackoffLimitPerIndex: -1}},
		"Kubernetes.MaxFailedIndexes":     {{MaxFailedIndexes: 9}},
		"Kubernetes.Grace":                {{Grace: time.Second}, {Grace: 2 * time.Hour}},
		"Kubernetes.ActiveDeadline":       {{ActiveDeadline: -1}, {ActiveDeadline: time.Millisecond}},
		"Kubernetes.Name":                 {{Name: "A"}, {Name: "a_b"}, {Name: strings.Repeat("x", 62)}},
		"Kubernetes.Namespace":            {{Namespace: "a/b"}},
		"Kubernetes.Claim":                {{Claim: "-"}},
		"Kubernetes.Image":                {{Image: "a b"}, {Image: "-a"}},
		"Kubernetes.CPU":                  {{CPU: "one"}, {CPU: "-1"}},
		"Kubernetes.Memory":               {{Memory: "2GB"}},
		"Kubernetes.Mount":                {{Mount: "studies"}, {Mount: "/"}, {Mount: "/a:b"}, {Mount: "/a\nb"}},
		"Kubernetes.Command[0]":           {{Command: []string{""}}, {Command: []string{"a\nb"}}},
		"Kubernetes.Env":                  {{Env: map[string]string{"A-B": ""}}},
		"Kubernetes.Env[A]":               {{Env: map[string]string{"A": "\x00"}}},
	} {
		for _, o := range options {
			if o.Claim == "" {
				o.Claim = "studies"
			}
			if o.Image == "" {
				o.Image = "kernel"
			}
			_, err := Manifest("letters", o)
			var invalid *diversity.FieldError
			if !errors.As(err, &invalid) || invalid.Field != field || !errors.Is(o.validate(), diversity.ErrInvalid) {
				t.Errorf("%+v: %v, want an error about %s", o, err, field)
			}
		}
	}
	for _, o := range []Kubernetes{{Image: "kernel"}, {Claim: "studies"}} {
		if _, err := Manifest("letters", o); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if _, err := Manifest("a/b", Kubernetes{Image: "kernel", Claim: "studies"}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("the name of no study: %v", err)
	}
}

func TestParseTime(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90": 90 * time.Minute, "90:30": 90*time.Minute + 30*time.Second, "1:30:00": 90 * time.Minute, "2-12": 60 * time.Hour,
		"2-12:30": 60*time.Hour + 30*time.Minute, "0-00:00:05": 5 * time.Second, "90m": 90 * time.Minute,
		"1h30m": 90 * time.Minute, "0": 0,
	} {
		if got, err := ParseTime(text); err != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-5", "-5m", "1-", "1:2:3:4", "5 m", "infinite", "1-2:3:4:5", "1234567"} {
		if got, err := ParseTime(text); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
}

// Whatever is a time is written so that it is read again.
func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{"90", "1:30:00", "2-12:00:00", "90m", "-", "9999-99:99:99"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseTime(text)
		if err != nil || d == 0 || d > 9999*24*time.Hour {
			return
		}
		d = d.Truncate(time.Second)
		if again, err := ParseTime(slurmTime(max(d, time.Second))); err != nil || again != max(d, time.Second) {
			t.Errorf("%q is %v, written %s, read %v, %v", text, d, slurmTime(d), again, err)
		}
	})
}

// A word of the shell is what was quoted, and nothing else happens.
func FuzzShellQuote(f *testing.F) {
	for _, seed := range []string{"a", "it's", `"$HOME" \ ;|&`, "`x`", "~", "", "-n", "#", "é\t*", "!x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if validText("text", text) != nil {
			return
		}
		if out, err := exec.Command("bash", "-c", "printf %s "+shellQuote(text)).Output(); err != nil || string(out) != text {
			t.Errorf("%q became %q, %v", text, out, err)
		}
	})
}

func TestJobName(t *testing.T) {
	for name, want := range map[string]string{"letters": "letters", "a b$c": "a-b-c", "-x": "x", "日": "study",
		"": "study"} {
		if got := jobName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
