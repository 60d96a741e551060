//go:build unix

package maintain

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
)

// Whatever lies in the place of a claim, a result, a failure or a network, every command answers and the study is
// computed.
func TestOddFilesHinderNobody(t *testing.T) {
	t.Parallel()
	s := small()
	hash, token := s.RunHash(mustPlan(t, s)[3]), ".7"
	for i, place := range []string{
		"claims/" + hash + token, "runs/" + hash + ".json", "claims/" + hash, "claims/.tmp-1", "runs/.tmp-1",
		"failures/" + hash + ".json",
		"weights/" + hash + ".safetensors", "notes", "runs/notes", ".tmp-x.json-1",
	} {
		for name, make := range filetest.Oddities(t) {
			worst := slices.Contains([]string{"a full directory", "a named pipe", "a link to /dev/zero", "a file without end"},
				name)
			if !worst && i > 1 || testing.Short() && !(worst && i < 1) {
				continue // the rest in two places is enough, with -short the worst
			}
			what := place + ": " + name
			root := filetest.QuickDir(t)
			dir := filepath.Join(root, "studies", "small")
			mustOpen(t, s, dir).Close()
			if err := errors.Join(os.MkdirAll(filepath.Join(dir, "weights"), disk.DirMode),
				make(filepath.Join(dir, place))); err != nil {
				t.Fatal(what, err)
			}
			filetest.Within(t, what, func() { lookAtAll(t, what, root, dir) })
			filetest.Within(t, what, func() {
				if results, err := s.Run(t.Context(), study.RunOptions{Root: root, Executor: inProcess{}}); err != nil ||
					len(results.Runs) != 14 {
					t.Errorf("%s: %v", what, err)
				}
			})
			if strings.Contains(name, "full directory") && !bytes.Contains([]byte(tree(t, dir)), []byte("thesis.tex")) {
				t.Errorf("%s: somebody's file is gone", what)
			}
			if _, err := Prune(dir, PruneOptions{Unused: true}); err != nil {
				t.Errorf("%s: gc: %v", what, err)
			}
			if results, err := s.Load(study.RunOptions{Root: root}); err != nil || len(results.Runs) != 14 {
				t.Errorf("%s: afterwards: %v", what, err)
			}
		}
	}
}

// lookAtAll calls everything that only reads.
func lookAtAll(t *testing.T, what, root, dir string) {
	t.Helper()
	status, err := ReadStatus(dir)
	if err != nil || status.Counts[Running] != 0 {
		t.Errorf("%s: status %v, %v", what, status, err)
	}
	if _, err := study.ReadResults(dir); err != nil {
		t.Errorf("%s: load: %v", what, err)
	}
	if list, err := List(root); err != nil || len(list) != 1 || list[0].Problem != "" || list[0].Running != 0 {
		t.Errorf("%s: list: %+v, %v", what, list, err)
	}
	if _, err := Check(dir); err != nil {
		t.Errorf("%s: check: %v", what, err)
	}
}

// tree lists all paths below a directory.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		paths = append(paths, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(paths, "\n")
}

func TestOddClaimsAreReported(t *testing.T) {
	s := small()
	dir := filepath.Join(t.TempDir(), "small")
	store := mustOpen(t, s, dir)
	hash := s.RunHash(mustPlan(t, s)[3])
	if err := os.Mkdir(folderAt(store.Dir()).claims.Path(hash, 7), disk.DirMode); err != nil {
		t.Fatal(err)
	}
	status, err := ReadStatus(dir)
	if err != nil || len(status.Problems) != 1 || status.Problems[0].Path != "claims/"+hash+".7" ||
		!strings.Contains(status.Problems[0].Reason, "a directory") {
		t.Errorf("status: %+v, %v", status.Problems, err)
	}
	report := mustCheck(t, dir)
	if len(report.Problems) != 1 || report.Problems[0] != (Finding{"claims/" + hash + ".7", status.Problems[0].Bytes,
		"a directory, not a file of the store"}) {
		t.Errorf("check: %+v", report.Problems)
	}
}

// The specification and the lock have no substitute: what is in their place is named, at once.
func TestOddSpecificationsAreRefused(t *testing.T) {
	t.Parallel()
	places := []string{"study.json", "lock", "runs", "claims"}
	if testing.Short() {
		places = places[:1]
		t.Log("only in place of the specification, because of -short")
	}
	for name, make := range filetest.Oddities(t) {
		for _, place := range places {
			dir := filepath.Join(t.TempDir(), "small")
			mustOpen(t, small(), dir).Close()
			path := filepath.Join(dir, place)
			if err := errors.Join(os.RemoveAll(path), make(path)); err != nil {
				t.Fatal(err)
			}
			filetest.Within(t, name+": "+place, func() {
				_, _ = ReadStatus(dir)
				_, _ = Check(dir)
				_, _ = Prune(dir, PruneOptions{})
				store, err := study.OpenDir(dir)
				if err == nil {
					err = store.Close()
				} else if !strings.Contains(err.Error(), path) {
					t.Errorf("%s for %s: %v", name, place, err)
				}
				if place == "study.json" && err == nil {
					t.Errorf("%s for study.json was taken", name)
				}
			})
		}
	}
}

func TestOddArchivesAreRefused(t *testing.T) {
	for name, make := range filetest.Oddities(t) {
		path := filepath.Join(t.TempDir(), "x.zip")
		if err := make(path); err != nil {
			t.Fatal(err)
		}
		filetest.Within(t, name, func() {
			if _, err := Unpack(path, UnpackOptions{Root: t.TempDir()}); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}
