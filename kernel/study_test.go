package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/export"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/maintain"
)

// The test binary is the worker program of `study resume`: with these variables its worker trains nothing.
const (
	stubVariable  = "KERNEL_TEST_STUB"  // milliseconds that a run takes
	failVariable  = "KERNEL_TEST_FAIL"  // study.Run.Spec of a run that fails
	crashVariable = "KERNEL_TEST_CRASH" // message with which a worker gives up at once
	// A folder of images that the program prepares, instead of running tests.
	folderVariable = "KERNEL_TEST_FOLDER"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(folderVariable); dir != "" {
		os.Exit(run(context.Background(), streams{os.Stdin, os.Stdout, os.Stderr}, []string{"pool", "prepare", dir}))
	}
	if answer, asked := stubAnswer(); os.Getenv(stubVariable) != "" && asked {
		fmt.Println(answer)
		os.Exit(0)
	}
	if delay := os.Getenv(stubVariable); delay != "" && len(os.Args) > 3 && os.Args[1] == "worker" {
		os.Exit(stubWorker(os.Args[3], delay))
	}
	code := m.Run()
	removeProgram()
	os.Exit(code)
}

// stubAnswer is what a worker that measures nothing says of itself.
func stubAnswer() (answer string, asked bool) {
	answer, asked = map[string]string{
		"--rates": `{"device": "stub", "opening": 2, "features": 100, "probe": 20, "network": 1000000, "training": [` +
			`{"classes": 64, "compile": 3, "update": 2, "image": 0.25}]}`,
		"--speed": `{"device": "stub", "peak": 1e11, "skipped": 3, "backbones": [` +
			`{"backbone": "MLP, 28x28x1", "compile": 1.25, "train": 12345.6, "features": 54321, "share": 0.25}]}`,
	}[os.Args[len(os.Args)-1]]
	return answer, asked && os.Args[1] == "worker"
}

func stubWorker(dir, delay string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if message := os.Getenv(crashVariable); message != "" {
		fmt.Fprintln(os.Stderr, message)
		return 78
	}
	store, err := study.OpenDir(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 78
	}
	plan, err := store.Study().Plan()
	if err == nil {
		err = store.Work(ctx, plan, stubCompute(store.Study(), delay))
	}
	if err = errors.Join(err, store.Close()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 75
	}
	return 0
}

// stubCompute makes up an outcome that depends on the run alone.
func stubCompute(s study.Study, delay string) study.Compute {
	wait, _ := strconv.Atoi(delay)
	return func(ctx context.Context, order study.Assignment) (study.Result, error) {
		select {
		case <-ctx.Done():
			return study.Result{}, ctx.Err()
		case <-time.After(time.Duration(wait) * time.Millisecond):
		}
		if os.Getenv(failVariable) == order.Run.Spec() {
			return study.Result{}, errors.New("training diverged\nat step 7")
		}
		result := study.Result{Device: "stub", Finished: time.Unix(7, 0).UTC()}
		for _, task := range s.Tasks {
			scores := []probe.Score{{Wrong: 50 - order.Run.Size.Classes, Tested: 100}}
			result.Measurements = append(result.Measurements, study.NewTaskError(study.TaskProbeOf(task, probe.Ridge{}), scores))
		}
		return result, nil
	}
}

// letters is a study of 4 runs over images from files.
func letters(t *testing.T) study.Study {
	t.Helper()
	dir := t.TempDir()
	return study.Study{
		Name: "letters", Pool: images(t, dir, "seen", 12),
		Tasks:    []split.Task{split.FewShot(images(t, dir, "new", 10), 5, 2)},
		Backbone: backbone.MLP{}, Sizes: []diversity.Size{{Classes: 2, PerClass: 8}, {Classes: 4, PerClass: 4},
			{Classes: 8, PerClass: 2}}, Repeats: 1,
	}
}

