package saved

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/keep"
)

// put writes a file as package keep does, with its checksum.
func put(t testing.TB, dir, file, body string) {
	t.Helper()
	text := binary.BigEndian.AppendUint32(nil, crc32.Checksum([]byte(body), crc32.MakeTable(crc32.Castagnoli)))
	if err := os.WriteFile(filepath.Join(dir, file), append(text, body...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// store is one with an integer of each name.
func store(t testing.TB, names ...string) keep.Store {
	t.Helper()
	s := keep.Store{Dir: t.TempDir()}
	index := map[string]keep.Entry{}
	for i, name := range names {
		index[name] = number(name, i+1)
		put(t, s.Dir, "value-"+name, "of "+name)
	}
	replace(t, s, index)
	return s
}

func number(name string, cell int) keep.Entry {
	return keep.Entry{Cell: cell, Shown: "int", Bytes: 10, File: "value-" + name, Type: "int", With: []string{name}}
}

func replace(t testing.TB, s keep.Store, index map[string]keep.Entry) {
	t.Helper()
	if err := s.Replace(index); err != nil {
		t.Fatal(err)
	}
}

func indexOf(t testing.TB, s keep.Store) map[string]keep.Entry {
	t.Helper()
	index, err := s.Index()
	if err != nil {
		t.Fatal(err)
	}
	return index
}

// session is one that has saved a store.
func saveNew(t testing.TB, root, notebook string, from keep.Store) *Session {
	t.Helper()
	s := New(root, notebook)
	if err := s.Save(from); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheNextSessionHasTheValues(t *testing.T) {
	root := t.TempDir()
	before := store(t, "x", "y", protocol.OutName(3))
	index := indexOf(t, before)
	index["rows"] = keep.Entry{Cell: 4, Shown: "[]Row", File: "value-x", Type: "[]Row", Own: []string{"Row"}, With: []string{"rows", "x"}}
	index["f"] = keep.Entry{Cell: 5, Shown: "func()", Problem: "f is a function", Advice: "declare it"}
	replace(t, before, index)
	saveNew(t, root, "/a.ipynb", before)
	saveNew(t, root, "/b.ipynb", store(t, "other"))

	now := store(t, "y")
	r, err := New(root, "/a.ipynb").Restore(now, nil)
	if err != nil || !slices.Equal(r.Names, []string{"rows", "x"}) || !slices.Equal(r.Stay, []string{"y"}) || r.Needs["rows"] != "Row" ||
		len(r.Left) != 0 || time.Since(r.Saved) > time.Minute {
		t.Fatalf("%+v, %v", r, err)
	}
	got := indexOf(t, now)
	if len(got) != 3 || got["x"].Cell != 1 || got["x"].Earlier == "" || got["y"].Earlier != "" {
		t.Errorf("%+v", got)
	}
	if text, err := os.ReadFile(filepath.Join(now.Dir, "value-x")); err != nil || string(text[4:]) != "of x" {
		t.Errorf("%q, %v", text, err)
	}
	if want := "cell 1 of "; !strings.HasPrefix(got["x"].Origin(), want) || got["y"].Origin() != "cell 1" {
		t.Errorf("%q, %q", got["x"].Origin(), got["y"].Origin())
	}
}

func TestNamesAreFoundInOlderSessions(t *testing.T) {
	root := t.TempDir()
	saveNew(t, root, "n", store(t, "old", "x"))
	saveNew(t, root, "n", store(t, "x"))
	saveNew(t, root, "n", store(t)) // which has nothing, and counts for none
	r, err := New(root, "n").Restore(store(t), nil)
	if err != nil || !slices.Equal(r.Names, []string{"x"}) {
		t.Errorf("%+v, %v", r, err)
	}
	r, err = New(root, "n").Restore(store(t), []string{"old", "nosuch"})
	if err != nil || !slices.Equal(r.Names, []string{"old"}) || r.Left["nosuch"] == nil {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestWhereThereIsNothing(t *testing.T) {
	root := t.TempDir()
	if _, err := New(root, "n").Restore(store(t), nil); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), ": n") {
		t.Errorf("%v", err)
	}
	for _, s := range []*Session{New("", "n"), New(root, "")} {
		if err := s.Save(store(t, "x")); err != nil {
			t.Error(err)
		}
		if _, err := s.Restore(store(t), nil); !errors.Is(err, ErrNoNotebook) {
			t.Errorf("%v", err)
		}
	}
	if list, _ := os.ReadDir(root); len(list) != 0 {
		t.Errorf("%v were made", list)
	}
	saveNew(t, root, "n", store(t))
	if list, _ := os.ReadDir(root); len(list) != 0 {
		t.Errorf("for no values %v were made", list)
	}
}

// TestASessionFollowsItsStore saves again what has changed.
func TestASessionFollowsItsStore(t *testing.T) {
	root := t.TempDir()
	from := store(t, "x", "y")
	s := saveNew(t, root, "n", from)
	if _, err := from.Delete("x"); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(from); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(s.dir, "value-*"))
	if index := indexOf(t, keep.Store{Dir: s.dir}); len(index) != 1 || len(files) != 1 {
		t.Errorf("%v in %v", index, files)
	}
	info, err := os.Stat(s.dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestTheLargestValuesAreLeftOut(t *testing.T) {
	root := t.TempDir()
	from := store(t, "small", "large", "huge")
	index := indexOf(t, from)
	for name, n := range map[string]int64{"large": MostBytes - 10, "huge": MostBytes} {
		e := index[name]
		e.Bytes = n
		index[name] = e
	}
	replace(t, from, index)
	saveNew(t, root, "n", from)
	r, err := New(root, "n").Restore(store(t), nil)
	if err != nil || !slices.Equal(r.Names, []string{"large", "small"}) || !errors.Is(r.Left["huge"], errTooLarge) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestOldSessionsGo(t *testing.T) {
	root := t.TempDir()
	var dirs []string
	for range mostSessions + 1 {
		dirs = append(dirs, saveNew(t, root, "n", store(t, "x")).dir)
	}
	foreign := filepath.Join(dirs[1], "mine.txt")
	if err := os.WriteFile(foreign, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	stranger := filepath.Join(filepath.Dir(dirs[0]), "20200101-000000-1")
	if err := os.MkdirAll(stranger, 0o700); err != nil {
		t.Fatal(err)
	}
	saveNew(t, root, "n", store(t, "x"))
	if _, err := os.Stat(dirs[0]); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the oldest session is there: %v", err)
	}
	for _, path := range []string{foreign, stranger, dirs[mostSessions]} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

// TestHostileSessions has sessions that no kernel has written: what is wrong does not come back, and nothing of it gets
// into a program.
func TestHostileSessions(t *testing.T) {
	for what, change := range map[string]func(dir string, e *keep.Entry) (name string){
		"a name":        func(_ string, _ *keep.Entry) string { return "x int\nfunc init() { os.Exit(1) }\nvar y" },
		"a type":        func(_ string, e *keep.Entry) string { e.Type = "func() int { os.Exit(1); return 1 }()"; return "x" },
		"a type's text": func(_ string, e *keep.Entry) string { e.Type = "int\nfunc init() { os.Exit(1) }"; return "x" },
		"a dynamic type": func(_ string, e *keep.Entry) string {
			e.Dynamic = []string{"int)(nil)); os.Exit(1); _ = ((*int"}
			return "x"
		},
		"an own type": func(_ string, e *keep.Entry) string { e.Own = []string{"A; os.Exit(1)"}; return "x" },
		"an import": func(_ string, e *keep.Entry) string {
			e.Imports = map[string]string{"x \"os\"\nimport y": "fmt"}
			return "x"
		},
		"a long name":   func(_ string, _ *keep.Entry) string { return strings.Repeat("x", 10<<20) },
		"a problem":     func(_ string, e *keep.Entry) string { e.Problem = "\x1b[2J"; return "x" },
		"advice":        func(_ string, e *keep.Entry) string { e.Advice = "\x1b[2J"; return "x" },
		"a shown type":  func(_ string, e *keep.Entry) string { e.Shown = strings.Repeat("x", 10<<20); return "x" },
		"an import's C": func(_ string, e *keep.Entry) string { e.Imports = map[string]string{"keptᐧC": "C"}; return "x" },
		"a damaged value": func(dir string, _ *keep.Entry) string {
			_ = os.WriteFile(filepath.Join(dir, "value-x"), []byte("12345"), 0o600)
			return "x"
		},
		"no value": func(dir string, _ *keep.Entry) string { _ = os.Remove(filepath.Join(dir, "value-x")); return "x" },
		"a link": func(dir string, _ *keep.Entry) string {
			_ = os.Rename(filepath.Join(dir, "value-x"), filepath.Join(dir, "elsewhere"))
			_ = os.Symlink(filepath.Join(dir, "elsewhere"), filepath.Join(dir, "value-x"))
			return "x"
		},
		"numbers": func(dir string, e *keep.Entry) string {
			e.Blobs = []string{"numbers-00000000-1"}
			_ = os.WriteFile(filepath.Join(dir, "numbers-00000000-1"), []byte("1234"), 0o600)
			return "x"
		},
	} {
		root := t.TempDir()
		s := saveNew(t, root, "n", store(t, "x", "good"))
		index := indexOf(t, keep.Store{Dir: s.dir})
		e := index["x"]
		name := change(s.dir, &e)
		delete(index, "x")
		index[name] = e
		replace(t, keep.Store{Dir: s.dir}, index)
		now := store(t)
		r, err := New(root, "n").Restore(now, nil)
		if err != nil || !slices.Equal(r.Names, []string{"good"}) || r.Left[name] == nil || len(indexOf(t, now)) != 1 {
			t.Errorf("%s: %+v, %v", what, r, err)
		}
	}
}

// TestAShownTypeIsText has one that would act on a terminal; it is for people only.
func TestAShownTypeIsText(t *testing.T) {
	root := t.TempDir()
	s := saveNew(t, root, "n", store(t, "x"))
	index := indexOf(t, keep.Store{Dir: s.dir})
	e := index["x"]
	e.Shown = "int\x1b[2J\u202e\nx"
	replace(t, keep.Store{Dir: s.dir}, map[string]keep.Entry{"x": e})
	now := store(t)
	if _, err := New(root, "n").Restore(now, nil); err != nil || indexOf(t, now)["x"].Shown != `int\x1b[2J\u202e\nx` {
		t.Errorf("%v, %q", err, indexOf(t, now)["x"].Shown)
	}
}

func TestHostileFolders(t *testing.T) {
	root := t.TempDir()
	s := saveNew(t, root, "n", store(t, "x"))
	good, err := os.ReadFile(filepath.Join(s.dir, aboutName))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "null", "{", "[]", strings.Replace(string(good), mark, "mine", 1), strings.Repeat(" ", mostAbout+1)} {
		if err := os.WriteFile(filepath.Join(s.dir, aboutName), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := New(root, "n").Restore(store(t), nil); !errors.Is(err, ErrNone) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	var a about
	if err := json.Unmarshal(good, &a); err != nil {
		t.Fatal(err)
	}
	a.Notebook = "another" // whose name would have to have the same sum
	text, _ := json.Marshal(a)
	if err := os.WriteFile(filepath.Join(s.dir, aboutName), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(root, "n").Restore(store(t), nil); !errors.Is(err, ErrNone) {
		t.Errorf("of another notebook: %v", err)
	}
	if err := errors.Join(os.WriteFile(filepath.Join(s.dir, aboutName), good, 0o600),
		os.WriteFile(filepath.Join(s.dir, "index"), []byte("xxxxno index"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := New(root, "n").Restore(store(t), nil); !errors.Is(err, keep.ErrDamaged) {
		t.Errorf("%v", err)
	}
}

func TestTypesStay(t *testing.T) {
	for _, text := range []string{
		"int", "*keptᐧmath_big.Int", "map[string][]Row", "[3]keptᐧtime.Time", "struct{A int \"json:\\\"a\\\"\"; B, c []string}", "interface {}",
		"func(int, ...error) (keptᐧio.Reader, bool)", "<-chan int", "keptᐧsync_atomic.Pointer[keptᐧmath_big.Int]", "Pair[string, *Point]",
	} {
		got, err := typeText(text)
		if err != nil || strings.Join(strings.Fields(got), "") == "" {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
}

// FuzzTypes has a text for a type in a program: it declares one variable and runs nothing.
func FuzzTypes(f *testing.F) {
	for _, text := range []string{"int", "func() { f() }()", "[len(`a`)]int", "struct{ A int `x` }", "int // x", "interface{ F() }"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := typeText(text)
		if err != nil {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), "", fmt.Sprintf("package main\n\nvar x %s\nvar y int\n", got), 0)
		if err != nil {
			return // the compiler says so
		}
		if len(file.Decls) != 2 {
			t.Errorf("%q becomes %d declarations", text, len(file.Decls))
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.CallExpr, *ast.FuncLit, *ast.FuncDecl:
				t.Errorf("%q holds code: %q", text, got)
			}
			return true
		})
	})
}
