package runner

import (
	"context"
	"os"
	"testing"
	"time"

	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/study"
)

// abreast is a study of three runs that train together for as long as a test may wait.
func abreast() study.Study {
	s := repeated()
	s.Recipe.Steps = 300
	return s
}

// Runs that are trained together and stopped are continued together, to the same bits.
func TestInterruptedReplicasAreContinued(t *testing.T) {
	s := abreast()
	want := mustRun(t, s, InProcess{Replicas: 3})
	root := t.TempDir()
	interruptedBy(t, s, root, InProcess{Replicas: 3, Checkpoint: time.Millisecond})
	var before float64
	for repeat := range s.Repeats {
		c, err := pretrain.LoadCheckpoint(checkpointOfRepeat(root, s, repeat))
		if err != nil || c.Step() == 0 || c.Step() >= c.Updates() {
			t.Fatalf("checkpoint %d: %+v, error %v", repeat, c, err)
		}
		before = c.Seconds()
	}
	got, err := s.Run(context.Background(), study.RunOptions{Root: root, Executor: InProcess{Replicas: 3}})
	if err != nil {
		t.Fatal(err)
	}
	if measured(t, got) != measured(t, want) {
		t.Errorf("continued, the study comes to\n%s\nwant\n%s", measured(t, got), measured(t, want))
	}
	for _, r := range got.Runs {
		if !r.Run.Control && (before <= 0 || r.Timings.Train <= before) {
			t.Errorf("%v: training took %v s, its first part %v", r.Run, r.Timings.Train, before)
		}
	}
}

// Of several runs whose checkpoints are damaged, or are gone, those begin anew, and all come to the same bits.
func TestReplicaCheckpointsThatDoNotServe(t *testing.T) {
	s := abreast()
	want := measured(t, mustRun(t, s, InProcess{Replicas: 3}))
	root := t.TempDir()
	path := interruptedBy(t, s, root, InProcess{Replicas: 3, Checkpoint: time.Millisecond})
	if err := os.Truncate(path, 100); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(checkpointOfRepeat(root, s, 1)); err != nil {
		t.Fatal(err)
	}
	got, err := s.Run(context.Background(), study.RunOptions{Root: root, Executor: InProcess{Replicas: 3}})
	if err != nil {
		t.Fatal(err)
	}
	if have := measured(t, got); have != want {
		t.Errorf("the study comes to\n%s\nwant\n%s", have, want)
	}
	if aside := read(t, path+".damaged-1"); len(aside) != 100 {
		t.Errorf("another file was set aside")
	}
}
