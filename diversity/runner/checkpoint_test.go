package runner

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/study"
)

// lengthy is a study of one run that trains for as long as a test may wait.
func lengthy() study.Study {
	s := tiny()
	s.Recipe.Steps, s.Repeats, s.Sizes = 600, 1, s.Sizes[:1]
	return s
}

func checkpointOf(root string, s study.Study) string { return checkpointOfRepeat(root, s, 0) }

func checkpointOfRepeat(root string, s study.Study, repeat int) string {
	return filepath.Join(root, "studies", s.Name, "checkpoints", s.RunHash(s.RunAt(s.Sizes[0], repeat))+".safetensors")
}

// interrupted computes the study until the first checkpoint and returns its path.
func interrupted(t *testing.T, s study.Study, root string) string {
	t.Helper()
	return interruptedBy(t, s, root, InProcess{Checkpoint: time.Millisecond})
}

func interruptedBy(t *testing.T, s study.Study, root string, executor study.Executor) string {
	t.Helper()
	path := checkpointOf(root, s)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		for ctx.Err() == nil {
			if _, err := os.Stat(path); err == nil {
				cancel()
			}
			time.Sleep(time.Millisecond)
		}
	}()
	_, err := s.Run(ctx, study.RunOptions{Root: root, Executor: executor})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v: it was to be interrupted", err)
	}
	return path
}

func TestInterruptedRunIsContinued(t *testing.T) {
	s := lengthy()
	want := measured(t, mustRun(t, s, InProcess{}))
	root := t.TempDir()
	path := interrupted(t, s, root)
	c, err := pretrain.LoadCheckpoint(path)
	if err != nil || c.Step() >= c.Updates() || c.Updates() != 600 {
		t.Fatalf("checkpoint %+v, error %v", c, err)
	}
	results := runIn(t, s, root)
	if got := measured(t, results); got != want {
		t.Errorf("continued, the study comes to\n%s\nwant\n%s", got, want)
	}
	if train := results.Runs[1].Timings.Train; train <= c.Seconds() {
		t.Errorf("training took %v s, its first part %v", train, c.Seconds())
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) > 0 {
		t.Errorf("checkpoints are left: %v %v", left, err)
	}
}

// A checkpoint that is torn, or another training's, is set aside, and the run begins anew.
func TestCheckpointThatDoesNotServe(t *testing.T) {
	s := lengthy()
	s.Recipe.Steps = 60
	want := measured(t, mustRun(t, s, InProcess{}))
	other := lengthy()
	other.Seed = 5
	others := read(t, interrupted(t, other, t.TempDir()))
	for name, content := range map[string][]byte{"torn": others[:len(others)/2], "another's": others, "empty": nil} {
		root := t.TempDir()
		path := checkpointOf(root, s)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, content, 0o600)); err != nil {
			t.Fatal(err)
		}
		if got := measured(t, runIn(t, s, root)); got != want {
			t.Errorf("%s: the study comes to\n%s\nwant\n%s", name, got, want)
		}
		if aside := read(t, path+".damaged-1"); string(aside) != string(content) {
			t.Errorf("%s: another file was set aside", name)
		}
	}
}

// A worker that cannot write a checkpoint stops and leaves the run free.
func TestCheckpointThatCannotBeWritten(t *testing.T) {
	s, root := lengthy(), t.TempDir()
	folder := filepath.Dir(checkpointOf(root, s))
	if err := errors.Join(os.MkdirAll(filepath.Dir(folder), 0o700), os.WriteFile(folder, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	results, err := s.Run(context.Background(),
		study.RunOptions{Root: root, Executor: InProcess{Checkpoint: time.Millisecond}})
	if err == nil || results != nil && len(results.Failures) > 0 {
		t.Errorf("error %v, results %v", err, results)
	}
}

func TestCheckpointIntervalIsChecked(t *testing.T) {
	for _, every := range []time.Duration{-1, time.Microsecond, 25 * time.Hour} {
		_, err := lengthy().Run(context.Background(),
			study.RunOptions{Root: t.TempDir(), Executor: InProcess{Checkpoint: every}})
		if want := "WorkOptions.Checkpoint"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want one with %q", every, err, want)
		}
		_, err = lengthy().Run(context.Background(), study.RunOptions{Root: t.TempDir(),
			Executor: study.Processes{Command: []string{os.Args[0]}, Checkpoint: every}})
		if want := "Processes.Checkpoint"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want one with %q", every, err, want)
		}
	}
}
