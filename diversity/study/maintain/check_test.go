package maintain

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/diversity/internal/safetensors"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// finishedDir is the directory of a study with all its results.
func finishedDir(t *testing.T, s study.Study) (dir string) {
	t.Helper()
	root := t.TempDir()
	mustRun(t, s, study.RunOptions{Root: root, Executor: inProcess{}})
	return filepath.Join(root, "studies", s.Name)
}

func mustCheck(t *testing.T, dir string) Report {
	t.Helper()
	report, err := Check(dir)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func paths(findings []Finding) string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Path)
	}
	return strings.Join(out, " ")
}

func TestCheckOfASoundDirectory(t *testing.T) {
	dir := finishedDir(t, small())
	before := filetest.Snapshot(t, dir)
	report := mustCheck(t, dir)
	if !report.OK() || report.Results != 14 || report.Total != 14 || report.Files != 16 ||
		len(report.Leftovers)+len(report.Unused)+len(report.Foreign) != 0 {
		t.Errorf("%+v", report)
	}
	if got := report.String(); got != "small: 16 files, 14 of 14 results intact, problems: 0" {
		t.Error(got)
	}
	if after := filetest.Snapshot(t, dir); after != before {
		t.Errorf("the directory was\n%s and is\n%s", before, after)
	}
}

// Every altered file is found, and only those.
func TestCheckFindsEveryAlteredFile(t *testing.T) {
	s := small()
	s.KeepWeights = true
	dir := finishedDir(t, s)
	store := mustOpen(t, s, dir)
	hash := s.RunHash(mustPlan(t, s)[3])
	tensors := []safetensors.Tensor{{Name: "w", Shape: []int{2}, Data: []float32{1, 2}}}
	saveNetwork(t, store, mustPlan(t, s)[3], tensors)
	remove(t, store, mustPlan(t, s)[13:])
	if err := mustClaim(t, store, mustPlan(t, s)[13]).Fail(errors.New("diverged"), study.Result{}); err != nil {
		t.Fatal(err)
	}
	if report := mustCheck(t, dir); !report.OK() {
		t.Fatalf("before anything is altered: %+v", report.Problems)
	}
	for _, path := range []string{"runs/" + hash + ".json", "failures/" + s.RunHash(mustPlan(t, s)[13]) + ".json",
		"weights/" + hash + ".safetensors", "study.json"} {
		full := filepath.Join(dir, path)
		good, err := os.ReadFile(full)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{0, len(good) / 2, len(good) - 3} {
			bad := bytes.Clone(good)
			bad[at] ^= 1
			filetest.Put(t, dir, path, string(bad))
			report := mustCheck(t, dir)
			if report.OK() || paths(report.Problems) != path || !strings.Contains(report.Problems[0].Reason, "damaged") ||
				strings.Contains(report.Problems[0].Reason, dir) {
				t.Errorf("byte %d of %s altered: problems %+v", at, path, report.Problems)
			}
		}
		filetest.Put(t, dir, path, string(good))
	}
}

// saveNetwork stores a network and puts its hash into the run's result.
func saveNetwork(t *testing.T, store *study.Store, run study.Run, tensors []safetensors.Tensor) {
	t.Helper()
	var text bytes.Buffer
	if err := safetensors.Write(&text, tensors, nil); err != nil {
		t.Fatal(err)
	}
	hash := store.Study().RunHash(run)
	filetest.Put(t, store.Dir(), "weights/"+hash+".safetensors", text.String())
	remove(t, store, []study.Run{run})
	result := stubResult(store.Study(), run)
	result.Weights = safetensors.Hash(tensors)
	if err := mustClaim(t, store, run).Publish(result); err != nil {
		t.Fatal(err)
	}
}

func TestCheckFindsMisplacedFiles(t *testing.T) {
	s := small()
	dir := finishedDir(t, s)
	plan := mustPlan(t, s)
	text, err := os.ReadFile(filepath.Join(dir, "runs", s.RunHash(plan[2])+".json"))
	if err != nil {
		t.Fatal(err)
	}
	filetest.Put(t, dir, "runs/"+s.RunHash(plan[1])+".json", string(text))
	filetest.Put(t, dir, "runs/"+s.RunHash(plan[4])+".json", relabelled(t, text, s.RunHash(plan[4])))
	report := mustCheck(t, dir)
	reasons := map[string]string{}
	for _, p := range report.Problems {
		reasons[p.Path] = p.Reason
	}
	if len(reasons) != 2 || !strings.Contains(reasons["runs/"+s.RunHash(plan[1])+".json"],
		"it holds the run "+s.RunHash(plan[2])) ||
		!strings.Contains(reasons["runs/"+s.RunHash(plan[4])+".json"], "by its name it is of "+plan[4].String()) {
		t.Errorf("%v", reasons)
	}
}

