package keep

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Sample is a variable for each way in which values are written.
type Sample struct {
	Number  int
	Text    string
	List    []Point
	Part    []Point
	Inside  *int
	Tree    *Tree
	Map     map[string]any
	Any     any
	Err     error
	At      time.Time
	Floats  []float64
	Array   [2]map[int]string
	Pairs   []Pair[string, *Point]
	Untyped struct{ a, B int8 }
}

func makeSample() Sample {
	s := Sample{
		Number: 3, Text: "text", List: []Point{{1, 2, "a"}, {3, 4, "b"}}, Tree: &Tree{index: map[string]*Node{}},
		Map: map[string]any{"x": 1, "y": Square{2}}, Any: []any{1, "z"}, Err: os.ErrNotExist, At: time.Unix(1, 2),
		Floats: make([]float64, 9000), Array: [2]map[int]string{{1: "one"}}, Pairs: []Pair[string, *Point]{{"k", nil}},
	}
	s.Part, s.Inside, s.Pairs[0].value = s.List[:1], &s.List[1].Y, &s.List[0]
	s.Tree.nodes = []*Node{{Value: 1, owner: s.Tree}}
	s.Tree.index["n"] = s.Tree.nodes[0]
	return s
}

// written is the file of a sample, without its checksum.
func written(t testing.TB, dir string) []byte {
	t.Helper()
	p := alone(dir, 1)
	s := makeSample()
	p.Variable("s", &s)
	if err := p.save(); err != nil {
		t.Fatal(err)
	}
	index, err := p.store.Index()
	if err != nil || index["s"].Problem != "" {
		t.Fatal(err, index["s"].Problem)
	}
	text, err := os.ReadFile(filepath.Join(dir, index["s"].File))
	if err != nil {
		t.Fatal(err)
	}
	return text[checksumSize:]
}

// readSample reads a file as a sample.
func readSample(dir string, body []byte) (s Sample, err error) {
	p := alone(dir, 2)
	p.Kept("s", &s, false)
	p.Know((*Square)(nil))
	p.Know((*[]any)(nil))
	r := p.newReader(body, map[string]variable{"s": p.variables[0]})
	return s, r.all()
}

// walk reads all that a value has, which would end the process if a pointer led astray.
func walk(s Sample) (n int) {
	for _, p := range append(slices.Clone(s.List), s.Part[:cap(s.Part)]...) {
		n += p.X + len(p.name)
	}
	for _, f := range s.Floats {
		n += int(f)
	}
	for _, p := range s.Pairs {
		if p.value != nil {
			n += p.value.X + len(p.Key) + len(p.value.name)
		}
	}
	if s.Inside != nil {
		n += *s.Inside
	}
	if s.Tree != nil {
		for _, node := range s.Tree.nodes {
			if node != nil && node.next != nil {
				n += node.next.Value
			}
		}
		n += len(s.Tree.index)
	}
	for range maps.Keys(s.Map) {
		n++
	}
	return n + len(s.Text) + len(s.At.Location().String()[:0])
}

func TestASampleIsRead(t *testing.T) {
	dir := t.TempDir()
	s, err := readSample(dir, written(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	if walk(s) == 0 || s.Inside != &s.List[1].Y || s.Tree.index["n"].owner != s.Tree || !errors.Is(s.Err, os.ErrNotExist) || s.Untyped.B != 0 {
		t.Errorf("%+v", s)
	}
}

// TestEachByteMayBeWrong changes and cuts at bytes all over a file: it is read or is an error, and with its
// checksum always an error.
func TestEachByteMayBeWrong(t *testing.T) {
	dir := t.TempDir()
	good := written(t, dir)
	whole := withChecksum(good)
	step := 5
	if testing.Short() {
		step = 35
		t.Log("short: each 35th byte")
	}
	for i := 0; i < len(good); i += step {
		for _, change := range []byte{1, 0x80, 0xff} {
			bad := slices.Clone(good)
			bad[i] ^= change
			if s, err := readSample(dir, bad); err == nil {
				walk(s)
			}
		}
		if _, err := readSample(dir, good[:i]); err == nil {
			t.Errorf("a file cut at %d is read", i)
		}
		bad := slices.Clone(whole)
		bad[i] ^= 0x10
		if _, err := checked(bad); !errors.Is(err, ErrDamaged) {
			t.Errorf("byte %d: %v", i, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	dir := f.TempDir()
	f.Add(written(f, dir))
	f.Add([]byte("\x02[]"))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := readSample(dir, body)
		if err == nil {
			walk(s)
		}
	})
}

func FuzzIndex(f *testing.F) {
	f.Add([]byte(`{"x":{"Cell":1,"File":"value-1","Type":"int"}}`))
	f.Add([]byte(`{"x":{"File":"../value-1","Type":"int"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		index, err := parseIndex(withChecksum(body))
		if err != nil {
			return
		}
		for name, e := range index {
			if e.File != filepath.Base(e.File) && e.File != "" || e.Problem == "" && e.Type == "" {
				t.Errorf("%s: %+v", name, e)
			}
		}
	})
}
