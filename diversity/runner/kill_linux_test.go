package runner

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/study"
)

// Real workers are killed at random moments after a checkpoint or a result, most of them while they train: on a machine
// that is too slow to come that far in between, they would all die before. The numbers are those of an undisturbed
// study.
func TestIntegrationKilledWhileTraining(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to kill workers while they train, which takes about a minute")
	}
	s := tiny()
	s.Recipe.Steps, s.Repeats = 300, 8
	want := mustRun(t, s, InProcess{})
	root := t.TempDir()
	dir := filepath.Join(root, "studies", s.Name)
	ended := make(chan error, 1)
	var got *study.Results
	go func() {
		var err error
		workers := study.Processes{Command: []string{os.Args[0]}, Count: 2, Checkpoint: 20 * time.Millisecond}
		got, err = s.Run(context.Background(), study.RunOptions{Root: root, Executor: workers})
		ended <- err
	}()
	random, kills, last := diversity.Stream(1, "kill"), 0, time.Time{}
	for running := true; running; {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
			running = false
		case <-time.After(time.Duration(random.IntN(1500)) * time.Millisecond):
			workers, now := workersOf(dir), newest(filepath.Join(dir, "checkpoints"), filepath.Join(dir, "runs"))
			if now.After(last) && len(workers) > 0 &&
				syscall.Kill(workers[random.IntN(len(workers))], syscall.SIGKILL) == nil {
				kills, last = kills+1, now
			}
		}
	}
	if kills == 0 || got.Table().String() != want.Table().String() {
		t.Errorf("after %d kills the table is\n%s\nwant\n%s", kills, got.Table(), want.Table())
	}
	taken := 0
	for i, run := range want.Runs {
		taken += got.Runs[i].Token - 1
		if !reflect.DeepEqual(got.Runs[i].Measurements, run.Measurements) || got.Runs[i].Weights != run.Weights {
			t.Errorf("%v differs", run.Run)
		}
	}
	t.Logf("%d kills, %d runs taken over", kills, taken)
}

// A run that is killed fifty times, always after it came a little further, ends with the numbers of one that is not.
func TestIntegrationFiftyKillsOfOneRun(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to kill a worker fifty times, which takes about a minute")
	}
	s := lengthy()
	s.Recipe.Steps = 4000
	want := measured(t, mustRun(t, s, InProcess{}))
	root := t.TempDir()
	dir, err := s.Save(root)
	if err != nil {
		t.Fatal(err)
	}
	random := diversity.Stream(1, "kill")
	for range 50 {
		killAfterCheckpoint(t, random, checkpointOf(root, s), "--study", dir)
	}
	c, err := pretrain.LoadCheckpoint(checkpointOf(root, s))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("after 50 kills at step %d of %d", c.Step(), c.Updates())
	results := runIn(t, s, root)
	if got := measured(t, results); got != want {
		t.Errorf("after 50 kills the study comes to\n%s\nwant\n%s", got, want)
	}
	if token := results.Runs[1].Token; token != 51 {
		t.Errorf("the run was claimed %d times, want 51", token)
	}
}

// killAfterCheckpoint starts a worker and kills it some milliseconds after it has replaced a checkpoint.
func killAfterCheckpoint(t *testing.T, random *rand.Rand, path string, arguments ...string) {
	t.Helper()
	changed := func() time.Time {
		info, err := os.Stat(path)
		if err != nil {
			return time.Time{}
		}
		return info.ModTime()
	}
	worker := exec.Command(os.Args[0], append([]string{"worker", "--checkpoint", "1ms"}, arguments...)...)
	before := changed()
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	for started := time.Now(); changed().Equal(before); time.Sleep(time.Millisecond) {
		if time.Since(started) > 5*time.Minute {
			t.Fatal("no checkpoint within five minutes")
		}
	}
	time.Sleep(time.Duration(random.IntN(30)) * time.Millisecond)
	if err := worker.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := worker.Wait(); err == nil {
		t.Fatal("the worker ended by itself: make the run longer")
	}
}

// Runs that were trained together when their worker was killed each continue from their own checkpoint, alone: nothing
// older is lost, and the results are those of an undisturbed study but for rounding.
func TestKilledReplicasAreContinued(t *testing.T) {
	s := abreast()
	alone := mustRun(t, s, InProcess{})
	root := t.TempDir()
	dir, err := s.Save(root)
	if err != nil {
		t.Fatal(err)
	}
	killAfterCheckpoint(t, diversity.Stream(1, "kill"), checkpointOfRepeat(root, s, 2), "--study", dir, "--replicas", "3")
	before := map[study.Run]float64{}
	for repeat := range s.Repeats {
		c, err := pretrain.LoadCheckpoint(checkpointOfRepeat(root, s, repeat))
		if err != nil || c.Step() == 0 {
			t.Fatalf("checkpoint %d: %+v, error %v", repeat, c, err)
		}
		before[s.RunAt(s.Sizes[0], repeat)] = c.Seconds()
	}
	results := runIn(t, s, root)
	likeAlone(t, results.Runs, alone.Runs)
	for _, r := range results.Runs {
		if seconds, trained := before[r.Run]; trained && (r.Timings.Train <= seconds || r.Token != 2) {
			t.Errorf("%v took %v s, its first part %v, in %d claims", r.Run, r.Timings.Train, seconds, r.Token)
		}
	}
}

// newest is when a file of the folders was last written.
func newest(folders ...string) (last time.Time) {
	for _, folder := range folders {
		entries, _ := os.ReadDir(folder)
		for _, entry := range entries {
			if info, err := entry.Info(); err == nil && info.ModTime().After(last) {
				last = info.ModTime()
			}
		}
	}
	return last
}

// workersOf lists the worker processes of a study's directory.
func workersOf(dir string) (processes []int) {
	entries, _ := os.ReadDir("/proc")
	for _, entry := range entries {
		process, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		command, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", process))
		if strings.HasPrefix(string(command), os.Args[0]+"\x00worker\x00--study\x00"+dir+"\x00") {
			processes = append(processes, process)
		}
	}
	return processes
}