// images is a pool of 3x3 images, 20 of each class.
func images(t *testing.T, dir, name string, classes int) pool.Pool {
	t.Helper()
	total := uint32(classes * 20)
	pixels := []byte{0, 0, 8, 3}
	for _, n := range []uint32{total, 3, 3} {
		pixels = binary.BigEndian.AppendUint32(pixels, n)
	}
	labels := binary.BigEndian.AppendUint32([]byte{0, 0, 8, 1}, total)
	for i := range int(total) {
		labels = append(labels, byte(i%classes))
		pixels = append(pixels, bytes.Repeat([]byte{byte(i)}, 9)...)
	}
	files := []string{filepath.Join(dir, name+"-images"), filepath.Join(dir, name+"-labels")}
	if err := errors.Join(os.WriteFile(files[0], pixels, 0o600), os.WriteFile(files[1], labels, 0o600)); err != nil {
		t.Fatal(err)
	}
	p, err := pool.IDX(files[0], files[1])
	if err != nil {
		t.Fatal(err)
	}
	return p.Named(name)
}

// newStudies is a root of studies with letters, of which nothing is computed yet.
func newStudies(t *testing.T) (root, dir string, s study.Study) {
	t.Helper()
	root = t.TempDir()
	t.Setenv(study.HomeVariable, root)
	t.Setenv(stubVariable, "0")
	s = letters(t)
	dir, err := s.Save("")
	if err != nil {
		t.Fatal(err)
	}
	return root, dir, s
}

// expect runs a command line and compares its exit code and, in part, what it writes.
func expect(t *testing.T, code int, out, err string, args ...string) (stdout string) {
	t.Helper()
	gotCode, gotOut, gotErr := call(t, "", args...)
	if gotCode != code || !strings.Contains(gotOut, out) || !strings.Contains(gotErr, err) {
		t.Errorf("kernel %s: exit code %d, want %d\nstdout: %s\nstderr: %s", strings.Join(args, " "), gotCode, code, gotOut,
			gotErr)
	}
	return gotOut
}

// finishedLetters runs letters to its end.
func finishedLetters(t *testing.T) (root, dir string, s study.Study) {
	t.Helper()
	root, dir, s = newStudies(t)
	expect(t, 0, "", "letters: 4 of 4 runs (100%)", "study", "resume", "letters", "--workers", "2")
	return root, dir, s
}

func TestStudyFromStartToEnd(t *testing.T) {
	root, dir, s := newStudies(t)
	want := `letters: 4 runs: 4 waiting

run                       state    reason
random weights, repeat 0  waiting  nobody has begun it
K=2 n=8 repeat 0          waiting  nobody has begun it
K=4 n=4 repeat 0          waiting  nobody has begun it
K=8 n=2 repeat 0          waiting  nobody has begun it
`
	for _, name := range []string{"letters", dir} {
		if out := expect(t, 1, "", "", "study", "status", name); out != want {
			t.Errorf("status is\n%swant\n%s", out, want)
		}
	}
	t.Setenv(failVariable, "4x4#0")
	expect(t, exitFailed, "K=4 n=4 repeat 0  training diverged at step 7", "of 4 runs 1 failed", "study", "resume",
		"letters", "--workers", "1")
	want = `letters: 4 runs: 3 done, 1 failed

run               state   reason
K=4 n=4 repeat 0  failed  training diverged ...
`
	if out := expect(t, 1, "", "", "study", "status", "letters", "--root", root); out != want {
		t.Errorf("status is\n%swant\n%s", out, want)
	}
	t.Setenv(failVariable, "")
	expect(t, 0, "", "letters: 4 of 4 runs (100%)", "study", "resume", dir)
	for _, flags := range [][]string{nil, {"--brief"}} {
		if out := expect(t, 0, "", "", append([]string{"study", "status", "letters"},
			flags...)...); out != "letters: 4 runs: 4 done\n" {
			t.Errorf("status is %s", out)
		}
	}
	if out := expect(t, 0, "", "", "study", "check",
		"letters"); out != "letters: 6 files, 4 of 4 results intact, problems: 0\n" {
		t.Errorf("check is %s", out)
	}
	results, err := s.Load(study.RunOptions{})
	if err != nil || len(results.Runs) != 4 {
		t.Errorf("%v: %+v", err, results)
	}
}

