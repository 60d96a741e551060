package keep

import (
	"reflect"
	"slices"
	"strings"
	"unsafe"
)

// region is a piece of memory with n values of a type.
type region struct {
	at    uintptr
	typ   reflect.Type
	n     int
	owner int // the variable by which it was found
	id    int // within its file
}

func (r *region) end() uintptr { return r.at + uintptr(r.n)*r.typ.Size() }

type regionKey struct {
	at  uintptr
	typ reflect.Type
	n   int
}

// mapGraph is a map that variables reach.
type mapGraph struct {
	owner int
	id    int
	value reflect.Value
	boxes []reflect.Value // keys and values in turn
}

// place of a value: where it is, and as what.
type place struct {
	at  uintptr
	typ reflect.Type
}

// graph is all that variables reach.
type graph struct {
	kinds   *kinds
	memory  *memory
	regions map[regionKey]*region
	order   []regionKey
	maps    map[uintptr]*mapGraph
	mapped  []uintptr                        // the order of maps
	boxes   map[unsafe.Pointer]reflect.Value // what interfaces hold
	coded   map[place][]byte                 // values by their own encoding
	globals map[uintptr]string               // addresses of variables of packages
	sums    map[piece]uint32                 // checksums of numbers that have files of their own
	busy    bool                             // goroutines may change what is scanned
	current int                              // variable
	parent  []int                            // union-find of variables that share memory
	top     []*region                        // after merging, by address
}

func (p *Program) newGraph(busy bool) *graph {
	return &graph{
		kinds: p.kinds, memory: p.memory, busy: busy,
		regions: map[regionKey]*region{}, maps: map[uintptr]*mapGraph{}, coded: map[place][]byte{},
		boxes: map[unsafe.Pointer]reflect.Value{}, globals: map[uintptr]string{},
		sums: map[piece]uint32{},
	}
}

func (g *graph) root(i int) int {
	for g.parent[i] != i {
		i = g.parent[i]
	}
	return i
}

func (g *graph) join(a, b int) { g.parent[g.root(max(a, b))] = g.root(min(a, b)) }

// variable adds a variable, or says why it cannot be kept. What was added until then is taken back.
func (g *graph) variable(name string, t reflect.Type, p unsafe.Pointer) error {
	g.current = len(g.parent)
	g.parent = append(g.parent, g.current)
	parent := slices.Clone(g.parent)
	regions, maps := len(g.order), len(g.mapped)
	err := g.region(t, uintptr(p), 1, root(name))
	if err != nil {
		g.undo(regions, maps)
		g.parent = parent
	}
	return err
}

func (g *graph) undo(regions, maps int) {
	for _, k := range g.order[regions:] {
		delete(g.regions, k)
	}
	for _, k := range g.mapped[maps:] {
		delete(g.maps, k)
	}
	g.order, g.mapped = g.order[:regions], g.mapped[:maps]
}

func (g *graph) region(t reflect.Type, at uintptr, n int, way *path) error {
	if t.Size() == 0 || n == 0 {
		return nil
	}
	key := regionKey{at, t, n}
	if old, ok := g.regions[key]; ok {
		g.join(old.owner, g.current)
		return nil
	}
	g.regions[key] = &region{at: at, typ: t, n: n, owner: g.current}
	g.order = append(g.order, key)
	if g.kinds.about(t).leaf {
		return nil
	}
	for i := range n {
		below := way
		if n > 1 {
			below = way.element(i)
		}
		if err := g.scan(t, pointerTo(at+uintptr(i)*t.Size()), below); err != nil {
			return err
		}
	}
	return nil
}

// processOnly are types without bad fields whose values nevertheless belong to a process.
func processOnly(name string) string {
	if strings.HasPrefix(name, "unique.Handle[") {
		return "is a unique.Handle, which stands for its value by its address"
	}
	return map[string]string{
		"internal/poll.FD": "is an open file or connection", "os.file": "is an open file",
		"reflect.rtype": "is a type of the running program", "os.Process": "is a running process",
		"time.Timer": "is a timer", "time.Ticker": "is a ticker", "reflect.Value": "is a reflect.Value",
		"hash/maphash.Seed": "is a seed of hashes, which every process makes of a secret of its own",
		"os.root":           "is an open folder", "sync.Cond": "is a condition that goroutines wait for",
	}[name]
}

// scan follows what a value of a type at an address refers to.
func (g *graph) scan(t reflect.Type, p unsafe.Pointer, way *path) error {
	f := g.kinds.about(t)
	if f.leaf {
		return nil
	}
	if way.depth > deepest {
		return way.tooDeep()
	}
	if why := processOnly(f.name); why != "" {
		return way.here("%s", why)
	}
	if t.PkgPath() == "context" && t.Kind() == reflect.Struct {
		return way.here("is a context, which ends with its process")
	}
	if f.plain {
		return g.free(t, p, way)
	}
	return g.follow(t, p, way)
}

