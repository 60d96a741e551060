package maintain

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

// newerFiles are files as a later version may write them: in this version's frame, and in others.
func newerFiles(t *testing.T) map[string][]byte {
	t.Helper()
	framed, err := sealed.Seal(map[string]any{"format": study.Format + 1, "run": []string{"of another shape"}})
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"the same frame":   framed,
		"another checksum": []byte(`{"checksum":"blake3:af1349b9","content":{"format":2,"hash":"x"}}`),
		"another frame":    []byte(`{"format":7,"data":{}}`),
	}
}

// What a newer version wrote is called newer by everybody, and stays as it is whatever this version does.
func TestFilesOfANewerVersionAreLeftAlone(t *testing.T) {
	t.Parallel()
	s := small()
	hash := s.RunHash(mustPlan(t, s)[3])
	unplanned := strings.Repeat("ab", 32)
	for name, text := range newerFiles(t) {
		for _, place := range []string{"runs/" + hash + ".json", "failures/" + hash + ".json", "claims/" + hash + ".3",
			"study.json", "runs/" + unplanned + ".json"} {
			root := filetest.QuickDir(t)
			dir := filepath.Join(root, "studies", "small")
			mustOpen(t, s, dir).Close()
			filetest.Write(t, filepath.Join(dir, place), text)
			filetest.Put(t, dir, "weights/"+unplanned+".safetensors", "")
			status, err := ReadStatus(dir)
			if planned := place == "study.json" || strings.Contains(place, unplanned); !planned &&
				(err != nil || status.Counts[Newer] != 1 || status.Counts[Damaged] != 0) {
				t.Errorf("%s, %s: %v, %v", place, name, status, err)
			}
			_, err = s.Run(t.Context(), study.RunOptions{Root: root, Executor: inProcess{}})
			if err == nil && !strings.Contains(place, unplanned) {
				t.Errorf("%s, %s: the study counts as complete", place, name)
			}
			if !strings.Contains(place, "claims") && !strings.Contains(place, unplanned) &&
				(!errors.Is(err, study.ErrNewer) || strings.Contains(err.Error(), "damaged")) {
				t.Errorf("%s, %s: %v", place, name, err)
			}
			_, _ = Prune(dir, PruneOptions{Unused: true})
			if _, err := study.Retry(dir); err != nil && !errors.Is(err, study.ErrNewer) {
				t.Errorf("%s, %s: retry: %v", place, name, err)
			}
			if got := string(filetest.Read(t, filepath.Join(dir, place))); got != string(text) {
				t.Errorf("%s, %s: it was replaced by %q", place, name, got)
			}
			if place == "runs/"+unplanned+".json" {
				filetest.Read(t, filepath.Join(dir, "weights", unplanned+".safetensors"))
			}
			report, err := Check(dir)
			if err != nil || place != "claims/"+hash+".3" && len(report.Problems) == 0 {
				t.Errorf("%s, %s: check: %+v, %v", place, name, report, err)
			}
			for _, f := range report.Problems {
				if f.Path == place && (!strings.Contains(f.Reason, study.ErrNewer.Error()) ||
					strings.Contains(f.Reason, "damaged")) {
					t.Errorf("%s, %s: check says %q", place, name, f.Reason)
				}
			}
		}
	}
}

func TestArchivesOfANewerVersion(t *testing.T) {
	for name, text := range newerFiles(t) {
		for _, place := range []string{"study.json", "runs/" + strings.Repeat("ab", 32) + ".json"} {
			_, err := Unpack(save(t, forge(t, entry{place, string(text)})), UnpackOptions{Root: t.TempDir()})
			if !errors.Is(err, study.ErrNewer) || strings.Contains(err.Error(), "damaged") {
				t.Errorf("%s, %s: %v", place, name, err)
			}
		}
	}
}

// edited changes a study.json as a person does in an editor.
func edited(t *testing.T, dir, old, new string) {
	t.Helper()
	text := string(filetest.Read(t, layout.Dir(dir).Spec()))
	if strings.Count(text, old) != 1 {
		t.Fatalf("%d times %q in %s", strings.Count(text, old), old, text)
	}
	filetest.Write(t, layout.Dir(dir).Spec(), []byte(strings.Replace(text, old, new, 1)))
}

func TestAcceptTakesAnEditedStudy(t *testing.T) {
	for name, change := range map[string]func(dir string){
		"more repeats":     func(dir string) { edited(t, dir, `"repeats":2`, `"repeats":3`) },
		"windows' endings": func(dir string) { edited(t, dir, `"repeats":2`, "\"repeats\":\r\n 3 ") },
		"with a mark": func(dir string) {
			edited(t, dir, `"repeats":2`, `"repeats":3`)
			filetest.Write(t, layout.Dir(dir).Spec(), append([]byte("\ufeff"), filetest.Read(t, layout.Dir(dir).Spec())...))
		},
	} {
		dir := finishedDir(t, small())
		change(dir)
		for what, use := range map[string]func() error{
			"status": func() error { _, err := ReadStatus(dir); return err },
			"resume": func() error { _, err := study.Resume(t.Context(), dir, study.RunOptions{}); return err },
		} {
			if err := use(); !errors.Is(err, study.ErrDamaged) || !strings.Contains(err.Error(), "study check STUDY --accept") {
				t.Errorf("%s: %s does not name the mend: %v", name, what, err)
			}
		}
		s, err := study.Accept(dir)
		if err != nil || s.Repeats != 3 {
			t.Fatalf("%s: %v, %+v", name, err, s)
		}
		if status, err := ReadStatus(dir); err != nil || status.Total != 21 || status.Counts[Done] != 14 {
			t.Errorf("%s: afterwards %v, %v", name, status, err)
		}
		if aside, err := os.ReadFile(layout.Dir(dir).Spec() + ".damaged-1"); err != nil ||
			!strings.Contains(string(aside), "3") {
			t.Errorf("%s: the edited file is not kept: %v", name, err)
		}
		before := filetest.Snapshot(t, dir)
		if again, err := study.Accept(dir); err != nil || again.Repeats != 3 || filetest.Snapshot(t, dir) != before {
			t.Errorf("%s: accepting once more: %v", name, err)
		}
	}
}

func TestAcceptRefusesWhatIsNoStudy(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		kind     error
		want     string
	}{
		"a value out of range": {`"repeats":2`, `"repeats":-3`, diversity.ErrInvalid, "Repeats"},
		"a field that is not":  {`"repeats":2`, `"repeat":3`, nil, `"repeat"`},
		"a comma too many":     {`"repeats":2`, `"repeats":2,,`, study.ErrDamaged, "line 4, column "},
		"a newer version":      {`"study":{"format":1`, `"study":{"format":2`, study.ErrNewer, "2"},
	} {
		dir := finishedDir(t, small())
		edited(t, dir, c.old, c.new)
		before := filetest.Snapshot(t, dir)
		_, err := study.Accept(dir)
		if err == nil || c.kind != nil && !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) ||
			!strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", name, err)
		}
		if filetest.Snapshot(t, dir) != before {
			t.Errorf("%s: something was changed", name)
		}
	}
	if _, err := study.Accept(t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no study: %v", err)
	}
}
