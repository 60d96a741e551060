package cluster

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"tradeoff/diversity"
)

// Kubernetes says how a study becomes an Indexed Job. Image and Claim must be given.
type Kubernetes struct {
	Name      string            // of the job; "" means one made from the study's name
	Namespace string            // "" means that of the kubectl context
	Image     string            // a container image with the kernel program
	Command   []string          // the program in it and first arguments; empty means "kernel"
	Env       map[string]string // further environment variables of the workers

	Claim string // name of the PersistentVolumeClaim with the root directory of all studies, writable by many nodes
	Mount string // where it is mounted and DIVERSITY_HOME points to, an absolute path; "" means "/diversity"

	Tasks       int    // completions: workers that share the study, 1..100000; 0 means 8
	Parallelism int    // workers at a time; 0 means all
	CPU         string // of a worker, such as "1" or "500m"; "" means "1"
	Memory      string // of a worker, such as "2Gi"; "" means "2Gi"
	GPU         int    // NVIDIA devices of a worker, 0..64

	BackoffLimitPerIndex int           // how often a worker that failed is started again, 1..10000; 0 means 6
	MaxFailedIndexes     int           // with more failed workers than this the job fails; 0 means that none is too many
	ActiveDeadline       time.Duration // after which the job is stopped, from 1 s; 0 means never
	Grace                time.Duration // that a worker has to stop in, 5 s to 1 h; 0 means 30 s
}

const (
	defaultBackoff = 6
	maxBackoff     = 10_000
	maxGPUs        = 64
	defaultGrace   = 30 * time.Second
	minGrace       = 5 * time.Second // what a worker needs to give its run back
	maxGrace       = time.Hour
	maxLabel       = 63
)

// WithDefaults returns the options with the defaults that do not depend on the study written out.
func (o Kubernetes) WithDefaults() Kubernetes {
	o.Tasks = cmp.Or(o.Tasks, defaultTasks)
	o.Parallelism = cmp.Or(o.Parallelism, o.Tasks)
	o.BackoffLimitPerIndex = cmp.Or(o.BackoffLimitPerIndex, defaultBackoff)
	o.Grace = cmp.Or(o.Grace, defaultGrace)
	for _, field := range []struct {
		value *string
		text  string
	}{{&o.Mount, "/diversity"}, {&o.CPU, "1"}, {&o.Memory, "2Gi"}} {
		if *field.value == "" {
			*field.value = field.text
		}
	}
	if len(o.Command) == 0 {
		o.Command = []string{"kernel"}
	}
	return o
}

// validate returns an error wrapping diversity.ErrInvalid that names the field.
func (o Kubernetes) validate() error {
	o = o.WithDefaults()
	checks := []func() error{o.validCounts, o.validTimes, o.validNames, o.validMount, o.validTexts}
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (o Kubernetes) validCounts() error {
	for _, field := range []struct {
		name            string
		value, low, top int
	}{
		{"Tasks", o.Tasks, 1, maxTasks},
		{"Parallelism", o.Parallelism, 1, maxTasks},
		{"GPU", o.GPU, 0, maxGPUs},
		{"BackoffLimitPerIndex", o.BackoffLimitPerIndex, 1, maxBackoff},
		{"MaxFailedIndexes", o.MaxFailedIndexes, 0, o.Tasks},
	} {
		if field.value < field.low || field.value > field.top {
			return diversity.Invalid("Kubernetes."+field.name, field.value, fmt.Sprintf("%d..%d", field.low, field.top))
		}
	}
	return nil
}

func (o Kubernetes) validTimes() error {
	if o.Grace < minGrace || o.Grace > maxGrace {
		return diversity.Invalid("Kubernetes.Grace", o.Grace,
			fmt.Sprintf("%v..%v, or 0 for %v", minGrace, maxGrace, defaultGrace))
	}
	if o.ActiveDeadline != 0 && o.ActiveDeadline < time.Second {
		return diversity.Invalid("Kubernetes.ActiveDeadline", o.ActiveDeadline, "at least 1s, or 0 for none")
	}
	return nil
}

// What the API server accepts, as its validation writes it.
var (
	dnsLabel     = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`)
	dnsSubdomain = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)
	quantity     = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,3})?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$`)
	imageName    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/@-]*$`)
	envName      = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

func (o Kubernetes) validNames() error {
	for _, field := range []struct {
		name, value string
		optional    bool
		limit       int
		pattern     *regexp.Regexp
		allowed     string
	}{
		{"Name", o.Name, true, o.nameLimit(), dnsLabel, "lower-case letters, digits and -"},
		{"Namespace", o.Namespace, true, maxLabel, dnsLabel, "lower-case letters, digits and -"},
		{"Claim", o.Claim, false, 253, dnsSubdomain, "the name of a PersistentVolumeClaim"},
		{"Image", o.Image, false, 1024, imageName, `a container image, such as "registry.example.org/kernel:1"`},
		{"CPU", o.CPU, false, 20, quantity, `a number of cores, such as "1" or "500m"`},
		{"Memory", o.Memory, false, 20, quantity, `a number of bytes, such as "2Gi"`},
	} {
		empty := field.value == ""
		if empty && field.optional {
			continue
		}
		if empty || len(field.value) > field.limit || !field.pattern.MatchString(field.value) {
			return diversity.Invalid("Kubernetes."+field.name, fmt.Sprintf("%q", field.value),
				fmt.Sprintf("%s, at most %d", field.allowed, field.limit))
		}
	}
	return nil
}

// nameLimit leaves room in a label for the index that the name of a pod ends with.
func (o Kubernetes) nameLimit() int { return maxLabel - len(fmt.Sprintf("-%d", o.Tasks-1)) }

func (o Kubernetes) validMount() error {
	if !path.IsAbs(o.Mount) || path.Clean(o.Mount) == "/" || strings.Contains(o.Mount, ":") {
		return diversity.Invalid("Kubernetes.Mount", fmt.Sprintf("%q", o.Mount),
			"an absolute path other than / without a colon")
	}
	return validText("Kubernetes.Mount", o.Mount)
}

func (o Kubernetes) validTexts() error {
	for i, word := range o.Command {
		if err := validText(fmt.Sprintf("Kubernetes.Command[%d]", i), word); err != nil || word == "" {
			return diversity.Invalid(fmt.Sprintf("Kubernetes.Command[%d]", i), fmt.Sprintf("%q", word),
				"text without control characters")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.Env)) {
		if !envName.MatchString(name) {
			return diversity.Invalid("Kubernetes.Env", fmt.Sprintf("%q", name), "letters, digits and _ as names")
		}
		if err := validText("Kubernetes.Env["+name+"]", o.Env[name]); err != nil {
			return err
		}
	}
	return nil
}
