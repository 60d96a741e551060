// Package modpath knows the path of this module, so that no other code has to spell it and moving the module to another
// path changes none.
package modpath

import (
	"reflect"
	"strings"
)

// here is a type whose package is this one.
type here struct{}

// Own is the path of this module, as its go.mod has it.
func Own() string {
	return strings.TrimSuffix(reflect.TypeFor[here]().PkgPath(), "/kernel/internal/modpath")
}

// Package is the import path of a package of this module, which is in a folder of it.
func Package(folder string) string { return Own() + "/" + folder }
