package keep

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"io/fs"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

type Point struct {
	X, Y int
	name string
}

type Node struct {
	Value int
	next  *Node
	owner *Tree
}

type Tree struct {
	sync.Mutex
	nodes []*Node
	index map[string]*Node
}

type Pair[K comparable, V any] struct {
	Key   K
	value V
}

type Shape interface{ Area() float64 }

type Square struct{ side float64 }

func (s Square) Area() float64 { return s.side * s.side }

// alone is a program of which nothing else runs, as the tests do.
func alone(dir string, cell int) *Program {
	p := openIn(dir, cell)
	p.busy = func() bool { return false }
	return p
}

// kept saves variables, pointers to which are given by name, and says what of each.
func kept(t *testing.T, dir string, cell int, variables map[string]any) map[string]Entry {
	t.Helper()
	p := alone(dir, cell)
	for name, pointer := range variables {
		p.Variable(name, pointer)
	}
	if err := p.save(); err != nil {
		t.Fatal(err)
	}
	index, err := p.store.Index()
	if err != nil {
		t.Fatal(err)
	}
	return index
}

// fill reads variables into new memory.
func fill(dir string, cell int, variables map[string]any) (*Program, error) {
	p := alone(dir, cell)
	for name, pointer := range variables {
		p.Kept(name, pointer, false)
	}
	return p, p.fill()
}

// again saves a value and reads it.
func again[T any](t *testing.T, value T) (back T) {
	t.Helper()
	dir := t.TempDir()
	index := kept(t, dir, 1, map[string]any{"v": &value})
	if problem := index["v"].Problem; problem != "" {
		t.Fatalf("%T is not kept: %s", value, problem)
	}
	p := openIn(dir, 2)
	for _, known := range []any{
		(*Square)(nil), (**Point)(nil), (*Point)(nil), (**image.RGBA)(nil), (*time.Duration)(nil), (**fs.PathError)(nil),
		(*[2]uint8)(nil), (*[]any)(nil),
	} {
		p.Know(known)
	}
	p.Kept("v", &back, false)
	if err := p.fill(); err != nil {
		t.Fatalf("%T: %v", value, err)
	}
	return back
}

func TestValuesAreWhatTheyWere(t *testing.T) {
	var none []int
	two := big.NewInt(0).Exp(big.NewInt(2), big.NewInt(124), nil)
	values := []any{
		42, -1.5, true, "héllo", uint8(7), complex(1, 2), []byte("bytes"), []string{"a", "", "c"}, none, []int{},
		map[string][]int{"a": {1, 2}, "b": nil, "c": {}}, map[Point]bool{{1, 2, "x"}: true}, map[int]struct{}{3: {}},
		Point{1, 2, "hidden"}, &Point{3, 4, "deep"}, [3]Point{{}, {1, 1, "m"}}, Pair[string, *big.Int]{"k", two},
		[][]float64{{1}, nil, {2, 3}}, struct {
			A int
			b string
		}{1, "b"},
		time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), 3 * time.Second, two, []any{1, "two", nil, 2.5, time.Second, &Point{9, 9, "q"}},
		regexp.MustCompile("a(b)+").String(), map[string]any{"x": 1, "y": []any{"z"}}, [0]int{}, struct{}{},
		[]struct{}{{}, {}}, []rune("abc"), fmt.Errorf("wrapped: %w", os.ErrNotExist).Error(), math.Inf(1),
	}
	for _, v := range values {
		back := again(t, v)
		if !reflect.DeepEqual(back, v) {
			t.Errorf("%T: %v became %v", v, v, back)
		}
	}
	if !math.IsNaN(again(t, math.NaN())) {
		t.Error("NaN is another number")
	}
}