func TestStudyList(t *testing.T) {
	_, dir, _ := finishedLetters(t)
	outcome := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, sub := range []string{"runs", "failures"} {
		if err := os.Chtimes(filepath.Join(dir, sub), outcome, outcome); err != nil {
			t.Fatal(err)
		}
	}
	want := `study    done          failed  running  last result (UTC)    problem
letters  4 of 4, 100%  0       0        2026-01-02 03:04:05
`
	if out := expect(t, 0, "", "", "study", "list"); out != want {
		t.Errorf("list is\n%swant\n%s", out, want)
	}
	expect(t, 0, "", "no studies", "study", "list", "--root", t.TempDir())
	if out := expect(t, 0, "", "", "study", "list", "--json", "--root", t.TempDir()); out != "[]\n" {
		t.Errorf("no studies as JSON: %s", out)
	}
	var listed []maintain.Summary
	if err := json.Unmarshal([]byte(expect(t, 0, "", "", "study", "list", "--json")), &listed); err != nil ||
		len(listed) != 1 || listed[0].Dir != dir || listed[0].Results != 4 {
		t.Errorf("%v: %+v", err, listed)
	}
	file := filepath.Join(t.TempDir(), "file")
	write := os.WriteFile(file, nil, 0o600)
	if write != nil {
		t.Fatal(write)
	}
	expect(t, exitFailed, "", file, "study", "list", "--root", file)
}

// The fields of JSON are a promise.
func TestStudyStatusAsJSON(t *testing.T) {
	_, dir, s := finishedLetters(t)
	run := s.RunAt(diversity.Size{Classes: 8, PerClass: 2}, 0)
	if err := os.Remove(filepath.Join(dir, "runs", s.RunHash(run)+".json")); err != nil {
		t.Fatal(err)
	}
	out := expect(t, 1, "", "", "study", "status", "letters", "--json")
	_, last, _ := strings.Cut(out, `"state": "done"`)
	want := fmt.Sprintf(`    {
      "size": {
        "classes": 8,
        "per_class": 2
      },
      "repeat": 0,
      "seed": %d,
      "hash": "%s",
      "state": "waiting",
      "reason": "nobody has begun it"
    }
  ]
}
`, run.Seed, s.RunHash(run))
	head := fmt.Sprintf(`{
  "study": "letters",
  "dir": "%s",
  "hash": "%s",
  "total": 4,
  "counts": {
    "abandoned": 0,
    "damaged": 0,
    "done": 3,
    "failed": 0,
    "newer": 0,
    "partial": 0,
    "running": 0,
    "stalled": 0,
    "waiting": 1
  },
  "runs": [
`, dir, s.Hash())
	if !strings.HasPrefix(out, head) || !strings.HasSuffix(last, want) {
		t.Errorf("it is\n%s\nwant first\n%s\nand last\n%s", out, head, want)
	}
}

func TestStudyCheckAndCollect(t *testing.T) {
	_, dir, s := finishedLetters(t)
	hash := s.RunHash(s.ControlAt(0))
	path := filepath.Join(dir, "runs", hash+".json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		path: strings.Replace(string(text), `"tested":100`, `"tested":101`, 1), filepath.Join(dir, "runs", ".tmp-1"): "half",
		filepath.Join(dir, "runs", strings.Repeat("0", 64)+".json.damaged-1"): "old", filepath.Join(dir, "notes.txt"): "",
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := expect(t, 1, "letters: 9 files, 3 of 4 results intact, problems: 1\n", "", "study", "check", "letters")
	for _, want := range []string{
		"\nPROBLEM  runs/" + hash + ".json  study: damaged file: its checksum is",
		"\nleftover: 2 files, \"study gc\" removes them\n", "\nforeign: 1 file, not files of the store; they stay\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("check is\n%swant in it %q", out, want)
		}
	}
	expect(t, 1, "\nforeign   notes.txt", "", "study", "check", dir, "--all")
	var report maintain.Report
	if err := json.Unmarshal([]byte(expect(t, 1, "", "", "study", "check", "--json", "letters")), &report); err != nil ||
		len(report.Problems) != 1 || len(report.Leftovers) != 2 || len(report.Foreign) != 1 {
		t.Errorf("%v: %+v", err, report)
	}
	expect(t, exitFailed, "", path, "study", "pack", "letters", "--output", filepath.Join(t.TempDir(), "x.zip"))
	want := "file  bytes  reason\nruns/.tmp-1  4  left behind by a writer that was killed\nruns/" + strings.Repeat("0",
		64) + ".json.damaged-1  3  damaged file that was set aside\n\n2 files, 7 bytes would be removed by --apply\n"
	for _, args := range [][]string{{"letters"}, {"letters", "--apply"}} {
		out := strings.Join(strings.Fields(expect(t, 0, "", "", append([]string{"study", "gc"}, args...)...)), " ")
		if out != strings.Join(strings.Fields(want), " ") {
			t.Errorf("gc is\n%swant\n%s", out, want)
		}
		want = strings.Replace(want, "would be removed by --apply", "removed", 1)
	}
	if out := expect(t, 0, "", "", "study", "gc", "letters", "--apply"); out != "0 files, 0 bytes removed\n" {
		t.Errorf("gc is %s", out)
	}
	if out := expect(t, 0, "", "", "study", "gc", "letters", "--json",
		"--unused"); out != "{\n  \"dir\": \""+dir+"\",\n  \"dry_run\": true,\n  \"removed\": [],\n  \"bytes\": 0\n}\n" {
		t.Errorf("gc is %s", out)
	}
	store, err := study.OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	expect(t, exitFailed, "", "in use", "study", "gc", "letters", "--apply")
}

