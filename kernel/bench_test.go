package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestBenchRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--settings", "q,z"}, `there is no setting "z"`},
		{[]string{"--rounds", "-1"}, "Options.Rounds = -1"},
		{[]string{"--core", "99999"}, "Options.Core = 99999"},
		{[]string{"extra"}, `unexpected argument "extra"`},
		{[]string{"cells", "--cells", "1001"}, "Options.Cells = 1001"},
		{[]string{"cells", "extra"}, `unexpected argument "extra"`},
	} {
		code, _, err := call(t, "", append([]string{"bench"}, c.args...)...)
		if code != exitUsage || !strings.Contains(err, c.says) {
			t.Errorf("bench %v: exit code %d, %q, want one that says %q", c.args, code, err, c.says)
		}
	}
}

// TestIntegrationBench compares with an interpreter that has neither PyTorch nor JAX.
func TestIntegrationBench(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") == "" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to compute a study")
	}
	program := t.TempDir() + "/kernel"
	if text, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	text, err := exec.Command(program, "bench", "--rounds", "1", "--settings", "q", "--python", "false").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	for _, part := range []string{"ours", "not compared: PyTorch", "not compared: JAX"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("no %q in %s", part, text)
		}
	}
}
