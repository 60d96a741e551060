package saved

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/keep"
)

// Restored says what has come back.
type Restored struct {
	Saved time.Time         // when the session kept its last value
	Names []string          // variables that have their values again, in order
	Bytes int64             // that these take
	Needs map[string]string // by variable: a type that a cell of the notebook has to declare
	Stay  []string          // variables that the present session has set: they stay
	Left  map[string]error  // why others have not come back
}

// errTooLarge is the error of values that were too large to be saved.
var errTooLarge = fmt.Errorf("it was not saved: the values of a session may take %s there", keep.Size(MostBytes))

// Restore gives a store the variables of the latest session before this one, or those of the names, each of the latest
// session that has it. A variable that the store has stays.
func (s *Session) Restore(to keep.Store, names []string) (Restored, error) {
	r := Restored{Needs: map[string]string{}, Left: map[string]error{}}
	if !s.known() {
		return r, ErrNoNotebook
	}
	list := s.earlier()
	if len(names) == 0 {
		list = slices.DeleteFunc(list, func(found session) bool {
			index, err := keep.Store{Dir: found.dir}.Index()
			return err == nil && len(index) == 0
		})
	}
	if len(list) == 0 {
		return r, fmt.Errorf("%w: %s", ErrNone, s.notebook)
	}
	if len(names) == 0 {
		list = list[:1]
	}
	index, err := to.Index()
	if err != nil {
		return r, err
	}
	r.Saved = list[0].about.Saved
	for _, found := range list {
		if err := r.take(found, to, index, names); err != nil {
			return r, err
		}
	}
	for _, name := range names {
		if !r.knows(name) {
			r.Left[name] = errors.New("no session has left a variable of that name")
		}
	}
	slices.Sort(r.Names)
	slices.Sort(r.Stay)
	return r, to.Replace(index)
}

// knows reports whether it has been said what became of a name.
func (r *Restored) knows(name string) bool {
	return slices.Contains(r.Names, name) || slices.Contains(r.Stay, name) || r.Left[name] != nil
}

// take takes variables of one session; of names only those, where there are any.
func (r *Restored) take(found session, to keep.Store, index map[string]keep.Entry, names []string) error {
	from := keep.Store{Dir: found.dir}
	saved, err := from.Index()
	if err != nil {
		return fmt.Errorf("the values of %s: %w", found.when(), err)
	}
	wanted := map[string]keep.Entry{}
	for name, e := range saved {
		if (len(names) == 0 || slices.Contains(names, name)) && !r.knows(name) {
			r.want(wanted, name, e, from, index)
		}
	}
	for name, e := range wanted {
		e.With = slices.DeleteFunc(e.With, func(other string) bool { return wanted[other].File != e.File })
		e.Earlier = found.when()
		wanted[name] = e
	}
	if err := from.Transfer(to, wanted); err != nil {
		return err
	}
	counted := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		e := wanted[name]
		index[name] = e
		r.Names = append(r.Names, name)
		if len(e.Own) > 0 {
			r.Needs[name] = e.Own[0]
		}
		if !counted[e.File] {
			r.Bytes += e.Bytes
		}
		counted[e.File] = true
	}
	for _, name := range found.about.Left {
		if (len(names) == 0 || slices.Contains(names, name)) && !r.knows(name) {
			r.Left[name] = errTooLarge
		}
	}
	return nil
}

// want adds a variable that can be taken, or notes why it cannot.
func (r *Restored) want(
	wanted map[string]keep.Entry, name string, e keep.Entry, from keep.Store, present map[string]keep.Entry,
) {
	if _, there := present[name]; there {
		r.Stay = append(r.Stay, name)
		return
	}
	if isOut(name) || e.File == "" {
		return
	}
	clean, err := cleaned(name, e)
	if err == nil {
		err = from.Verify(e)
	}
	if err != nil {
		r.Left[protocol.ReadableOuts(name)] = err
		return
	}
	wanted[name] = clean
}

func (s session) when() string { return s.about.Saved.Local().Format("2006-01-02 15:04") }

// Names are the variables that earlier sessions of the notebook have left, in order. What cannot be read has none.
func (s *Session) Names() (names []string) {
	if !s.known() {
		return nil
	}
	for _, found := range s.earlier() {
		index, err := keep.Store{Dir: found.dir}.Index()
		if err != nil {
			continue
		}
		for name, e := range index {
			if _, err := cleaned(name, e); err == nil && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}