// relabelled is a result that claims to be another run, with a right checksum.
func relabelled(t *testing.T, text []byte, hash string) string {
	t.Helper()
	var result study.Result
	if err := sealed.Unseal(text, &result, &result.Format); err != nil {
		t.Fatal(err)
	}
	result.Hash = hash
	out, err := sealed.Seal(result)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestCheckSortsWhatServesNobody(t *testing.T) {
	dir, s := messy(t)
	report := mustCheck(t, dir)
	hashes := func(i int) string { return s.RunHash(mustPlan(t, s)[i]) }
	leftovers := strings.Fields("claims/" + hashes(1) + ".2 claims/" + hashes(2) + ".2 claims/" + hashes(3) + " claims/" +
		hashes(4) + ".1 failures/.tmp-2 runs/.tmp-1 runs/" + hashes(0) + ".json.damaged-1")
	slices.Sort(leftovers)
	if got := strings.Fields(paths(report.Leftovers)); !slices.Equal(got, leftovers) {
		t.Errorf("leftovers\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(leftovers, "\n"))
	}
	if got := paths(report.Foreign); got != "notes runs/README runs/abc.json" {
		t.Errorf("foreign files %s", got)
	}
	if len(report.Unused) != 7 || !report.OK() || report.Results != 7 || report.Total != 7 {
		t.Errorf("%d unused, %v", len(report.Unused), report)
	}
}

// messy is a directory that holds, beside a finished study, what workers, users and an earlier form of the study left.
func messy(t *testing.T) (dir string, s study.Study) {
	t.Helper()
	dir = finishedDir(t, small())
	s = small()
	s.Repeats = 1
	store := mustOpen(t, s, dir)
	hash := func(i int) string { return s.RunHash(mustPlan(t, s)[i]) }
	abandon(t, store, mustPlan(t, s)[1])
	if err := mustClaim(t, store, mustPlan(t, s)[2]).Release(); err != nil {
		t.Fatal(err)
	}
	filetest.Put(t, dir, "claims/"+hash(3), "")
	filetest.Put(t, dir, "claims/"+hash(4)+".1", "")
	filetest.Put(t, dir, "runs/.tmp-1", "half")
	filetest.Put(t, dir, "failures/.tmp-2", "")
	filetest.Put(t, dir, "runs/"+hash(0)+".json.damaged-1", "old")
	filetest.Put(t, dir, "notes/mine.txt", "")
	filetest.Put(t, dir, "logs/1_2.log", "")
	filetest.Put(t, dir, "runs/README", "")
	filetest.Put(t, dir, "runs/abc.json", "")
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, s
}

func TestCheckWithoutAStudy(t *testing.T) {
	for name, c := range brokenDirs(t) {
		report, err := Check(c.dir)
		if name == "none" {
			if !errors.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || paths(report.Problems) != "study.json" || report.OK() {
			t.Errorf("%s: %v, %+v", name, err, report)
		}
	}
	dir := finishedDir(t, small())
	hash := small().RunHash(mustPlan(t, small())[0])
	filetest.Damage(t, filepath.Join(dir, "runs", hash+".json"))
	if err := os.Remove(layout.Dir(dir).Spec()); err != nil {
		t.Fatal(err)
	}
	if report := mustCheck(t, dir); paths(report.Problems) != "study.json runs/"+hash+".json" || len(report.Unused) != 0 {
		t.Errorf("results are checked without their study: %+v", report)
	}
}

func TestReportAsJSON(t *testing.T) {
	report := mustCheck(t, finishedDir(t, small()))
	report.Dir = "/d"
	report.Problems = append(report.Problems, Finding{"runs/x.json", 7, "damaged"})
	text, err := json.Marshal(report)
	want := `{"dir":"/d","study":"small","files":16,"results":14,"total":14,"problems":[{"path":"runs/x.json","bytes":7,"reason":"damaged"}],"leftovers":[],"unused":[],"foreign":[]}`
	if err != nil || string(text) != want {
		t.Errorf("%v: %s\nwant %s", err, text, want)
	}
}

func TestPrune(t *testing.T) {
	dir, _ := messy(t)
	before := filetest.Snapshot(t, dir)
	dry, err := Prune(dir, PruneOptions{DryRun: true})
	if err != nil || filetest.Snapshot(t, dir) != before || len(dry.Removed) != 7 || dry.Bytes < 4 {
		t.Fatalf("a dry run: %v, %+v", err, dry)
	}
	done, err := Prune(dir, PruneOptions{})
	if err != nil || paths(done.Removed) != paths(dry.Removed) || done.Bytes != dry.Bytes {
		t.Fatalf("%v, %+v, want what the dry run said: %+v", err, done, dry)
	}
	report := mustCheck(t, dir)
	if len(report.Leftovers) != 0 || len(report.Unused) != 7 || len(report.Foreign) != 3 || report.Results != 7 {
		t.Errorf("left: %+v", report)
	}
	all, err := Prune(dir, PruneOptions{Unused: true})
	if report = mustCheck(t, dir); err != nil || len(all.Removed) != 7 || len(report.Unused) != 0 ||
		len(report.Foreign) != 3 || report.Results != 7 {
		t.Errorf("%v: %+v removed, left: %+v", err, all, report)
	}
	if again, err := Prune(dir, PruneOptions{Unused: true}); err != nil || len(again.Removed) != 0 {
		t.Errorf("the second time: %v, %+v", err, again)
	}
}

func TestPruneTouchesNothingInUse(t *testing.T) {
	dir, s := messy(t)
	store := mustOpen(t, s, dir)
	before := filetest.Snapshot(t, dir)
	for _, o := range []PruneOptions{{}, {DryRun: true}, {Unused: true}} {
		if done, err := Prune(dir, o); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), dir) ||
			len(done.Removed) != 0 {
			t.Errorf("%+v: %v, %+v", o, err, done)
		}
	}
	if after := filetest.Snapshot(t, dir); after != before {
		t.Errorf("the directory was\n%s and is\n%s", before, after)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Prune(dir, PruneOptions{}); err != nil {
		t.Error(err)
	}
}

// A claim from a machine whose locks do not reach this one is left alone while its lease lasts.
func TestPruneKeepsLivingClaims(t *testing.T) {
	dir, s := messy(t)
	store := mustOpen(t, s, dir)
	path := leaveClaim(t, store, mustPlan(t, s)[5], "elsewhere")
	store.Close()
	if _, err := Prune(dir, PruneOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the claim is gone: %v", err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	done, err := Prune(dir, PruneOptions{})
	if err != nil || len(done.Removed) != 1 || !strings.Contains(done.Removed[0].Reason, "elsewhere") {
		t.Errorf("after its lease: %v, %+v", err, done)
	}
}

func TestPruneReportsFailures(t *testing.T) {
	if _, err := Prune(filepath.Join(t.TempDir(), "none"), PruneOptions{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no directory: %v", err)
	}
	dir, _ := messy(t)
	in := folderAt(dir)
	in.disk.Lock = func(*os.File, disk.LockMode) error { return errors.ErrUnsupported }
	if _, err := in.lockAlone(); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "no locks") {
		t.Errorf("a file system without locks: %v", err)
	}
	in = folderAt(dir)
	refused := errors.New("read-only file system")
	calls := 0
	in.disk.Remove = func(path string) error {
		if calls++; calls > 2 {
			return refused
		}
		return os.Remove(path)
	}
	var out Pruned
	if err := in.prune(&out, nil); !errors.Is(err, refused) || len(out.Removed) != 2 {
		t.Errorf("%v, %d removed before", err, len(out.Removed))
	}
}

func TestList(t *testing.T) {
	root := t.TempDir()
	if studies, err := List(filepath.Join(root, "none")); err != nil || studies != nil {
		t.Errorf("no root: %v, %v", err, studies)
	}
	s := small()
	mustRun(t, s, study.RunOptions{Root: root, Executor: inProcess{}})
	other := small()
	other.Name = "other"
	store := mustOpen(t, other, filepath.Join(root, "studies", "other"))
	plan := mustPlan(t, other)
	claim := mustClaim(t, store, plan[0])
	defer claim.Release()
	if err := mustClaim(t, store, plan[1]).Fail(errors.New("diverged"), study.Result{}); err != nil {
		t.Fatal(err)
	}
	filetest.Put(t, root, "studies/broken/study.json", "{")
	filetest.Put(t, root, "studies/notes.txt", "")
	before := filetest.Snapshot(t, root)
	studies, err := List(root)
	if err != nil || len(studies) != 3 || filetest.Snapshot(t, root) != before {
		t.Fatalf("%v: %+v", err, studies)
	}
	if l := studies[0]; l.Name != "broken" || !strings.Contains(l.Problem, "damaged") {
		t.Errorf("%+v", l)
	}
	if l := studies[1]; l.Name != "other" || l.Running != 1 || l.Failures != 1 || l.Results != 0 || l.Problem != "" ||
		l.Hash != other.Hash() {
		t.Errorf("%+v", l)
	}
	if l := studies[2]; l.Name != "small" || l.Results != 14 || l.Running+l.Failures != 0 || l.Changed.IsZero() ||
		l.Dir != filepath.Join(root, "studies", "small") {
		t.Errorf("%+v", l)
	}
	t.Setenv(study.HomeVariable, root)
	if here, err := List(""); err != nil || len(here) != 3 {
		t.Errorf("%v: %+v", err, here)
	}
	filetest.Put(t, root, "file/studies", "")
	if _, err := List(filepath.Join(root, "file")); err == nil || !strings.Contains(err.Error(), "file") {
		t.Errorf("a root that is no directory: %v", err)
	}
}

func TestListedAsJSON(t *testing.T) {
	text, err := json.Marshal(Summary{Name: "n", Dir: "/d", Hash: "h", Results: 1, Failures: 2, Running: 3,
		Changed: time.Unix(0, 0).UTC()})
	if want := `{"name":"n","dir":"/d","hash":"h","done":0,"total":0,"results":1,"failures":2,"running":3,"changed":"1970-01-01T00:00:00Z"}`; err != nil ||
		string(text) != want {
		t.Errorf("%v: %s", err, text)
	}
}