func TestStudyExport(t *testing.T) {
	_, _, s := finishedLetters(t)
	dir := t.TempDir()
	files := []string{filepath.Join(dir, "a.csv"), filepath.Join(dir, "a.parquet")}
	expect(t, 0, "", "letters: 4 rows of 4 of 4 runs", "study", "export", "letters", "--csv", files[0], "--parquet",
		files[1])
	results, err := s.Load(study.RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, write := range []func(*bytes.Buffer) error{
		func(b *bytes.Buffer) error { return export.CSV(b, results) },
		func(b *bytes.Buffer) error { return export.Parquet(b, results) },
	} {
		var want bytes.Buffer
		got, err := os.ReadFile(files[i])
		if err := errors.Join(err, write(&want)); err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s: %v, %d bytes, want %d", files[i], err, len(got), want.Len())
		}
		format := []string{"--csv", "--parquet"}[i]
		if out := expect(t, 0, "", "", "study", "export", "letters", format, "-"); out != want.String() {
			t.Errorf("%s to standard output: %d bytes, want %d", format, len(out), want.Len())
		}
	}
	expect(t, exitFailed, "", files[0], "study", "export", "letters", "--csv", filepath.Join(files[0], "none", "a.csv"))
}

func TestStudyPackAndUnpack(t *testing.T) {
	_, dir, s := finishedLetters(t)
	t.Chdir(t.TempDir())
	expect(t, 0, "", "letters.zip: ", "study", "pack", "letters")
	packed, err := os.ReadFile("letters.zip")
	if err != nil {
		t.Fatal(err)
	}
	if out := expect(t, 0, "", "", "study", "pack", dir, "--output", "-"); out != string(packed) {
		t.Error("standard output gets other bytes")
	}
	root := t.TempDir()
	if out := expect(t, 0, "", "", "study", "unpack", "letters.zip", "--root",
		root); out != "letters: 4 added, 0 damaged ones replaced, 0 kept\n" {
		t.Errorf("unpack is %s", out)
	}
	want := "{\n  \"study\": \"letters\",\n  \"dir\": \"" + filepath.Join(root, "studies",
		"letters") + "\",\n  \"added\": 0,\n  \"replaced\": 0,\n  \"kept\": 4,\n  \"foreign\": 0\n}\n"
	if out := expect(t, 0, "", "", "study", "unpack", "letters.zip", "--root", root, "--json"); out != want {
		t.Errorf("unpack is %s", out)
	}
	if results, err := s.Load(study.RunOptions{Root: root}); err != nil || len(results.Runs) != 4 {
		t.Errorf("%v: %+v", err, results)
	}
	if err := os.WriteFile("broken.zip", packed[:100], 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, exitFailed, "", "broken.zip: study: not an archive", "study", "unpack", "broken.zip")
	expect(t, exitFailed, "", "none.zip", "study", "unpack", "none.zip")
}

