package keep

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"hash"
	"hash/maphash"
	"iter"
	"log"
	"math/big"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unique"
)

// TestWhatStandsForItselfByItsAddress reads addresses of the Internet, whose zone is a unique.Handle: copied field by
// field, they would equal no other.
func TestWhatStandsForItselfByItsAddress(t *testing.T) {
	four, six := netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fe80::1%eth0")
	if back := again(t, []netip.Addr{four, six, {}}); back[0] != four || back[1] != six || back[2].IsValid() {
		t.Errorf("%v", back)
	}
	if back := again(t, map[netip.Addr]int{four: 4, six: 6}); back[four] != 4 || back[six] != 6 {
		t.Errorf("%v", back)
	}
	prefix := netip.MustParsePrefix("10.0.0.0/8")
	if back := again(t, prefix); back != prefix || !back.Contains(four) {
		t.Errorf("%v", back)
	}
	port := netip.AddrPortFrom(six, 80)
	if back := again(t, &port); *back != port {
		t.Errorf("%v", back)
	}
}

func TestWhatOnlyItsProcessCanUse(t *testing.T) {
	folder, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	handle, seed := unique.Make("a"), maphash.MakeSeed()
	seeded := struct {
		Name string
		Seed maphash.Seed
	}{"b", seed}
	waiting := sync.NewCond(&sync.Mutex{})
	index := kept(t, t.TempDir(), 1, map[string]any{
		"handle": &handle, "seed": &seed, "seeded": &seeded, "folder": &folder, "waiting": &waiting,
	})
	for name, want := range map[string]string{
		"handle":  "handle is a unique.Handle",
		"seed":    "seed is a seed of hashes, which every process makes of a secret of its own",
		"seeded":  "seeded.Seed is a seed of hashes",
		"folder":  "folder.root is an open folder",
		"waiting": "waiting is a condition that goroutines wait for",
	} {
		if got := index[name].Problem; !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestStandardStreamsAreThoseOfTheNextCell has writers that end in this process's output.
func TestStandardStreamsAreThoseOfTheNextCell(t *testing.T) {
	streams := []*os.File{os.Stdin, os.Stdout, os.Stderr}
	if back := again(t, streams); !slices.Equal(back, streams) {
		t.Errorf("%v", back)
	}
	if back := again(t, log.New(os.Stderr, "x: ", log.Lmsgprefix)); back.Writer() != os.Stderr || back.Prefix() != "x: " {
		t.Errorf("%v %q", back.Writer(), back.Prefix())
	}
	w := bufio.NewWriter(os.Stdout)
	fmt.Fprint(w, "not flushed")
	if back := again(t, w); back.Buffered() != len("not flushed") {
		t.Errorf("%d bytes are not flushed", back.Buffered())
	}
}

// Step may have something to do.
type Step struct {
	Name string
	Do   func(a, b float64) float64
}

// TestNilIsKeptOfEveryType reads what is nil of types that package reflect cannot make.
func TestNilIsKeptOfEveryType(t *testing.T) {
	if again(t, (func(int) string)(nil)) != nil || again(t, (chan int)(nil)) != nil ||
		again(t, (interface{ Area() float64 })(nil)) != nil {
		t.Error("not nil")
	}
	if back := again(t, map[string][]Step{"a": {{Name: "b"}}}); back["a"][0].Do != nil || back["a"][0].Name != "b" {
		t.Errorf("%v", back)
	}
	if back := again(t, []interface{ Area() float64 }{Square{2}, nil}); back[0].Area() != 4 || back[1] != nil {
		t.Errorf("%v", back)
	}
	if back := again(t, []struct {
		Done chan<- bool
		Do   func()
	}{{}, {}}); len(back) != 2 || back[1].Do != nil {
		t.Errorf("%v", back)
	}
}

func TestAdviceOnNamedFunctionTypes(t *testing.T) {
	seq := iter.Seq2[int, string](func(func(int, string) bool) {})
	index := kept(t, t.TempDir(), 1, map[string]any{"seq": &seq})
	if got, want := index["seq"].Advice, "declare a function that makes it, func seq() iter.Seq2[int,string] { ... }, and call that"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestAnotherValueThanDeclared tells whether what cannot be kept has changed: its declaration would bring back the old.
func TestAnotherValueThanDeclared(t *testing.T) {
	dir := t.TempDir()
	p := alone(dir, 1)
	same, other, below := func() {}, func() {}, map[string]func(){}
	p.Variable("same", &same)
	p.Variable("other", &other)
	p.Assigned("below", &below)
	other, below["a"] = func() { same() }, same
	if err := p.save(); err != nil {
		t.Fatal(err)
	}
	index, err := p.store.Index()
	if err != nil {
		t.Fatal(err)
	}
	for name, changed := range map[string]bool{"same": false, "other": true, "below": true} {
		if e := index[name]; e.Problem == "" || e.Changed != changed {
			t.Errorf("%s: changed %v, %q", name, e.Changed, e.Problem)
		}
	}
}

// internal is a type of a cell that has the name of such packages.
type internal struct{ N int }

// TestTypesThatNoCellCanImport has hashes of FIPS 140, whose package is internal to crypto: cells must not be told to
// import it. This program contains it.
func TestTypesThatNoCellCanImport(t *testing.T) {
	h := sha256.New()
	fmt.Fprint(h, "abc")
	if back := again(t, h); !bytes.Equal(back.Sum(nil), h.Sum(nil)) {
		t.Errorf("%x, want %x", back.Sum(nil), h.Sum(nil))
	}
	e := kept(t, t.TempDir(), 1, map[string]any{"h": &h})["h"]
	if e.Problem != "" || len(e.Dynamic) > 0 || e.Imports["keptᐧhash"] != "hash" || len(e.Imports) != 1 {
		t.Errorf("%+v", e)
	}
	hidden := reflect.TypeOf(h).Elem()
	inStruct := reflect.StructOf([]reflect.StructField{{Name: "H", Type: hidden}})
	for _, typ := range []reflect.Type{hidden, reflect.SliceOf(hidden), inStruct} {
		if err := nameable(typ); err == nil || !strings.Contains(err.Error(), "is of an internal package, which cells cannot import") {
			t.Errorf("%v: %v", typ, err)
		}
	}
	pair := reflect.TypeFor[Pair[string, hash.Hash]]()
	for _, typ := range []reflect.Type{pair, reflect.TypeFor[*big.Int](), reflect.TypeFor[error]()} {
		if err := nameable(typ); err != nil {
			t.Errorf("%v: %v", typ, err)
		}
	}
	if err := importable(reflect.TypeFor[internal]()); err != nil {
		t.Error(err)
	}
}
