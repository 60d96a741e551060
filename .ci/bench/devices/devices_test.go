package devices

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const oursJSON = `{"device":"fake","speeds":{
	"together":[{"network":"MLP","rates":[{"replicas":1,"per_minute":[10]},{"replicas":8,"per_minute":[60,80,100]}]}],
	"alone":[{"network":"ResNet-18","side":64,"batch":256,"per_second":[100]}]}}`

const theirsJSON = `{"framework":"JAX","version":"1","together":[{"network":"MLP","per_minute":[8]}],
"alone":[{"network":"ResNet-18","side":64,"batch":256,"per_second":[50]},{"network":"ResNet-18","side":32,"batch":4,"per_second":[9]}]}`

// program writes a script that stands in for the kernel, or for Python.
func program(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func compare(t *testing.T, ours, python string) (Report, error) {
	t.Helper()
	return Compare(context.Background(), t.TempDir(), Options{Program: program(t, ours), Python: program(t, python),
		Device: "cuda", Rounds: 2, Progress: func(string) {}})
}

// goodOurs writes the report where it is told to: doctor --device cuda --json FILE.
const goodOurs = "cat >\"$5\" <<'END'\n" + oursJSON + "\nEND\n"

// python has JAX and no PyTorch; it prints one line of JSON.
var goodPython = `case "$*" in *"import torch"*) exit 1;; *import*) exit 0;; esac
[ "$*" = "jax_device.py --device cuda --rounds 2" ] && [ -e device.py ] || exit 3
echo noise
echo '` + strings.ReplaceAll(theirsJSON, "\n", "") + `'
`

func TestCompare(t *testing.T) {
	r, err := compare(t, goodOurs, goodPython)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := r.Print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ours, 8 at once", "80 runs/min", "60 to 100", "10.00", "2.00", "the interpreter lacks PyTorch"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if n := strings.Count(out.String(), "JAX 1"); n != 2 {
		t.Errorf("%d rows of JAX, want the two that are of the same networks\n%s", n, out.String())
	}
}

func TestCompareSaysWhatFailed(t *testing.T) {
	for want, c := range map[string][2]string{
		"no card":       {"echo no card >&2; exit 3", goodPython},
		"our report":    {"echo '{' >\"$5\"", goodPython},
		"ours.json":     {"exit 0", goodPython},
		"the report of": {goodOurs, `case "$*" in *import*) exit 0;; esac; echo nothing`},
		"out of memory": {goodOurs, `case "$*" in *import*) exit 0;; esac; echo out of memory >&2; exit 1`},
	} {
		if _, err := compare(t, c[0], c[1]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
