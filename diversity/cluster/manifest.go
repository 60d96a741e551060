package cluster

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"tradeoff/diversity/study"
)

// Manifest returns an Indexed Job of batch/v1 in YAML, for `kubectl apply -f`, which computes the study of a name in
// the volume's studies/NAME. It needs Kubernetes 1.29 or newer.
//
// A worker that is evicted or loses its node is replaced without being counted. Exit code 75, which says that the
// machine hindered it, is counted and tried again with rising delays up to BackoffLimitPerIndex: uncounted, a full disk
// would be tried for ever. Exit code 78, that the study cannot be computed as it is, fails the whole job: every index
// reads the same study. Errors are those of [Kubernetes.validate], or that of the name.
func Manifest(name string, o Kubernetes) (string, error) {
	if err := o.validate(); err != nil {
		return "", err
	}
	o = o.WithDefaults()
	dir, err := study.Study{Name: name}.Dir(o.Mount)
	if err != nil {
		return "", err
	}
	o.Name = cmp.Or(o.Name, labelOf(name, o.nameLimit()))
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(o.job(filepath.ToSlash(dir))); err != nil {
		return "", fmt.Errorf("cluster: %w", err)
	}
	return b.String(), nil
}

const containerName = "worker"

// job writes the values in the order in which people read them.
func (o Kubernetes) job(dir string) manifest {
	spec := jobSpec{
		CompletionMode: "Indexed", Completions: o.Tasks, Parallelism: o.Parallelism,
		BackoffLimitPerIndex: o.BackoffLimitPerIndex, MaxFailedIndexes: o.MaxFailedIndexes,
		ActiveDeadlineSeconds: int(o.ActiveDeadline.Seconds()), PodFailurePolicy: failurePolicy(), Template: o.template(dir),
	}
	return manifest{APIVersion: "batch/v1", Kind: "Job", Metadata: metadata{Name: o.Name, Namespace: o.Namespace},
		Spec: spec}
}

// failurePolicy is in the order in which the rules are tried; what matches none counts as a failure of its index.
func failurePolicy() podFailurePolicy {
	return podFailurePolicy{Rules: []failureRule{
		{Action: "Ignore", OnPodConditions: []podCondition{{Type: "DisruptionTarget", Status: "True"}}},
		{Action: "FailJob", OnExitCodes: &exitCodes{ContainerName: containerName, Operator: "In", Values: []int{exitNever}}},
		{Action: "Count", OnExitCodes: &exitCodes{ContainerName: containerName, Operator: "In", Values: []int{exitRetry}}},
	}}
}

func (o Kubernetes) template(dir string) podTemplate {
	resources := resources{Requests: map[string]string{"cpu": o.CPU, "memory": o.Memory},
		Limits: map[string]string{"memory": o.Memory}}
	if o.GPU > 0 {
		resources.Limits["nvidia.com/gpu"] = strconv.Itoa(o.GPU)
	}
	arguments := []string{"worker", "--study", dir, "--index", indexArgument, "--count", strconv.Itoa(o.Tasks)}
	command := literal(o.Command)
	return podTemplate{Spec: podSpec{
		RestartPolicy: "Never", TerminationGracePeriodSeconds: int(o.Grace.Seconds()),
		Containers: []container{{
			Name: containerName, Image: o.Image, Command: command, Args: append(literal(arguments[:3]), arguments[3:]...),
			Env: o.env(), Resources: resources, VolumeMounts: []volumeMount{{Name: "studies", MountPath: o.Mount}},
		}},
		Volumes: []volume{{Name: "studies", PersistentVolumeClaim: claim{ClaimName: o.Claim}}},
	}}
}

// indexArgument is replaced by the index of the pod's completion.
const indexArgument = "$(JOB_COMPLETION_INDEX)"

// literal keeps words from being read as references to variables: Kubernetes makes one dollar of two everywhere.
func literal(words []string) []string {
	out := make([]string, len(words))
	for i, word := range words {
		out[i] = strings.ReplaceAll(word, "$", "$$")
	}
	return out
}

func (o Kubernetes) env() []variable {
	all := maps.Clone(o.Env)
	if all == nil {
		all = map[string]string{}
	}
	all[study.HomeVariable] = o.Mount
	var list []variable
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, variable{name, literal([]string{all[name]})[0]})
	}
	return list
}

// labelOf turns the name of a study into that of a job.
func labelOf(name string, limit int) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune("._", r) {
			return '-'
		}
		return r
	}, strings.ToLower(name))
	return strings.TrimRight(clean[:min(len(clean), limit)], "-")
}
