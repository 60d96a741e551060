package kubernetes

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// manifests are the golden files of package cluster.
func manifests(t *testing.T) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("../../diversity/cluster/testdata/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%v: %v", paths, err)
	}
	files := map[string][]byte{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = text
	}
	return files
}

func TestManifestsAreValid(t *testing.T) {
	for name, text := range manifests(t) {
		if err := Check(text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The check must be able to fail, on what the manifests are made for.
func TestCheckRefuses(t *testing.T) {
	text := manifests(t)["default.yaml"]
	for _, c := range []struct{ old, new, want string }{
		{"restartPolicy: Never", "restartPolicy: OnFailure", `only "Never" is supported when podFailurePolicy`},
		{"completionMode: Indexed", "completionMode: NonIndexed", "backoffLimitPerIndex"},
		{"completions: 8", "complations: 8", "unknown field"},
		{"action: FailJob", "action: Stop", "Unsupported value"},
		{"values: [78]", "values: [78, 0]", "must not be 0"},
		{"containerName: worker", "containerName: work", "must be one of the container"},
		{"memory: 2Gi", "memory: 2GB", "quantities must match"},
		{"image: registry.example.org/kernel:1", "image: \"\"", "image: Required"},
		{"name: letters-v2-a", "name: letters.V2_a", "metadata.name"},
		{"claimName: studies", "claimName: \"\"", "claimName: Required"},
		{"mountPath: /diversity", "mountPath: \"\"", "mountPath: Required"},
	} {
		bad := bytes.ReplaceAll(text, []byte(c.old), []byte(c.new))
		if err := Check(bad); bytes.Equal(bad, text) || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want %q, have %v", c.new, c.want, err)
		}
	}
}