func TestErrorsAndInterfaces(t *testing.T) {
	if err := again(t, fmt.Errorf("reading: %w", io.EOF)); !errors.Is(err, io.EOF) {
		t.Errorf("the error is %v", err)
	}
	if s := again[Shape](t, Square{3}); s.Area() != 9 {
		t.Errorf("the area is %v", s.Area())
	}
	if err := again[error](t, nil); err != nil {
		t.Error(err)
	}
	picture := image.NewRGBA(image.Rect(1, 1, 3, 3))
	picture.Set(1, 1, color.RGBA{1, 2, 3, 255})
	back := again[image.Image](t, picture)
	if r, _, _, _ := back.At(1, 1).RGBA(); r != 257 || back.Bounds() != picture.Bounds() {
		t.Errorf("the picture is %v", back)
	}
	now := time.Now()
	if back := again(t, now); !back.Equal(now) || back.Location() != time.Local || strings.Contains(back.String(), "m=") {
		t.Errorf("%v became %v", now, back)
	}
	berlin := time.FixedZone("Berlin", 3600)
	if back := again(t, now.In(berlin)); back.Format(time.RFC3339) != now.In(berlin).Format(time.RFC3339) {
		t.Errorf("the zone is %v", back)
	}
}

func TestRandomStreamsGoOn(t *testing.T) {
	source := rand.New(rand.NewPCG(1, 2))
	source.Uint64()
	back := again(t, source)
	if want, got := source.Uint64(), back.Uint64(); want != got {
		t.Errorf("the next number is %d, want %d", got, want)
	}
}

func TestCyclesAndSharedMemory(t *testing.T) {
	a, b := &Node{Value: 1}, &Node{Value: 2}
	a.next, b.next = b, a
	before := &Tree{nodes: []*Node{a, b}, index: map[string]*Node{"a": a}}
	b.owner = before
	after := again(t, before)
	if after.nodes[0].next != after.nodes[1] || after.nodes[1].next != after.nodes[0] || after.index["a"] != after.nodes[0] || after.nodes[1].owner != after {
		t.Error("the cycle is broken")
	}
	counter, where := atomic.Int64{}, atomic.Pointer[Point]{}
	counter.Store(7)
	where.Store(&Point{1, 2, "w"})
	if back := again(t, &counter); back.Load() != 7 {
		t.Errorf("the counter is %d", back.Load())
	}
	if back := again(t, &where); *back.Load() != (Point{1, 2, "w"}) {
		t.Errorf("the Point is %v", back.Load())
	}
}

func TestVariablesThatShareMemoryStayTogether(t *testing.T) {
	dir := t.TempDir()
	list := []float64{0, 1, 2, 3, 4}
	part, third, other := list[1:3], &list[2], 5
	p := Point{1, 2, "p"}
	pp := &p
	index := kept(t, dir, 1, map[string]any{"list": &list, "part": &part, "third": &third, "other": &other, "p": &p, "pp": &pp})
	if len(index["part"].With) != 3 || len(index["other"].With) != 1 || index["p"].File != index["pp"].File {
		t.Fatalf("the groups are %v, %v", index["part"].With, index["other"].With)
	}
	var list2, part2 []float64
	var third2 *float64
	var p2 Point
	var pp2 *Point
	if _, err := fill(dir, 2, map[string]any{"list": &list2, "part": &part2, "third": &third2, "p": &p2, "pp": &pp2}); err != nil {
		t.Fatal(err)
	}
	part2[1] = 33
	if list2[2] != 33 || *third2 != 33 || cap(part2) != 4 || len(list2) != 5 {
		t.Errorf("list %v, third %v, capacity %d", list2, *third2, cap(part2))
	}
	if pp2 != &p2 || p2.name != "p" {
		t.Errorf("the pointer leads elsewhere: %v, %v", pp2, p2)
	}
}

