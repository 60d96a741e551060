package maintain

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// every is a directory with runs in every state: of 14 runs that finished on one task, a study with a second task finds
// the first six done again.
func every(t *testing.T) (dir string, s study.Study) {
	t.Helper()
	root := t.TempDir()
	mustRun(t, small(), study.RunOptions{Root: root, Executor: inProcess{}})
	s = small()
	s.Tasks = append(s.Tasks, smallTask(4))
	dir = filepath.Join(root, "studies", "small")
	store := mustOpen(t, s, dir)
	plan := mustPlan(t, s)
	for _, run := range plan[:6] {
		if err := mustClaim(t, store, run).Publish(stubResult(s, run)); err != nil {
			t.Fatal(err)
		}
	}
	remove(t, store, plan[6:11])
	running := mustClaim(t, store, plan[6])
	stuck := mustClaim(t, store, plan[7])
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(folderAt(dir).claims.Path(s.RunHash(plan[7]), 1), old, old); err != nil {
		t.Fatal(err)
	}
	abandon(t, store, plan[8])
	if err := mustClaim(t, store, plan[9]).Fail(errors.New("training diverged\nat step 7"), study.Result{Device: "stub"}); err != nil {
		t.Fatal(err)
	}
	filetest.Damage(t, layout.Dir(store.Dir()).Run(s.RunHash(plan[11])))
	t.Cleanup(func() {
		if err := errors.Join(running.Release(), stuck.Release()); err != nil {
			t.Error(err)
		}
	})
	return dir, s
}

