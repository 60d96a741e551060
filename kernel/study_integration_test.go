package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/export"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
)

// TestIntegrationStudy interrupts and resumes a study whose runs are really trained, with the program as a user has it.
func TestIntegrationStudy(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to build the program and train the runs of a small study: takes a minute")
	}
	program := filepath.Join(t.TempDir(), "kernel")
	putProgram(t, program)
	t.Setenv("GOMLX_BACKEND", "go") // the same numbers everywhere
	t.Setenv(study.HomeVariable, t.TempDir())
	s := letters(t)
	s.Recipe = recipe.Recipe{Epochs: 200}
	s.Sizes, s.Repeats = []diversity.Size{{Classes: 2, PerClass: 16}, {Classes: 4, PerClass: 8},
		{Classes: 8, PerClass: 4}}, 8
	dir, err := s.Save("")
	if err != nil {
		t.Fatal(err)
	}
	interruptResume(t, program, dir)
	for _, line := range []string{"resume letters", "status letters", "check letters"} {
		if out, err := exec.Command(program,
			append([]string{"study"}, strings.Fields(line)...)...).CombinedOutput(); err != nil {
			t.Fatalf("study %s: %v: %s", line, err, out)
		}
	}
	text, err := exec.Command(program, "study", "export", "letters", "--csv", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := export.ReadCSV(bytes.NewReader(text))
	points, err2 := export.Points(rows, study.Metric{})
	if err := errors.Join(err, err2); err != nil || len(rows) != 32 || len(points) != 24 {
		t.Errorf("%v: %d rows, %d points", err, len(rows), len(points))
	}
}

// interruptResume sends Ctrl-C after the first result.
func interruptResume(t *testing.T, program, dir string) {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.Command(program, "study", "resume", "letters", "--workers", "2")
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for done := 0; done == 0; time.Sleep(5 * time.Millisecond) {
		found, _ := filepath.Glob(filepath.Join(dir, "runs", "*.json"))
		done = len(found)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Fatalf("%v, want exit code %d: %s", err, exitInterrupted, &out)
	}
	status, err := maintain.ReadStatus(dir)
	if err != nil || status.Counts[maintain.Done]+status.Counts[maintain.Waiting] != status.Total || status.Complete() {
		t.Errorf("after the interrupt: %v, %v", err, status)
	}
}
