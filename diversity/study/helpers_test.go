package study

import (
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study/internal/claims"
)

// The test binary is its own worker program: started as `BINARY worker --study DIR` it computes runs with a stub that
// trains nothing. Environment variables say how it misbehaves.
const (
	logVariable   = "STUDY_TEST_LOG"   // file that gets the hash of every run that is begun
	delayVariable = "STUDY_TEST_DELAY" // milliseconds that a run takes
	killVariable  = "STUDY_TEST_KILL"  // number of the run of a worker in which it kills itself, from 1
	failVariable  = "STUDY_TEST_FAIL"  // Spec of a run that fails
	poolVariable  = "STUDY_TEST_POOL"  // poolDir, for a process that runs the study itself
	exitVariable  = "STUDY_TEST_EXIT"  // message on standard error with which the worker gives up at once
	loopVariable  = "STUDY_TEST_LOOP"  // repeats of the study that the process runs itself, with two workers
	deafVariable  = "STUDY_TEST_DEAF"  // not empty: a run goes on although its context has ended
)

// again begins the log line of a run that is begun although its result is there.
const again = "again:"

func TestMain(m *testing.M) {
	if len(os.Args) > 3 && os.Args[1] == "worker" {
		os.Exit(stubWorker(os.Args[3], os.Args[4:]))
	}
	if len(os.Args) == 3 && os.Args[1] == "parent" {
		os.Exit(stubParent(os.Args[2]))
	}
	if len(os.Args) == 5 && os.Args[1] == "crash" {
		os.Exit(stubCrash(os.Args[2], os.Args[3], os.Args[4]))
	}
	dir, err := os.MkdirTemp("", "study-test")
	if err != nil {
		panic(err)
	}
	poolDir = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// poolDir holds the image files of small. Omniglot takes a worker half a second to unpack with the race detector.
var poolDir string

// pools are those that tiny has opened. Parallel tests make and open them one at a time.
var (
	pools   = map[string]pool.Pool{}
	poolsMu sync.Mutex
)

// tiny opens a pool of small random images from files, as a worker can too: 20 images of each class.
func tiny(name string, classes int) pool.Pool {
	poolsMu.Lock()
	defer poolsMu.Unlock()
	if opened, have := pools[name]; have {
		return opened
	}
	images, labels := filepath.Join(poolDir, name+"-images.idx"), filepath.Join(poolDir, name+"-labels.idx")
	p, err := pool.IDX(images, labels)
	if errors.Is(err, os.ErrNotExist) {
		writeIDX(images, labels, classes, 20)
		p, err = pool.IDX(images, labels)
	}
	if err != nil {
		panic(err)
	}
	p = p.Named(name)
	pools[name] = p
	return p
}

// unregisterPool has tiny make a pool anew.
func unregisterPool(name string) {
	poolsMu.Lock()
	defer poolsMu.Unlock()
	delete(pools, name)
}

func writeIDX(imagesPath, labelsPath string, classes, perClass int) {
	total := uint32(classes * perClass)
	images := binary.BigEndian.AppendUint32([]byte{0, 0, 8, 3}, total)
	images = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(images, 3), 3)
	labels := binary.BigEndian.AppendUint32([]byte{0, 0, 8, 1}, total)
	random := diversity.Stream(uint64(classes), "test") // pools of different sizes share no image
	for i := range int(total) {
		labels = append(labels, byte(i%classes))
		for range 9 {
			images = append(images, byte(random.IntN(256)))
		}
	}
	if err := errors.Join(os.WriteFile(imagesPath, images, 0o600), os.WriteFile(labelsPath, labels, 0o600)); err != nil {
		panic(err)
	}
}

