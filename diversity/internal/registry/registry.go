// Package registry keeps the kinds of a configuration value that has a JSON form: packages register theirs when they
// are initialised, as image formats and database drivers are, and a program knows the kinds of the packages it imports.
//
// In JSON a value is an object that begins with its kind, followed by its settings: {"kind":"mlp","hidden":[256,128]}.
// That text is what hashes are made of, so it must be the same for two spellings of one value, and all of the value
// must be in it. [Table.Marshal] refuses what it can see to be otherwise.
package registry

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"tradeoff/diversity"
)

// Value is a configuration value of one of several kinds.
type Value interface {
	Kind() string
	Validate() error
}

// Open makes a value of its settings in JSON, which are an object without the kind.
type Open[V Value] func(settings []byte) (V, error)

// Table holds the kinds of one interface V. What is in it was registered while the program was initialised, and never
// changes afterwards: it is no state of a running program.
type Table[V Value] struct {
	what  string // of what: "backbone", "probe"
	mutex sync.RWMutex
	open  map[string]Open[V]
}

// New returns a table without kinds. What names the values in errors: "probe".
func New[V Value](what string) *Table[V] { return &Table[V]{what: what, open: map[string]Open[V]{}} }

// kindPattern bounds what is shown, stored and used as a column.
var kindPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

const kindAllowed = `1..64 lower-case letters, digits, ".", "_" or "-", the first a letter or digit`

// Register adds a kind. It panics if that is not a name or is taken, or if there is no function, as two packages that
// claim one kind are an error of the program, to be seen when it starts.
func (t *Table[V]) Register(kind string, open Open[V]) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	switch {
	case !kindPattern.MatchString(kind):
		panic(fmt.Sprintf("%s.Register: kind %q: want %s", t.what, kind, kindAllowed))
	case open == nil:
		panic(fmt.Sprintf("%s.Register: kind %q has no function that opens it", t.what, kind))
	case t.open[kind] != nil:
		panic(fmt.Sprintf("%s.Register: kind %q is registered twice", t.what, kind))
	}
	t.open[kind] = open
}

// Kinds lists the registered kinds in the order of the alphabet.
func (t *Table[V]) Kinds() []string {
	t.mutex.RLock()
	defer t.mutex.RUnlock()
	return slices.Sorted(maps.Keys(t.open))
}

func (t *Table[V]) find(kind string) Open[V] {
	t.mutex.RLock()
	defer t.mutex.RUnlock()
	return t.open[kind]
}

// Marshal writes a value with its kind, after validating it. It fails for a value that would not come back as it is:
// one of a type that was not registered under its kind, or with fields that JSON leaves out.
func (t *Table[V]) Marshal(v V) ([]byte, error) {
	if value := reflect.ValueOf(v); !value.IsValid() || value.Kind() == reflect.Pointer && value.IsNil() {
		return nil, diversity.Invalid(t.field(), nil, "a value of a registered kind")
	}
	if unknown, is := any(v).(interface{ raw() []byte }); is {
		return unknown.raw(), nil
	}
	if err := v.Validate(); err != nil {
		return nil, err
	}
	open := t.find(v.Kind())
	if open == nil {
		return nil, t.unregistered(v)
	}
	if err := complete(reflect.TypeOf(v)); err != nil {
		return nil, fmt.Errorf("%s kind %q: %w", t.what, v.Kind(), err)
	}
	text, err := written(v)
	if err != nil {
		return nil, fmt.Errorf("%s kind %q: %w", t.what, v.Kind(), err)
	}
	return text, t.comesBack(v, text, open)
}

// ErrNotReopenable is wrapped by the error of an [Open] for values that are written down only to be named.
var ErrNotReopenable = errors.New("cannot be opened again")

// comesBack opens a value again from what was written of it.
func (t *Table[V]) comesBack(v V, text []byte, open Open[V]) error {
	_, settings, err := split(text)
	if err != nil {
		return err
	}
	again, err := open(settings)
	if errors.Is(err, ErrNotReopenable) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s kind %q: its own package refuses what it is written as, %s: %w", t.what, v.Kind(), text, err)
	}
	if have, want := reflect.TypeOf(again), reflect.TypeOf(v); have != want {
		allowed := fmt.Sprintf("%v, which is what the kind %q is opened as", have, v.Kind())
		return diversity.Invalid(t.field(), want, allowed)
	}
	if twice, err := written(again); err != nil || string(twice) != string(text) {
		return fmt.Errorf("%s kind %q: it is written as %s, but once read as %s", t.what, v.Kind(), text, twice)
	}
	return nil
}

// Unmarshal reads what Marshal wrote and validates it. The error wraps [diversity.ErrUnknownKind] for a kind that is
// not registered.
func (t *Table[V]) Unmarshal(text []byte) (v V, err error) {
	kind, settings, err := split(text)
	if err != nil {
		return v, fmt.Errorf("%s: %w", t.what, err)
	}
	if !kindPattern.MatchString(kind) {
		return v, diversity.Invalid(t.field()+".kind", fmt.Sprintf("%.80q", kind), kindAllowed)
	}
	open := t.find(kind)
	if open == nil {
		return v, t.unknown(kind, "")
	}
	if v, err = open(settings); err != nil {
		return v, fmt.Errorf("%s: %w", t.what, err)
	}
	return v, v.Validate()
}

func (t *Table[V]) field() string { return strings.ToUpper(t.what[:1]) + t.what[1:] }

// unregistered is the error about a value of a kind that has no entry.
func (t *Table[V]) unregistered(v V) error {
	return fmt.Errorf("%s kind %q (%T) is %w, which has %s: have the package of that type register it in its init, by %s.Register",
		t.what, v.Kind(), v, diversity.ErrUnknownKind, list(t.Kinds()), t.what)
}

// unknown is the error about a kind that has no entry, which a package registers, if that is known.
func (t *Table[V]) unknown(kind, path string) error {
	where := "import the package that registers it"
	switch path {
	case "":
	case "main":
		where += "; it is the main package of the program that made the study: move it to one that can be imported"
	default:
		where += fmt.Sprintf(", import _ %q", path)
	}
	return fmt.Errorf("%s kind %q is %w, which knows %s: %s; for worker processes, in a worker program (see runner.Main)",
		t.what, kind, diversity.ErrUnknownKind, list(t.Kinds()), where)
}

// list reads `"a", "b" and "c"`.
func list(kinds []string) string {
	if len(kinds) == 0 {
		return "none"
	}
	quoted := make([]string, len(kinds))
	for i, kind := range kinds {
		quoted[i] = fmt.Sprintf("%q", kind)
	}
	last := len(quoted) - 1
	if last == 0 {
		return quoted[0]
	}
	return strings.Join(quoted[:last], ", ") + " and " + quoted[last]
}
