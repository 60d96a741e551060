package arrays

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Opener opens the files of a layout.
type Opener func(paths []string, o Options) (*Set, error)

// registered holds what [Register] was given, by layout. It is filled when packages are initialised, as image formats
// are, and never changes afterwards.
var registered sync.Map

// Register gives a layout its reader. It is meant for the initialisation of a package that a program links only if it
// needs it.
func Register(layout string, open Opener) { registered.LoadOrStore(layout, open) }

// openRegistered opens files by the reader that a package registered.
func openRegistered(layout string, paths []string, o Options) (*Set, error) {
	if open, ok := registered.Load(layout); ok {
		return open.(Opener)(paths, o)
	}
	here := reflect.TypeFor[Options]().PkgPath()
	path := strings.TrimSuffix(here, "internal/arrays") + strings.ToLower(layout)
	return nil, fmt.Errorf("%s: the package that reads %s files is not part of this program: import _ %q", paths[0],
		layout, path)
}