func TestStudyResumeInterrupted(t *testing.T) {
	_, dir, _ := newStudies(t)
	t.Setenv(stubVariable, "300")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		for ctx.Err() == nil {
			if done, _ := filepath.Glob(filepath.Join(dir, "runs", "*.json")); len(done) > 0 {
				cancel()
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	var out, errs bytes.Buffer
	if code := run(ctx, streams{strings.NewReader(""), &out, &errs}, []string{"study", "resume", "letters", "--workers",
		"1"}); code != exitInterrupted || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
	status, err := maintain.ReadStatus(dir)
	if err != nil || status.Counts[maintain.Done] == 0 ||
		status.Counts[maintain.Done]+status.Counts[maintain.Waiting] != 4 {
		t.Errorf("%v: %v", err, status)
	}
	t.Setenv(stubVariable, "0")
	expect(t, 0, "", "4 of 4", "study", "resume", "letters")
}

func TestStudyResumeReportsItsWorkers(t *testing.T) {
	newStudies(t)
	t.Setenv(crashVariable, "no device here")
	expect(t, exitFailed, "", "no device here", "study", "resume", "letters")
}

// By hand: the control and three sizes of 16 images, whose 20 epochs in batches of 64 are 5 updates.
func TestStudyEstimate(t *testing.T) {
	newStudies(t)
	out := expect(t, 0, "4 runs: about 4m26s with 2 workers, 8m47s with one, on stub", "", "study", "estimate", "letters",
		"--workers", "2")
	for _, part := range []string{"drawing images               12s", "pre-training                 30s",
		"features                     6m40s", "probes                       1m20s", "start of a worker, compiling 5s"} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), strings.Join(strings.Fields(part), " ")) {
			t.Errorf("no %q in\n%s", part, out)
		}
	}
	expect(t, 0, `"runs": 4`, "", "study", "estimate", "letters", "--json")
	expect(t, 0, "", "4 of 4 runs", "study", "resume", "letters")
	expect(t, 0, "nothing is left to compute", "", "study", "estimate", "letters")
	expect(t, exitUsage, "", "--workers is 0, want at least 1", "study", "estimate", "letters", "--workers", "0")
	expect(t, exitFailed, "", "cannot compute the study", "study", "estimate", "letters", "--worker", "/bin/false")
}