func mustOpen(t *testing.T, s study.Study, dir string) *study.Store {
	t.Helper()
	store, err := study.Open(s, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// remove takes results away, as if nobody had begun the runs.
func remove(t *testing.T, store *study.Store, runs []study.Run) {
	t.Helper()
	for _, run := range runs {
		if err := os.Remove(layout.Dir(store.Dir()).Run(store.Study().RunHash(run))); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStatusSaysWhyARunIsMissing(t *testing.T) {
	dir, s := every(t)
	before := filetest.Snapshot(t, dir)
	status, err := ReadStatus(dir)
	if err != nil {
		t.Fatal(err)
	}
	if after := filetest.Snapshot(t, dir); after != before {
		t.Errorf("the directory was\n%s and is\n%s", before, after)
	}
	me := fmt.Sprintf("%s:%d since ", host(t), os.Getpid())
	for i, want := range map[int]struct {
		state  State
		reason string
		worker bool
	}{
		0: {Done, "", false}, 6: {Running, me, true}, 7: {Stalled, "no sign of life for ", true},
		8: {Abandoned, ", which died", true},
		9: {Failed, "training diverged\nat step 7", false}, 10: {Waiting, "nobody has begun it", false},
		11: {Damaged, "damaged file: its checksum is", false},
		12: {Partial, `lacks task "4-way 2-shot" with probe ridge, task "4-way 2-shot" with probe nearest-mean`, false},
	} {
		got := status.Runs[i]
		if got.State != want.state || !strings.Contains(got.Reason, want.reason) ||
			(got.Reason == "") != (want.reason == "") || (got.Worker != nil) != want.worker {
			t.Errorf("run %d: %+v, want %s, %q", i, got, want.state, want.reason)
		}
		if run := mustPlan(t, s)[i]; got.Run != run || got.Hash != s.RunHash(run) {
			t.Errorf("run %d is %v, %s", i, got.Run, got.Hash)
		}
	}
	if !strings.HasPrefix(status.Runs[7].Reason, me) || !strings.HasPrefix(status.Runs[8].Reason, me) {
		t.Errorf("workers: %q, %q", status.Runs[7].Reason, status.Runs[8].Reason)
	}
	if text := status.String(); text != "small: 14 runs: 6 done, 1 running, 1 stalled, 1 abandoned, 1 failed, 1 damaged, 2 partial, 1 waiting" {
		t.Errorf("it reads %q", text)
	}
	if status.Complete() || status.Hash != s.Hash() || status.Dir != dir || status.Total != 14 {
		t.Errorf("%+v", status)
	}
}

func TestStatusTable(t *testing.T) {
	run := func(classes int) study.Run { return study.Run{Size: diversity.Size{Classes: classes, PerClass: 2}} }
	status := Status{Study: "letters", Total: 4, Counts: map[State]int{Done: 1, Failed: 1, Waiting: 2}, Runs: []RunStatus{
		{Run: run(2), State: Done}, {Run: run(3), State: Waiting, Reason: "nobody has begun it"},
		{Run: run(40), State: Failed, Reason: "training diverged\nstack"},
		{Run: study.Run{Control: true, Repeat: 1}, State: Waiting, Reason: "nobody has begun it"},
	}}
	want := `run                       state    reason
K=40 n=2 repeat 0         failed   training diverged ...
K=3 n=2 repeat 0          waiting  nobody has begun it
random weights, repeat 1  waiting  nobody has begun it
`
	if got := status.Table().String(); got != want {
		t.Errorf("the table is\n%swant\n%s", got, want)
	}
	if got := status.String(); got != "letters: 4 runs: 1 done, 1 failed, 2 waiting" {
		t.Error(got)
	}
}

func TestStatusAsJSON(t *testing.T) {
	when := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	run := study.Run{Size: diversity.Size{Classes: 4, PerClass: 2}, Repeat: 1, Seed: 7}
	status := Status{Study: "s", Dir: "/d", Hash: "h", Total: 1, Counts: map[State]int{Running: 1}, Runs: []RunStatus{
		{run, "r", Running, "host:5 since",
			&Worker{Host: "host", Process: 5, Token: 2, Run: run, Started: when, Heartbeat: when, Lease: 60}, false},
	}}
	text, err := json.Marshal(status)
	want := `{"study":"s","dir":"/d","hash":"h","total":1,"counts":{"running":1},"runs":[{"size":{"classes":4,"per_class":2},"repeat":1,"seed":7,"hash":"r",` +
		`"state":"running","reason":"host:5 since","worker":{"host":"host","pid":5,"token":2,"run":{"size":{"classes":4,"per_class":2},"repeat":1,"seed":7},` +
		`"started":"2026-01-02T03:04:05Z","heartbeat":"2026-01-02T03:04:05Z","lease":60}}]}`
	if err != nil || string(text) != want {
		t.Errorf("%v: %s\nwant %s", err, text, want)
	}
}

func TestCompleteStatus(t *testing.T) {
	root := t.TempDir()
	mustRun(t, small(), study.RunOptions{Root: root, Executor: inProcess{}})
	status, err := ReadStatus(filepath.Join(root, "studies", "small"))
	if err != nil || !status.Complete() || len(status.Table().Rows) != 0 || status.String() != "small: 14 runs: 14 done" {
		t.Errorf("%v: %v", err, status)
	}
}

func TestTornClaimAndUnreadableFilesAreStates(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "small")
	store := mustOpen(t, small(), dir)
	plan := mustPlan(t, small())
	torn := folderAt(store.Dir()).claims.Path(store.Study().RunHash(plan[0]), 1)
	if err := os.WriteFile(torn, []byte("{"), disk.FileMode); err != nil {
		t.Fatal(err)
	}
	newer, err := sealed.Seal(map[string]any{"format": study.Format + 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{layout.Dir(store.Dir()).Run(store.Study().RunHash(plan[1])),
		layout.Dir(store.Dir()).Failure(store.Study().RunHash(plan[2]))} {
		if err := os.WriteFile(path, newer, disk.FileMode); err != nil {
			t.Fatal(err)
		}
	}
	status, err := ReadStatus(dir)
	if err != nil {
		t.Fatal(err)
	}
	if r := status.Runs[0]; r.State != Abandoned || !strings.HasPrefix(r.Reason, "unknown worker") {
		t.Errorf("a torn claim: %+v", r)
	}
	for _, r := range status.Runs[1:3] {
		if r.State != Newer || !strings.Contains(r.Reason, study.ErrNewer.Error()) || strings.Contains(r.Reason, "damaged") {
			t.Errorf("a file of another version: %+v", r)
		}
	}
}

// brokenDirs are directories that cannot be opened as a study.
func brokenDirs(t *testing.T) map[string]struct {
	dir  string
	kind error
} {
	t.Helper()
	empty := t.TempDir()
	damaged, other := t.TempDir(), t.TempDir()
	store := mustOpen(t, small(), damaged)
	filetest.Damage(t, layout.Dir(store.Dir()).Spec())
	newer, err := sealed.Seal(map[string]any{"format": study.Format + 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(layout.Dir(other).Spec(), newer, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	return map[string]struct {
		dir  string
		kind error
	}{
		"none":            {filepath.Join(empty, "none"), fs.ErrNotExist},
		"empty":           {empty, fs.ErrNotExist},
		"damaged":         {damaged, study.ErrDamaged},
		"another version": {other, study.ErrFormat},
	}
}

func TestReadersSayWhatIsWrongWithADirectory(t *testing.T) {
	for name, c := range brokenDirs(t) {
		_, opened := study.ReadDir(c.dir)
		_, status := ReadStatus(c.dir)
		_, results := study.ReadResults(c.dir)
		_, resumed := study.Resume(t.Context(), c.dir, study.RunOptions{Executor: none{t}})
		packed := Pack(c.dir, failing{})
		_, collected := Prune(c.dir, PruneOptions{Unused: true})
		for call, err := range map[string]error{"ReadDir": opened, "ReadStatus": status, "ReadResults": results,
			"Resume": resumed, "Pack": packed, "Prune": collected} {
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.dir) {
				t.Errorf("%s, %s: error %v, want %v with the path", name, call, err, c.kind)
			}
		}
	}
}

// failing is a writer that cannot.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
