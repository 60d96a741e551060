package runner

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

// Real workers are killed at random moments, most of them while they train. The numbers are those of an undisturbed
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
		workers := study.Processes{Command: []string{os.Args[0]}, Count: 2}
		got, err = s.Run(context.Background(), study.RunOptions{Root: root, Executor: workers})
		ended <- err
	}()
	random, kills := diversity.Stream(1, "kill"), 0
	for running := true; running; {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
			running = false
		case <-time.After(time.Duration(random.IntN(1500)) * time.Millisecond):
			if workers := workersOf(dir); len(workers) > 0 &&
				syscall.Kill(workers[random.IntN(len(workers))], syscall.SIGKILL) == nil {
				kills++
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