func TestLargeSlicesAreMapped(t *testing.T) {
	dir := t.TempDir()
	numbers := make([]float32, 1<<20)
	for i := range numbers {
		numbers[i] = float32(i)
	}
	first := kept(t, dir, 1, map[string]any{"x": &numbers})["x"]
	if len(first.Blobs) != 1 || first.Bytes < 4<<20 {
		t.Fatalf("the entry is %+v", first)
	}
	var back []float32
	p, err := fill(dir, 2, map[string]any{"x": &back})
	if err != nil || !reflect.DeepEqual(back, numbers) {
		t.Fatalf("%d numbers, %v", len(back), err)
	}
	if err := p.save(); err != nil {
		t.Fatal(err)
	}
	index, _ := p.store.Index()
	if index["x"].Blobs[0] != first.Blobs[0] || index["x"].Cell != 1 {
		t.Errorf("numbers that nobody changed are written again: %v", index["x"])
	}
	back[7] = -1
	if err := p.save(); err != nil {
		t.Fatal(err)
	}
	var third []float32
	if _, err := fill(dir, 3, map[string]any{"x": &third}); err != nil || third[7] != -1 || third[8] != 8 {
		t.Errorf("after a change: %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 3 {
		t.Errorf("%d files are left of old values", len(entries)-3)
	}
}

func TestRefusalsNameThePath(t *testing.T) {
	locked := &struct {
		Name string
		mu   sync.Mutex
	}{Name: "n"}
	locked.mu.Lock()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	file, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	long := &Node{}
	for range deepest {
		long = &Node{next: long}
	}
	channel, function := make(chan int), func(int) string { return "" }
	handlers := map[string][]struct{ Run func() }{"h": {{nil}, {func() {}}}}
	mixed := []any{1, function}
	hostile := map[string]chan int{"\x1b[2J\u202e\n\t": channel}
	wide := map[string]chan int{strings.Repeat("ä", 30): channel, strings.Repeat("ä", 31): nil}
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for _, c := range []struct {
		value any
		want  string
	}{
		{&channel, "v is a channel (chan int), which lives only as long as its cell runs"},
		{&function, "v is a function (func(int) string), which lives only as long as its cell runs"},
		{&handlers, "v[h][1].Run is a function (func())"}, {&mixed, "v[1] (func(int) string) is a function"},
		{&hostile, `v[\x1b[2J\u202e\n\t] is a channel`}, {&wide, "v[" + strings.Repeat("ä", 20) + "...] is a channel"},
		{&locked, "v.mu is a locked sync.Mutex"}, {&ctx, "is a context, which ends with its process"},
		{&file, "is an open file"}, {&long, "v is nested more than 50000 deep"}, {&timer, "is a timer"},
	} {
		e := kept(t, t.TempDir(), 1, map[string]any{"v": c.value})["v"]
		if !strings.Contains(e.Problem, c.want) || e.File != "" || e.Advice == "" {
			t.Errorf("%q, want %q; advice %q", e.Problem, c.want, e.Advice)
		}
	}
}

func TestAdviceIsGo(t *testing.T) {
	function := func(a int, b ...string) (float64, error) { return 0, nil }
	channel := make(chan int)
	index := kept(t, t.TempDir(), 1, map[string]any{"f": &function, "c": &channel})
	if got, want := index["f"].Advice, "declare the function instead, func f(int, ...string) (float64, error) { ... }"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := index["c"].Advice, "declare a function that makes it, func c() chan int { ... }, and call that"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestOneThatCannotBeKeptHarmsNoOther keeps the others, also those that were kept before.
func TestOneThatCannotBeKeptHarmsNoOther(t *testing.T) {
	dir := t.TempDir()
	a, b := 1, 2
	kept(t, dir, 1, map[string]any{"a": &a})
	channel := make(chan int)
	index := kept(t, dir, 2, map[string]any{"b": &b, "c": &channel})
	var a2, b2 int
	if _, err := fill(dir, 3, map[string]any{"a": &a2, "b": &b2}); err != nil || a2 != 1 || b2 != 2 || index["c"].Problem == "" || index["c"].Cell != 2 {
		t.Errorf("%d, %d, %v; %+v", a2, b2, err, index["c"])
	}
}

func TestSizeIsLimited(t *testing.T) {
	dir := t.TempDir()
	p := alone(dir, 1)
	p.memory.most = 200_000
	big, text, small := make([]float64, 30_000), strings.Repeat("x", 250_000), 3
	p.Variable("big", &big)
	p.Variable("text", &text)
	p.Variable("small", &small)
	if err := p.save(); err != nil {
		t.Fatal(err)
	}
	index, _ := p.store.Index()
	if !strings.Contains(index["big"].Problem, "larger than all kept values") || !strings.Contains(index["text"].Problem, "may take 200 kB") || index["small"].Problem != "" {
		t.Errorf("%q, %q, %q", index["big"].Problem, index["text"].Problem, index["small"].Problem)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("%d files for one value", len(entries)-1)
	}
}

func TestFilesAreForTheirOwnerOnly(t *testing.T) {
	dir := t.TempDir()
	numbers, text := make([]float64, 30_000), "x"
	kept(t, dir, 1, map[string]any{"numbers": &numbers, "text": &text})
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
		}
	}
	if len(entries) != 4 {
		t.Errorf("%d files", len(entries))
	}
}

