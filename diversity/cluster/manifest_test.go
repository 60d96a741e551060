package cluster

import (
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

func TestManifestIsTheGoldenFile(t *testing.T) {
	for name, o := range map[string]Kubernetes{
		"default.yaml": {Image: "registry.example.org/kernel:1", Claim: "studies"},
		"everything.yaml": {
			Name: "sweep", Namespace: "lab", Image: "registry.example.org:5000/lab/kernel@sha256:0123",
			Command: []string{"/opt/$(x)/kernel"},
			Env:     map[string]string{"XLA_FLAGS": "--a --b", "YES": "yes", "QUOTED": "it's \"$(HOME)\" # no comment"},
			Claim:   "studies", Mount: "/mnt/a $(b)",
			Tasks: 100, Parallelism: 20, CPU: "500m", Memory: "4Gi", GPU: 1, BackoffLimitPerIndex: 3, MaxFailedIndexes: 5,
			ActiveDeadline: 36 * time.Hour, Grace: time.Minute,
		},
	} {
		text, err := Manifest("letters.V2_a", o)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, text)
	}
}

// What users write must come out as it went in, whatever YAML makes of it unquoted.
func FuzzManifestKeepsTexts(f *testing.F) {
	for _, seed := range []string{"yes", "1e3", "- x", "a: b", "#", "'", "\t", "é", "$(X)", "$$(X)", "", " "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		text, err := Manifest("letters", Kubernetes{Image: "kernel", Claim: "studies", Env: map[string]string{"A": value}})
		if err != nil {
			return
		}
		var read manifest
		if err := yaml.Unmarshal([]byte(text), &read); err != nil {
			t.Fatalf("%q: %v\n%s", value, err, text)
		}
		if got := strings.ReplaceAll(read.Spec.Template.Spec.Containers[0].Env[0].Value, "$$", "$"); got != value {
			t.Errorf("%q became %q", value, got)
		}
	})
}

func TestLabelOf(t *testing.T) {
	for name, want := range map[string]string{"letters.V2_a": "letters-v2-a", "A-": "a",
		strings.Repeat("x", 99): strings.Repeat("x", 61)} {
		if got := labelOf(name, 61); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