// TestStudyReport prints the card of a finished study, which has one budget and one repeat, and writes its page.
func TestStudyReport(t *testing.T) {
	_, _, s := finishedLetters(t)
	file := filepath.Join(t.TempDir(), "report.html")
	out := expect(t, 0, "Report: letters", "", "study", "report", "letters", "--html", file, "--budget", "64")
	plain := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{"No size can be named for N = 64", "K = ", "! No size was run twice", "cost", "4 runs",
		"Study letters, hash " + s.Hash(), "arXiv:2305.12224"} {
		if !strings.Contains(plain, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if content, err := os.ReadFile(file); err != nil || !strings.Contains(string(content), "<h1>letters</h1>") {
		t.Errorf("the page: %v", err)
	}
	expect(t, exitFailed, "", "a name that ends in .html", "study", "report", "letters", "--html", "report.pdf")
	expect(t, exitFailed, "", "--budget = -1", "study", "report", "letters", "--budget", "-1")
	expect(t, exitUsage, "", "there is no study", "study", "report", "none")
	expect(t, exitFailed, "", `--task = "none"`, "study", "report", "letters", "--task", "none")
	expect(t, exitFailed, "", "the finished runs are no pilot", "study", "estimate", "letters", "--power")
	expect(t, exitUsage, "", "--power has no JSON", "study", "estimate", "letters", "--power", "--json")
}

// TestStudyCompare compares a study with itself: nothing differs, and one repeat has no intervals.
func TestStudyCompare(t *testing.T) {
	finishedLetters(t)
	out := expect(t, 0, "letters (second) against letters", "", "study", "compare", "letters", "letters")
	if !strings.Contains(strings.Join(strings.Fields(out), " "), "with one common repeat the noise is not known") {
		t.Errorf("output\n%s", out)
	}
	expect(t, exitUsage, "", "want two studies, have 1", "study", "compare", "letters")
	expect(t, exitFailed, "", `--probe = "none"`, "study", "compare", "letters", "letters", "--probe", "none")
}

func TestDoctorSpeed(t *testing.T) {
	t.Setenv(stubVariable, "0")
	out := expect(t, 0, "products of matrices: 100.0 GFLOP/s", "", "doctor", "--speed")
	if !strings.Contains(strings.Join(strings.Fields(out), " "), "MLP, 28x28x1 12346 54321 25% 1.2") ||
		!strings.Contains(out, "no time was left for 3 more") {
		t.Errorf("output\n%s", out)
	}
}

func TestStudyUsage(t *testing.T) {
	root, dir, _ := newStudies(t)
	if err := os.Mkdir(filepath.Join(root, "studies", "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		out  string
		err  string
	}{
		{"", exitUsage, "", "which command? there are list, status"},
		{"-h", 0, "unpack  take the results", ""},
		{"play", exitUsage, "", `no command "play", but list`},
		{"--fast", exitUsage, "", "-fast"},
		{"status -h", 0, "usage: go run ./kernel study status STUDY", ""},
		{"submit -h", 0, "usage: go run ./kernel study submit", ""},
		{"status", exitUsage, "", "status: want one study, have 0"},
		{"status a b", exitUsage, "", "want one study, have 2"},
		{"status lettres", exitUsage, "", `no study "lettres" in ` + root + "/studies, but empty, letters"},
		{"status a*b", exitUsage, "", "letters, digits"},
		{"status letters --root " + dir, exitUsage, "", `no study "letters" in`},
		{"status empty", exitFailed, "", "study.json"},
		{"status " + root + "/none", exitFailed, "", "none/study.json"},
		{"check " + root + "/none", exitFailed, "", "none"},
		{"check empty", 1, "PROBLEM  study.json", ""},
		{"resume letters --workers -1", exitUsage, "", "--workers is -1, want at least 1"},
		{"resume empty", exitFailed, "", "study.json"},
		{"export letters", exitUsage, "", "--csv or --parquet is missing"},
		{"export letters --csv - --parquet -", exitUsage, "", "different files"},
		{"export empty --csv -", exitFailed, "", "study.json"},
		{"pack empty --output -", exitFailed, "", "study.json"},
		{"unpack", exitUsage, "", "want one archive, have 0"},
		{"gc empty --unused", exitFailed, "", "study.json"},
		{"list x", exitUsage, "", `unexpected argument "x"`},
	} {
		expect(t, c.code, c.out, c.err, append([]string{"study"}, strings.Fields(c.args)...)...)
	}
}

func TestRunsProgress(t *testing.T) {
	p := study.Progress{Study: "letters", Total: 120, Done: 12, Running: 2, Failed: 1, Rate: 8.23,
		Remaining: 780 * time.Second}
	const line = "letters: 12 of 120 runs (10%), 1 failed, 2 running, 8.23 runs/min, about 13m0s left"
	if got := p.String(); got != line {
		t.Errorf("it reads %q", got)
	}
	var log, screen bytes.Buffer
	inLog, onScreen := &lineProgress{out: &log}, &lineProgress{out: &screen, terminal: true}
	for _, s := range []*lineProgress{inLog, onScreen} {
		s.showRuns(p)
		s.showRuns(study.Progress{Study: "letters", Total: 120, Done: 13})
		s.showRuns(study.Progress{Study: "letters", Total: 120, Done: 120})
		s.end()
	}
	if want := line + "\nletters: 120 of 120 runs (100%), done in 0.0s\n"; log.String() != want {
		t.Errorf("the log is\n%swant\n%s", log.String(), want)
	}
	want := "\r\x1b[K█░░░░░░░░░ " + line + "\r\x1b[K█░░░░░░░░░ letters: 13 of 120 runs (11%)" +
		"\r\x1b[K██████████ letters: 120 of 120 runs (100%), done in 0.0s\n"
	if screen.String() != want {
		t.Errorf("the screen got %q", screen.String())
	}
}