func TestDeleteAndClear(t *testing.T) {
	dir := t.TempDir()
	list, other := []int{1, 2}, 3
	part := list[:1]
	kept(t, dir, 1, map[string]any{"list": &list, "part": &part, "other": &other})
	s := Store{dir}
	if deleted, err := s.Delete("list", "absent"); err != nil || len(deleted) != 1 || deleted[0] != "list" {
		t.Errorf("%v, %v", deleted, err)
	}
	var part2 []int
	if _, err := fill(dir, 2, map[string]any{"part": &part2}); err != nil || len(part2) != 1 || part2[0] != 1 {
		t.Errorf("%v, %v", part2, err)
	}
	if err := s.Clear(); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%d files of nothing", len(entries)-1)
	}
	_, err := fill(dir, 3, map[string]any{"part": &part2})
	if err == nil || !strings.Contains(err.Error(), "part was a value of cell 0") {
		t.Errorf("%v", err)
	}
}

func TestMapsAreRefusedWhileGoroutinesRun(t *testing.T) {
	p := openIn(t.TempDir(), 1)
	g := p.newGraph(true)
	m := map[int]int{1: 2}
	err := g.variable("m", reflect.TypeOf(m), reflect.ValueOf(&m).UnsafePointer())
	if err == nil || !strings.Contains(err.Error(), "m is a map, and goroutines of the cell still ran at its end") {
		t.Errorf("%v", err)
	}
}

func TestAPanicKeepsNothing(t *testing.T) {
	dir := t.TempDir()
	n := 1
	kept(t, dir, 1, map[string]any{"n": &n})
	func() {
		defer func() { _ = recover() }()
		p := openIn(dir, 2)
		p.Variable("n", &n)
		defer p.End()
		n = 2
		panic("no")
	}()
	var back int
	if _, err := fill(dir, 3, map[string]any{"n": &back}); err != nil || back != 1 {
		t.Errorf("%d, %v", back, err)
	}
	func() {
		defer func() { _ = recover() }()
		p := openIn(dir, 3)
		p.KeepAtFailure()
		m := 7
		p.Variable("n", &m)
		defer p.End()
		panic("and keeps")
	}()
	if _, err := fill(dir, 3, map[string]any{"n": &back}); err != nil || back != 7 {
		t.Errorf("at the failure: %d, %v", back, err)
	}
	func() {
		p := openIn(dir, 4)
		p.Variable("n", &n)
		defer p.End()
	}()
	if _, err := fill(dir, 5, map[string]any{"n": &back}); err != nil || back != 2 {
		t.Errorf("after a cell that ended: %d, %v", back, err)
	}
}

func TestExpressions(t *testing.T) {
	for _, c := range []struct {
		typ  reflect.Type
		want string
	}{
		{reflect.TypeFor[[]map[string]*time.Time](), "[]map[string]*keptᐧtime.Time"},
		{reflect.TypeFor[[2]big.Int](), "[2]keptᐧmath_big.Int"}, {reflect.TypeFor[any](), "interface {}"},
		{reflect.TypeFor[func(int, ...error) (io.Reader, bool)](), "func(int, ...error) (keptᐧio.Reader, bool)"},
		{reflect.TypeFor[atomic.Pointer[big.Int]](), "keptᐧsync_atomic.Pointer[keptᐧmath_big.Int]"},
		{reflect.TypeFor[struct {
			A int `json:"a"`
			image.Point
		}](), `struct{A int "json:\"a\""; keptᐧimage.Point}`},
	} {
		n := &naming{imports: map[string]string{}, own: map[string]bool{}}
		if got := n.expression(c.typ); got != c.want {
			t.Errorf("%v is %s, want %s", c.typ, got, c.want)
		}
	}
}

func TestNamesInTypes(t *testing.T) {
	for text, want := range map[string]string{
		"func(int, ...main.T) example.org/a-b.v2/c.Öl]": "func(int, ...T) keptᐧexample_org_a_b_v2_c.Öl]",
		"map[string]math/big.Int,main.T":                "map[string]keptᐧmath_big.Int,T", "struct { A.": "struct { A.", "...": "...", "": "",
	} {
		n := &naming{imports: map[string]string{}, own: map[string]bool{}}
		if got := n.qualify(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
