package pool

import (
	"fmt"
	"sync"

	"tradeoff/diversity"
)

// Drawn is a labelled image set whose images are made by code, each when it is asked for. A package that offers one
// hands it to [Register].
type Drawn struct {
	Classes                 []DrawnClass // with distinct IDs
	Height, Width, Channels int          // of every image; Channels 0 means 1

	// Painter returns a function that writes image r, [Height, Width, Channels], into dst. It is asked for one painter per
	// goroutine, so that each may have memory of its own.
	Painter func() (func(dst []uint8, r Ref), error)
	// Digest identifies the content, classes and images: equal on all machines, and different if an image changes.
	Digest func() (string, error)
}

// DrawnClass is a class of [Drawn].
type DrawnClass struct {
	ID    string // not empty
	Group string // superclass; "" if none
	Count int    // distinct images, at least 1
	// who or what made each image, see [Pool.Source]; Digest must tell it apart; nil means not known
	Sources []string
}

// registered holds what [Register] was given: func(part string) (Drawn, error) by name. A study names its pool in JSON,
// and a worker process opens it again from the name alone; so the process must know the names, as it knows image
// formats and database drivers, and as there the packages it imports decide. A name is given once, when a package is
// initialised, and never changes or goes: the table is state only while a program starts.
var registered sync.Map

// Register gives a name to pools that a package makes by code and returns the function that opens their parts. It is
// meant for the initialisation of that package:
//
//	var openPart = pool.Register("glyphs", draw)
//
// In JSON such a pool is {"source": name, "part": part, ...}, and a program can open it again if it imports the
// package. A name can be given once; the function returned for a name that was taken opens nothing but an error, and
// the first owner keeps it.
func Register(name string, open func(part string) (Drawn, error)) func(part string) Pool {
	taken := builtIn(name)
	if !taken {
		_, taken = registered.LoadOrStore(name, open)
	}
	if taken {
		err := diversity.Invalid("name of a source", fmt.Sprintf("%q", name), "a name that no other source has")
		return func(string) Pool { return Pool{&state{err: err}} }
	}
	return func(part string) Pool { return openDrawn(name, part, open) }
}

// builtIn reports whether a name is this package's own, or none.
func builtIn(name string) bool {
	return name == "" || name == sourceOmniglot || name == sourceIDX || name == sourceFolder || name == sourceMemory
}

// openRegistered opens a source by its name; ok is false if no imported package registered it.
func openRegistered(name, part string) (p Pool, ok bool) {
	open, ok := registered.Load(name)
	if !ok {
		return Pool{}, false
	}
	return openDrawn(name, part, open.(func(string) (Drawn, error))), true
}

func openDrawn(name, part string, open func(string) (Drawn, error)) Pool {
	drawn, err := open(part)
	if err != nil {
		return Pool{&state{err: err}}
	}
	l, err := newDrawnLayer(drawn)
	if err != nil {
		return Pool{&state{err: fmt.Errorf("pool: source %q: %w", name, err)}}
	}
	return newPool(&source{origin: spec{Source: name, Part: part}, layer: l, digest: sync.OnceValues(drawn.Digest)})
}

// drawnLayer shows a Drawn.
type drawnLayer struct {
	drawn Drawn
	list  []class
}

func newDrawnLayer(d Drawn) (*drawnLayer, error) {
	d.Channels = max(1, d.Channels)
	if d.Painter == nil || d.Digest == nil || len(d.Classes) == 0 || d.Height < 1 || d.Width < 1 {
		return nil, diversity.Invalid("Drawn", fmt.Sprintf("%d classes of %dx%d", len(d.Classes), d.Height, d.Width),
			"classes, a size, Painter and Digest")
	}
	l := &drawnLayer{drawn: d}
	seen := map[string]bool{"": true}
	for i, c := range d.Classes {
		if seen[c.ID] || c.Count < 1 {
			return nil, diversity.Invalid(fmt.Sprintf("Drawn.Classes[%d]", i), fmt.Sprintf("%+v", c),
				"an ID that no other class has and at least 1 image")
		}
		if c.Sources != nil && len(c.Sources) != c.Count {
			return nil, diversity.Invalid(fmt.Sprintf("len(Drawn.Classes[%d].Sources)", i), len(c.Sources),
				fmt.Sprintf("%d, one for each image", c.Count))
		}
		seen[c.ID] = true
		l.list = append(l.list, class{id: c.ID, base: c.ID, group: c.Group, count: c.Count, originals: c.Count})
	}
	return l, nil
}

func (l *drawnLayer) classes() []class { return l.list }

func (l *drawnLayer) shape() (int, int, int) { return l.drawn.Height, l.drawn.Width, l.drawn.Channels }

func (l *drawnLayer) painter() (painter, error) {
	paint, err := l.drawn.Painter()
	if err != nil {
		return nil, err
	}
	return func(dst []uint8, r Ref) error {
		paint(dst, r)
		return nil
	}, nil
}

func (l *drawnLayer) origin(r Ref) Ref { return r }