func stubWorker(dir string, args []string) int {
	if message := os.Getenv(exitVariable); message != "" {
		fmt.Fprintln(os.Stderr, message)
		return 3
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	store, err := OpenDir(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer store.Close()
	runs, err := stubRuns(store, args)
	if err == nil {
		err = store.Work(ctx, runs, stubCompute(store))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitRetry
	}
	return 0
}

// stubRuns reads the flags of a worker.
func stubRuns(store *Store, args []string) (runs []Run, err error) {
	set := flag.NewFlagSet("worker", flag.ContinueOnError)
	set.Func("run", "", func(spec string) error {
		run, err := store.Study().ParseRun(spec)
		runs = append(runs, run)
		return err
	})
	lease := set.Duration("lease", 0, "")
	if err := errors.Join(set.Parse(args), store.SetLease(*lease)); err != nil || len(runs) > 0 {
		return runs, err
	}
	return store.Study().Plan()
}

// stubParent is a process that runs a study with workers.
func stubParent(root string) int {
	poolDir = os.Getenv(poolVariable)
	s, count := small(), 1
	if repeats, err := strconv.Atoi(os.Getenv(loopVariable)); err == nil {
		s.Repeats, count = repeats, 2
	}
	if _, err := s.Run(context.Background(), RunOptions{Root: root, Executor: workers(count)}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func stubCompute(store *Store) Compute {
	begun := 0
	return func(ctx context.Context, order Assignment) (Result, error) {
		run := order.Run
		begun++
		line := store.Study().RunHash(run)
		if _, err := store.Result(run); err == nil {
			line = again + line
		}
		if err := logBegun(line); err != nil {
			return Result{}, err
		}
		if os.Getenv(killVariable) == strconv.Itoa(begun) {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		if os.Getenv(failVariable) == run.Spec() {
			return Result{Device: "stub"}, errors.New("training diverged at step 7")
		}
		delay, _ := strconv.Atoi(os.Getenv(delayVariable))
		if os.Getenv(deafVariable) != "" {
			ctx = context.Background()
		}
		select {
		case <-ctx.Done():
			return Result{}, ctx.Err()
		case <-time.After(time.Duration(delay) * time.Millisecond):
		}
		return stubResult(store.Study(), run), nil
	}
}

func logBegun(line string) error {
	path := os.Getenv(logVariable)
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(file, line)
	return errors.Join(err, file.Close())
}

// stubResult is a plausible outcome that depends on the run alone.
func stubResult(s Study, run Run) Result {
	random := diversity.Stream(run.Seed, "test", run.Size.Classes, run.Size.PerClass)
	result := Result{Device: "stub", Curve: []recipe.CurvePoint{{Step: 1, Loss: 2, Accuracy: .5, Rate: .1}}, Loss: 2,
		Weights: "w",
		Timings: Timings{Train: 1}, Versions: map[string]string{"go": "go1"}, Finished: time.Unix(1, 0).UTC()}
	for _, task := range s.Tasks {
		for _, p := range s.WithDefaults().Probes {
			scores := []probe.Score{{Wrong: random.IntN(100), Tested: 100, Strength: 1},
				{Wrong: random.IntN(100), Tested: 100, Strength: 3}}
			result.Measurements = append(result.Measurements, NewTaskError(TaskProbeOf(task, p), scores))
		}
	}
	return result
}

// inProcess computes with the stub in the test's own process.
type inProcess struct{}

func (inProcess) Execute(ctx context.Context, job Job) error {
	return job.Store.Work(ctx, job.Runs, stubCompute(job.Store))
}

// none is an executor that must not be needed.
type none struct{ t *testing.T }

func (n none) Execute(context.Context, Job) error {
	n.t.Error("the executor was called although nothing is missing")
	return nil
}

func workers(count int) Processes { return Processes{Command: []string{os.Args[0]}, Count: count} }

// small is a valid study of 2 budgets x 3 sizes x 2 repeats and 2 controls: 14 runs.
func small() Study {
	return Study{
		Name:     "small",
		Pool:     tiny("seen", 40),
		Tasks:    []split.Task{smallTask(5)},
		Backbone: backbone.MLP{},
		Probes:   []probe.Probe{probe.Ridge{Strengths: []float64{1, 10}}, probe.NearestMean{}},
		Budgets:  []int{16, 64}, SizesPerBudget: 3, Repeats: 2, Seed: 1,
	}
}

func smallTask(ways int) split.Task {
	return split.FewShot(tiny("new", 20), ways, 2)
}

// lasting is small with pools that are the same on every machine and in every version.
func lasting() Study {
	s := small()
	s.Pool = pool.Omniglot().Background().Groups("Greek", "Latin")
	s.Tasks[0].Pool = pool.Omniglot().Evaluation().Groups("Angelic")
	return s
}

// logged counts how often each run was begun.
func logged(t *testing.T, path string) map[string]int {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for hash := range strings.FieldsSeq(string(text)) {
		counts[hash]++
	}
	return counts
}

func logTo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "begun.log")
	t.Setenv(logVariable, path)
	return path
}

// mustRun runs a study to its end.
func mustRun(t *testing.T, s Study, o RunOptions) *Results {
	t.Helper()
	results, err := s.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func mustPlan(t *testing.T, s Study) []Run {
	t.Helper()
	plan, err := s.Plan()
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// claimed reports whether a living worker holds a run.
func claimed(t *testing.T, store *Store, run Run) bool {
	t.Helper()
	_, state, err := store.claims.Holder(store.hasher.hash(run))
	if err != nil {
		t.Fatal(err)
	}
	return state == claims.Held
}