func (g *graph) follow(t reflect.Type, p unsafe.Pointer, way *path) error {
	switch t.Kind() {
	case reflect.Pointer:
		return g.pointer(t.Elem(), *(*uintptr)(p), 1, way)
	case reflect.Slice:
		header := (*[3]uintptr)(p)
		return g.pointer(t.Elem(), header[0], int(header[1]), way)
	case reflect.Interface:
		v := reflect.NewAt(t, p).Elem()
		if v.IsNil() {
			return nil
		}
		return g.scan(v.Elem().Type(), g.box(v, p).UnsafePointer(), &path{up: way, text: " (" + v.Elem().Type().String() + ")", depth: way.depth + 1})
	case reflect.Array:
		for i := range t.Len() {
			if err := g.scan(t.Elem(), unsafe.Add(p, uintptr(i)*t.Elem().Size()), way.element(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		return g.scanMap(t, p, way)
	case reflect.Struct:
		return g.scanStruct(t, p, way)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		if *(*uintptr)(p) != 0 {
			return way.here("is a %v (%v), which lives only as long as its cell runs", kindWord(t.Kind()), shown(t))
		}
	}
	return nil
}

func kindWord(k reflect.Kind) string {
	switch k {
	case reflect.Func:
		return "function"
	case reflect.Chan:
		return "channel"
	}
	return "pointer to memory that is not Go's"
}

// free tells whether no lock in plain memory is held.
func (g *graph) free(t reflect.Type, p unsafe.Pointer, way *path) error {
	switch f := g.kinds.about(t); {
	case !f.locks:
		return nil
	case isLock(t):
		if slices.ContainsFunc(bytesAt(p, t.Size()), func(b byte) bool { return b != 0 }) {
			return way.here("is a locked %v", t)
		}
		return nil
	case t.Kind() == reflect.Array:
		for i := range t.Len() {
			if err := g.free(t.Elem(), unsafe.Add(p, uintptr(i)*t.Elem().Size()), way.element(i)); err != nil {
				return err
			}
		}
	default:
		for _, field := range f.fields {
			if err := g.free(field.Type, unsafe.Add(p, field.Offset), way.field(field.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// box is a copy of what the interface at p holds, always the same one.
func (g *graph) box(v reflect.Value, p unsafe.Pointer) reflect.Value {
	box, ok := g.boxes[p]
	if !ok {
		box = boxed(v.Elem())
		g.boxes[p] = box
	}
	return box
}

func boxed(v reflect.Value) reflect.Value {
	box := reflect.New(v.Type())
	box.Elem().Set(v)
	return box
}

// pointer follows a pointer to n values. One into memory of other packages' variables is kept by the name of the
// variable.
func (g *graph) pointer(t reflect.Type, at uintptr, n int, way *path) error {
	if at == 0 || n == 0 || t.Size() == 0 {
		return nil
	}
	if name, ok := g.memory.common[at]; ok {
		g.globals[at] = name
		return nil
	}
	if !onHeap(at) && g.memory.mapped(at) == nil {
		name, own, err := g.memory.global(at)
		if err != nil {
			return way.here("%v", err)
		}
		if !own {
			g.globals[at] = name
			return nil
		}
	}
	return g.region(t, at, n, way)
}

func (g *graph) scanMap(t reflect.Type, p unsafe.Pointer, way *path) error {
	at := *(*uintptr)(p)
	if at == 0 {
		return nil
	}
	if m, ok := g.maps[at]; ok {
		g.join(m.owner, g.current)
		return nil
	}
	if g.busy { // the runtime ends a program that reads a map while another goroutine writes to it; no recover helps
		return way.here("is a map, and goroutines of the cell still ran at its end: wait for them, with a sync.WaitGroup")
	}
	m := &mapGraph{owner: g.current, value: reflect.NewAt(t, p).Elem()}
	g.maps[at] = m
	g.mapped = append(g.mapped, at)
	leaf := g.kinds.about(t.Key()).leaf && g.kinds.about(t.Elem()).leaf
	for it := m.value.MapRange(); it.Next(); {
		key, value := boxed(it.Key()), boxed(it.Value())
		m.boxes = append(m.boxes, key, value)
		if leaf {
			continue
		}
		if err := g.scan(t.Key(), key.UnsafePointer(), way.keys()); err != nil {
			return err
		}
		if err := g.scan(t.Elem(), value.UnsafePointer(), way.value(it.Key())); err != nil {
			return err
		}
	}
	return nil
}

// scanStruct goes through the fields; if one cannot be kept and the type has an encoding of its own, that is used.
func (g *graph) scanStruct(t reflect.Type, p unsafe.Pointer, way *path) error {
	if elem, ok := atomicPointer(t); ok {
		return g.pointer(elem, *(*uintptr)(p), 1, way)
	}
	regions, maps := len(g.order), len(g.mapped)
	f := g.kinds.about(t)
	for _, field := range f.fields {
		err := g.scan(field.Type, unsafe.Add(p, field.Offset), way.field(field.Name))
		if err == nil {
			continue
		}
		if f.codec == nil {
			return err
		}
		text, failed := f.codec.marshal(reflect.NewAt(t, p))
		if failed != nil {
			return way.here("cannot be written: %v; nor by its own encoding: %v", err, failed)
		}
		g.undo(regions, maps)
		g.coded[place{uintptr(p), t}] = text
		return nil
	}
	return nil
}

// atomicPointer is the type that an atomic.Pointer points to, of whose fields the first says so and the last is
// untyped.
func atomicPointer(t reflect.Type) (reflect.Type, bool) {
	if t.PkgPath() == "sync/atomic" && t.NumField() == 3 && t.Field(0).Type.Kind() == reflect.Array {
		return t.Field(0).Type.Elem().Elem(), true
	}
	return nil, false
}
