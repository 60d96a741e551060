package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity/study"
	"tradeoff/kernel/internal/proxy/proxytest"
)

// ownCells build the worker program of the module testdata/own and run a study with its network and its probe.
var ownCells = []string{
	"!go build -o own-worker ./worker",
	`%%
letters := pool.Omniglot()
mine := study.Study{
	Name: "own", Pool: letters.Background().Groups("Greek", "Latin"),
	Tasks:    []split.Task{split.FewShot(letters.Evaluation().Groups("Angelic"), 5, 2)},
	Backbone: small.Network{Width: 32}, Recipe: recipe.Recipe{Epochs: 100},
	Probes:   []probe.Probe{probe.Ridge{}, neighbours.Probe{}},
	Sizes:    []diversity.Size{{Classes: 4, PerClass: 16}, {Classes: 8, PerClass: 8}, {Classes: 16, PerClass: 4}},
	Repeats:  3,
}
workers := study.Processes{Command: []string{must.M1(filepath.Abs("own-worker"))}, Count: 2}
results := must.M1(mine.Run(show.Context(), study.RunOptions{Executor: workers}))
fmt.Print(results.Table())`,
}

// TestIntegrationOwnNotebook is a notebook of a stranger's with a network and a probe of the stranger's own project, in
// worker processes of the project's own program: every process is killed in the middle of the study, the notebook runs
// again, and computes only what is missing; a study that nobody disturbed gives the same numbers.
func TestIntegrationOwnNotebook(t *testing.T) {
	s := newStrangerOf(t, "example.org/own")
	if err := os.CopyFS(s.dir, os.DirFS(filepath.Join("testdata", "own"))); err != nil {
		t.Fatal(err)
	}
	s.env = append(s.env, "GOMLX_BACKEND=go") // the same numbers everywhere
	t.Run("killed and resumed", s.killedAndResumed)
	t.Run("questions", s.questions)
}

func (s *stranger) killedAndResumed(t *testing.T) {
	text, err := os.ReadFile(write(t, ownCells...))
	if err != nil {
		t.Fatal(err)
	}
	s.put(t, "own.ipynb", string(text))
	path := filepath.Join(s.dir, "own.ipynb")
	killed, undisturbed := s.at(t.TempDir()), s.at(t.TempDir())
	before := killed.killInTheMiddle(t, path)
	if code, out := killed.call(t, "run", path); code != 0 {
		t.Fatalf("run again: exit code %d\n%s", code, out)
	}
	after := killed.outcomes(t)
	for name, was := range before {
		if after[name] != was {
			t.Errorf("%s was computed again:\n%s\nbefore\n%s", name, after[name], was)
		}
	}
	if code, out := undisturbed.call(t, "verify", path); code != 0 {
		t.Errorf("verified by a study that nobody disturbed: exit code %d\n%s", code, out)
	}
	names := slices.Sorted(maps.Keys(after))
	if again := slices.Sorted(maps.Keys(undisturbed.outcomes(t))); len(names) != 12 || !slices.Equal(names, again) {
		t.Errorf("the runs are %v, of the undisturbed study %v, want the same 12", names, again)
	}
	table := killed.table(t)
	if want := undisturbed.table(t); table != want || !strings.Contains(table, "neighbours") {
		t.Errorf("killed and resumed:\n%s\nundisturbed:\n%s", table, want)
	}
	if got := stdout(t, path); got != table {
		t.Errorf("the notebook shows\n%s\nwant\n%s", got, table)
	}
}

// homed is a stranger whose studies are in a directory of their own.
type homed struct {
	*laboratory
	home string
}

func (s *stranger) at(home string) homed {
	l := *s.laboratory
	l.env = append(slices.Clone(l.env), study.HomeVariable+"="+home)
	return homed{&l, home}
}

func (h homed) study() string { return filepath.Join(h.home, "studies", "own") }

// outcomes are the files of the finished runs: each has the seconds that it took, so that no two computations of a run
// give the same bytes.
func (h homed) outcomes(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(h.study(), "runs", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(path)] = string(text)
	}
	return texts
}

func (h homed) table(t *testing.T) string {
	t.Helper()
	results, err := study.ReadResults(h.study())
	if err != nil || len(results.Runs) != 12 || len(results.Missing)+len(results.Failures) > 0 {
		t.Fatalf("%v, %v", results, err)
	}
	return results.Table().String()
}

// killInTheMiddle runs the notebook until two runs are finished and kills all processes at once, as a loss of power
// does: the command, the kernel, the cell and both workers. What is finished then is returned.
func (h homed) killInTheMiddle(t *testing.T, path string) map[string]string {
	t.Helper()
	cmd := h.command("run", path)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "two runs", time.Minute, func() bool { return len(h.outcomes(t)) >= 2 })
	running := withVariable(study.HomeVariable + "=" + h.home)
	workers := 0
	for pid, command := range running {
		if strings.Contains(command, "own-worker worker --study") {
			workers++
		}
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	_ = cmd.Wait()
	if workers != 2 || running[cmd.Process.Pid] == "" {
		t.Errorf("killed %v, want the command and two workers among them", running)
	}
	eventually(t, "every process ends", 20*time.Second, func() bool {
		return len(withVariable(study.HomeVariable+"="+h.home)) == 0
	})
	finished := h.outcomes(t)
	if len(finished) < 2 || len(finished) >= 12 {
		t.Fatalf("%d of 12 runs were finished before the kill, want it in the middle", len(finished))
	}
	return finished
}

// questions about the project's own packages are answered as those about ours: names, fields, documentation.
func (s *stranger) questions(t *testing.T) {
	k := s.startIn(t, proxytest.ShortTemp(t), s.dir)
	defer k.shutDown(t)
	for text, want := range map[string]string{
		"small.Netw|":                      "Network",
		"n := small.Network{|}":            "Width",
		"p := neighbours.Probe{}\np.Pred|": "Predict",
	} {
		k.completed(t, text, want)
	}
	for text, want := range map[string][]string{
		"small.Network|":                             {"type Network struct", "Network is two layers of one width"},
		"x := small.Network{Width: 3}.Feat|":         nil,
		"neighbours.Probe{K: 3}.Predict(|":           {"Predict", "Ties go to the lower class."},
		"var b backbone.Backbone = small.Net|work{}": {"type Network struct"},
	} {
		reply := k.ask("inspect_request", text)
		data, _ := reply["data"].(map[string]any)
		words, _ := data["text/markdown"].(string)
		for _, part := range want {
			if !strings.Contains(words, part) {
				t.Errorf("%q is documented by %.400q, without %q", text, words, part)
			}
		}
		if reply["found"] != (want != nil) {
			t.Errorf("%q: found %v: %.400q", text, reply["found"], words)
		}
	}
}
