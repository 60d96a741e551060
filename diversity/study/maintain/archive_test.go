package maintain

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/filetest"
	"tradeoff/diversity/study/internal/layout"
	"tradeoff/diversity/study/internal/sealed"
)

func mustPack(t testing.TB, dir string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Pack(dir, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// save writes an archive to a file.
func save(t *testing.T, text []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "study.zip")
	if err := os.WriteFile(path, text, disk.FileMode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPackAndUnpack(t *testing.T) {
	dir := finishedDir(t, small())
	packed := mustPack(t, dir)
	root := t.TempDir()
	got, err := Unpack(save(t, packed), UnpackOptions{Root: root})
	want := Unpacked{Study: "small", Dir: filepath.Join(root, "studies", "small"), Added: 14}
	if err != nil || got != want {
		t.Fatalf("%v: %+v, want %+v", err, got, want)
	}
	for _, path := range []string{"study.json", "runs"} {
		if a, b := contents(t, filepath.Join(dir, path)),
			contents(t, filepath.Join(got.Dir, path)); !reflect.DeepEqual(a, b) {
			t.Errorf("%s differs", path)
		}
	}
	mustRun(t, small(), study.RunOptions{Root: root, Executor: none{t}})
	if again := mustPack(t, got.Dir); !bytes.Equal(again, packed) {
		t.Error("the unpacked study packs to other bytes")
	}
	raw := 0
	for _, text := range contents(t, dir) {
		raw += len(text)
	}
	t.Logf("%d bytes of %d", len(packed), raw)
}

// contents are the files below a path.
func contents(t *testing.T, path string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		out[strings.TrimPrefix(name, path)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPackLeavesOutWhatThePlanDoesNotNeed(t *testing.T) {
	dir, s := messy(t)
	store := mustOpen(t, s, dir)
	remove(t, store, mustPlan(t, s)[6:7])
	if err := mustClaim(t, store, mustPlan(t, s)[6]).Fail(errors.New("diverged"), study.Result{}); err != nil {
		t.Fatal(err)
	}
	text := mustPack(t, dir)
	in, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range in.File {
		got = append(got, entry.Name)
	}
	want := []string{"study.json"}
	for _, run := range mustPlan(t, s)[:6] {
		want = append(want, "runs/"+s.RunHash(run)+".json")
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("entries\n%v, want\n%v", got, want)
	}
}

func TestPackReportsErrors(t *testing.T) {
	dir := finishedDir(t, small())
	full := errors.New("the disk is full")
	if err := Pack(dir, failing{full}); !errors.Is(err, full) {
		t.Errorf("a full disk: %v", err)
	}
	path := filepath.Join(dir, "runs", small().RunHash(mustPlan(t, small())[4])+".json")
	filetest.Damage(t, path)
	if err := Pack(dir, &bytes.Buffer{}); !errors.Is(err, study.ErrDamaged) || !strings.Contains(err.Error(), path) {
		t.Errorf("a damaged result: %v", err)
	}
}

func TestUnpackKeepsAndReplaces(t *testing.T) {
	s := small()
	dir := finishedDir(t, s)
	path := save(t, mustPack(t, dir))
	plan := mustPlan(t, s)
	store := mustOpen(t, s, dir)
	remove(t, store, plan[:3])
	if err := mustClaim(t, store, plan[0]).Fail(errors.New("diverged"), study.Result{}); err != nil {
		t.Fatal(err)
	}
	filetest.Damage(t, layout.Dir(store.Dir()).Run(s.RunHash(plan[5])))
	mine := stubResult(s, plan[6])
	mine.Device = "mine"
	remove(t, store, plan[6:7])
	if err := mustClaim(t, store, plan[6]).Publish(mine); err != nil {
		t.Fatal(err)
	}
	root := filepath.Dir(filepath.Dir(dir))
	got, err := Unpack(path, UnpackOptions{Root: root})
	if want := (Unpacked{Study: "small", Dir: dir, Added: 3, Replaced: 1, Kept: 10}); err != nil || got != want {
		t.Fatalf("%v: %+v, want %+v", err, got, want)
	}
	if text := got.String(); text != "small: 3 added, 1 damaged ones replaced, 10 kept" {
		t.Error(text)
	}
	if result, err := store.Result(plan[6]); err != nil || result.Device != "mine" {
		t.Errorf("an intact result was replaced: %+v (%v)", result, err)
	}
	report := mustCheck(t, dir)
	if !report.OK() || report.Results != 14 || len(report.Leftovers) != 1 ||
		!strings.HasSuffix(report.Leftovers[0].Path, ".damaged-1") {
		t.Errorf("%+v", report)
	}
	if status, err := ReadStatus(dir); err != nil || !status.Complete() {
		t.Errorf("%v, %v", status, err)
	}
}

// Unpacking where nothing is missing needs no right to write.
func TestUnpackWritesNothingIfNothingIsMissing(t *testing.T) {
	dir := finishedDir(t, small())
	path := save(t, mustPack(t, dir))
	if err := os.Remove(filepath.Join(dir, layout.Lock)); err != nil {
		t.Fatal(err)
	}
	before := filetest.Snapshot(t, dir)
	root := filepath.Dir(filepath.Dir(dir))
	if got, err := Unpack(path, UnpackOptions{Root: root}); err != nil || got.Kept != 14 || got.Added != 0 {
		t.Errorf("%v: %+v", err, got)
	}
	if got, err := Unpack(path, UnpackOptions{Root: root, Study: pointer(small())}); err != nil || got.Kept != 14 {
		t.Errorf("%v: %+v", err, got)
	}
	if filetest.Snapshot(t, dir) != before {
		t.Error("the directory changed")
	}
}

func TestUnpackKeepsTheStudyOfTheDirectory(t *testing.T) {
	s := small()
	path := save(t, mustPack(t, finishedDir(t, s)))
	fewer := small()
	fewer.Repeats = 1
	root := t.TempDir()
	dir := filepath.Join(root, "studies", "small")
	mustOpen(t, fewer, dir).Close()
	spec := contents(t, layout.Dir(dir).Spec())
	got, err := Unpack(path, UnpackOptions{Root: root})
	if err != nil || got.Added != 14 || got.Foreign != 0 || !reflect.DeepEqual(contents(t, layout.Dir(dir).Spec()), spec) {
		t.Errorf("fewer repeats: %v, %+v", err, got)
	}
	other := small()
	other.Seed = 2
	root = t.TempDir()
	dir = filepath.Join(root, "studies", "small")
	mustOpen(t, other, dir).Close()
	got, err = Unpack(path, UnpackOptions{Root: root})
	if err != nil || got.Foreign != 14 || len(contents(t, filepath.Join(dir, "runs"))) != 0 ||
		!strings.HasSuffix(got.String(), "14 left out as they belong to another specification") {
		t.Errorf("another seed: %v, %v", err, got)
	}
	filetest.Damage(t, layout.Dir(dir).Spec())
	got, err = Unpack(path, UnpackOptions{Root: root})
	if err != nil || got.Added != 14 {
		t.Errorf("a damaged study.json: %v, %v", err, got)
	}
}

func TestUnpackWhileAnotherComputes(t *testing.T) {
	path := save(t, mustPack(t, finishedDir(t, small())))
	root := t.TempDir()
	store := mustOpen(t, small(), filepath.Join(root, "studies", "small"))
	claim := mustClaim(t, store, mustPlan(t, small())[0])
	if got, err := Unpack(path, UnpackOptions{Root: root}); err != nil || got.Added != 14 {
		t.Errorf("%v: %+v", err, got)
	}
	if err := claim.Publish(stubResult(small(), mustPlan(t, small())[0])); err != nil {
		t.Error(err)
	}
	other := small()
	other.Repeats = 1
	if _, err := Unpack(path, UnpackOptions{Root: root, Study: &other}); err != nil {
		t.Errorf("nothing is missing: %v", err)
	}
	remove(t, store, mustPlan(t, other)[2:3])
	if _, err := Unpack(path, UnpackOptions{Root: root, Study: &other}); !errors.Is(err, study.ErrBusy) {
		t.Errorf("another specification is in use: %v", err)
	}
}

func TestUnpackReportsFailures(t *testing.T) {
	text := mustPack(t, finishedDir(t, small()))
	root := t.TempDir()
	filetest.Put(t, root, "studies", "a file")
	if _, err := Unpack(save(t, text), UnpackOptions{Root: root}); err == nil ||
		!strings.Contains(err.Error(), filepath.Join(root, "studies")) {
		t.Errorf("a root that is no directory: %v", err)
	}
	a, err := readArchive(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	store := mustOpen(t, small(), t.TempDir())
	in := folderAt(store.Dir())
	full := errors.New("the disk is full")
	rename := in.disk.Rename
	var out Unpacked
	in.disk.Rename = func(from, to string) error {
		if out.Added == 3 {
			return full
		}
		return rename(from, to)
	}
	if err := in.takeAll(a.runs, &out); !errors.Is(err, full) || !strings.Contains(err.Error(), in.Run(a.runs[3].hash)) ||
		out.Added != 3 {
		t.Errorf("a full disk: %v, %+v", err, out)
	}
	in.disk.Rename = rename
	out = Unpacked{}
	if err := in.takeAll(a.runs, &out); err != nil || out.Kept != 3 || out.Added != 11 {
		t.Errorf("afterwards: %v, %+v", err, out)
	}
	filetest.Damage(t, in.Run(a.runs[0].hash))
	refused := errors.New("read-only file system")
	in.disk.Link = func(string, string) error { return refused }
	if err := in.takeAll(a.runs, &out); !errors.Is(err, refused) {
		t.Errorf("setting aside fails: %v", err)
	}
}

// A study takes its runs from an archive of another one, with another name and more of everything.
func TestStudyUnpack(t *testing.T) {
	path := save(t, mustPack(t, finishedDir(t, small())))
	s := small()
	s.Name, s.Budgets, s.Repeats = "mine", []int{64}, 1
	root := t.TempDir()
	got, err := Unpack(path, UnpackOptions{Root: root, Study: &s})
	if err != nil || got.Added != 14 || got.Study != "mine" {
		t.Fatalf("%v: %+v", err, got)
	}
	results := mustRun(t, s, study.RunOptions{Root: root, Executor: none{t}})
	if len(results.Runs) != 4 {
		t.Errorf("%d runs", len(results.Runs))
	}
	if _, err := Unpack(path, UnpackOptions{Root: root, Study: &study.Study{}}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no study: %v", err)
	}
	if _, err := Unpack(path+"x", UnpackOptions{Root: root, Study: &s}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no archive: %v", err)
	}
}

// entry is a file of a forged archive.
type entry struct{ name, text string }

func forge(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range entries {
		method := zip.Deflate
		if len(e.text) > 1<<20 {
			method = zip.Store // compressing takes the race detector seconds
		}
		file, err := w.CreateHeader(&zip.FileHeader{Name: e.name, Method: method})
		if err == nil {
			_, err = file.Write([]byte(e.text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestUnpackRefuses(t *testing.T) {
	s := small()
	dir := finishedDir(t, s)
	spec := entry{"study.json", contents(t, layout.Dir(dir).Spec())[""]}
	runs := contents(t, filepath.Join(dir, "runs"))
	hash, other := s.RunHash(mustPlan(t, s)[1]), s.RunHash(mustPlan(t, s)[2])
	good := entry{"runs/" + hash + ".json", runs["/"+hash+".json"]}
	withSeal := func(content any) string {
		text, err := sealed.Seal(content)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, c := range map[string]struct {
		text []byte
		kind error
		want string
	}{
		"nothing":          {nil, ErrArchive, "zip"},
		"no zip":           {[]byte("results"), ErrArchive, "zip"},
		"no study":         {forge(t, good), ErrArchive, "study.json"},
		"zip slip":         {forge(t, spec, entry{"../runs/" + hash + ".json", good.text}), ErrArchive, `"../runs/`},
		"zip slip inside":  {forge(t, spec, entry{"runs/../runs/" + hash + ".json", good.text}), ErrArchive, `runs/../`},
		"an absolute path": {forge(t, spec, entry{"/runs/" + hash + ".json", good.text}), ErrArchive, `"/runs/`},
		"a backslash":      {forge(t, spec, entry{`..\runs\` + hash + ".json", good.text}), ErrArchive, `runs\\`},
		"another file":     {forge(t, spec, entry{"README", "x"}), ErrArchive, `"README"`},
		"a folder outside": {forge(t, spec, entry{"../", ""}), ErrArchive, `"../"`},
		"two studies": {forge(t, entry{"a/study.json", spec.text}, entry{"b/study.json", spec.text}), ErrArchive,
			"/study.json"},
		"another folder": {forge(t, entry{"../study.json", spec.text}), ErrArchive, `"../study.json"`},
		"reformatted": {forge(t, spec, entry{good.name, strings.ReplaceAll(good.text, ":", ": ")}), study.ErrDamaged,
			"reformatted"},
		"an LFS pointer": {[]byte("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"), ErrArchive,
			"git lfs pull"},
		"no hash":     {forge(t, spec, entry{"runs/abc.json", good.text}), ErrArchive, `"runs/abc.json"`},
		"a run twice": {forge(t, spec, good, good), ErrArchive, "two entries"},
		"an edited run": {forge(t, spec,
			entry{good.name, strings.Replace(good.text, `"tested":100`, `"tested":101`, 1)}), study.ErrDamaged, good.name},
		"a misplaced run": {forge(t, spec, entry{"runs/" + other + ".json", good.text}), study.ErrDamaged,
			"it holds the run " + hash},
		"a relabelled run": {forge(t, spec, entry{"runs/" + other + ".json", relabelled(t, []byte(good.text), other)}),
			study.ErrDamaged, "not a run of the study small"},
		"a newer run": {forge(t, spec, entry{good.name, withSeal(map[string]any{"format": study.Format + 1})}),
			study.ErrFormat, good.name},
		"a newer study": {forge(t, entry{"study.json", withSeal(map[string]any{"format": study.Format + 1})}, good),
			study.ErrFormat, "study.json"},
		"an edited study": {forge(t, entry{"study.json", strings.Replace(spec.text, "small", "large", 1)}),
			study.ErrDamaged, "study.json"},
		"a study of nothing": {forge(t, entry{"study.json", withSeal(layout.SpecFile{Format: study.Format,
			Study: json.RawMessage(`{"name":"../x"}`)})}), diversity.ErrInvalid, `"../x"`},
		"no study inside": {forge(t, entry{"study.json",
			withSeal(layout.SpecFile{Format: study.Format, Study: json.RawMessage(`[]`)})}), study.ErrDamaged, "study.json"},
		"a study it is not": {forge(t, entry{"study.json", withSeal(layout.SpecFile{Format: study.Format,
			Study: json.RawMessage(`{"name":"x","format":9}`)})}), study.ErrFormat, "study.json"},
	} {
		root := t.TempDir()
		path := save(t, c.text)
		_, err := Unpack(path, UnpackOptions{Root: root})
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v, want %v with %q and the path", name, err, c.kind, c.want)
		}
		if left := contents(t, root); len(left) != 0 {
			t.Errorf("%s: it wrote %v", name, left)
		}
	}
	if _, err := Unpack(filepath.Join(t.TempDir(), "none.zip"), UnpackOptions{Root: t.TempDir()}); !errors.Is(err,
		fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// A bomb is noticed by what it unpacks to, whatever its header says.
func TestUnpackRefusesBombs(t *testing.T) {
	hash := small().RunHash(mustPlan(t, small())[1])
	bomb := forge(t, entry{"runs/" + hash + ".json", strings.Repeat("0", maxEntryBytes+1)})
	if _, err := Unpack(save(t, bomb), UnpackOptions{Root: t.TempDir()}); !errors.Is(err, ErrArchive) ||
		!strings.Contains(err.Error(), hash) {
		t.Errorf("a large entry in %d bytes: %v", len(bomb), err)
	}
	in, err := zip.NewReader(bytes.NewReader(bomb), int64(len(bomb)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readEntry(in.File[0], 1000); !errors.Is(err, ErrArchive) {
		t.Errorf("an entry beyond what is left for all: %v", err)
	}
}

func TestEveryCutArchiveIsRefused(t *testing.T) {
	text := mustPack(t, finishedDir(t, small()))
	for length := 0; length < len(text); length += 31 {
		if _, err := readArchive(bytes.NewReader(text[:length]), int64(length)); err == nil {
			t.Fatalf("cut to %d of %d bytes: no error", length, len(text))
		}
	}
}

// Altered archives are refused, or hold the very same results: some bytes of a zip file mean nothing.
func TestAlteredArchivesAreRefusedOrTheSame(t *testing.T) {
	text := mustPack(t, finishedDir(t, small()))
	good, err := readArchive(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for i := 0; i < len(text); i += 83 {
		bad := bytes.Clone(text)
		bad[i] ^= 1 << (i % 8)
		a, err := readArchive(bytes.NewReader(bad), int64(len(bad)))
		if err != nil {
			refused++
			continue
		}
		for k, r := range a.runs {
			if r.hash != good.runs[k].hash || r.run != good.runs[k].run {
				t.Errorf("byte %d altered: %+v", i, r)
			}
		}
	}
	if refused < len(text)/83/2 {
		t.Errorf("only %d of %d altered archives were refused", refused, len(text)/83)
	}
}

func FuzzArchive(f *testing.F) {
	result := stubResult(small(), small().ControlAt(0))
	result.Format, result.Hash, result.Run = study.Format, small().RunHash(result.Run), small().ControlAt(0)
	text, err := sealed.Seal(result)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(forge(f, entry{"study.json", sealed.Head}, entry{"runs/" + result.Hash + ".json", string(text)}))
	f.Add(forge(f, entry{"../x", ""}))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := readArchive(bytes.NewReader(text), int64(len(text)))
		if err != nil {
			return
		}
		for _, r := range a.runs {
			if !claims.IsKey(r.hash) {
				t.Errorf("a run by the name %q", r.hash)
			}
		}
		a.name()
	})
}
