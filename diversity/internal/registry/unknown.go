package registry

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"tradeoff/diversity"
)

// Unknown is what a program knows of a value that it cannot open: its kind, its text and the reason. It stands in for
// the value where that is only named, and is written back as it was.
type Unknown struct {
	kind   string
	text   string
	path   string // of the package that registers the kind; "" if it is not known
	reason error
}

// Kind is the kind that was read.
func (u Unknown) Kind() string { return u.kind }

// Validate returns nil: whether the settings are right is not known here.
func (Unknown) Validate() error { return nil }

// raw is the JSON form that was read, without its spaces.
func (u Unknown) raw() []byte { return []byte(u.text) }

// Package is the import path of the package that registers the kind; "" if it is not known.
func (u Unknown) Package() string { return u.path }

// Err says why the value cannot be used, and which package is missing.
func (u Unknown) Err() error { return u.reason }

// OrUnknown takes the outcome of [Table.Unmarshal] and returns what stands in for the value where only its kind is
// missing here, or where it never comes back. Path returns the import path of the package that registers a kind, as far
// as is known.
func (t *Table[V]) OrUnknown(text []byte, path func(kind string) string, failed error) (Unknown, error) {
	if !errors.Is(failed, diversity.ErrUnknownKind) && !errors.Is(failed, ErrNotReopenable) {
		return Unknown{}, failed
	}
	kind, _, err := split(text)
	if err != nil {
		return Unknown{}, fmt.Errorf("%s: %w", t.what, err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return Unknown{}, fmt.Errorf("%s: %w", t.what, err)
	}
	if errors.Is(failed, diversity.ErrUnknownKind) {
		failed = t.unknown(kind, path(kind))
	}
	return Unknown{kind, compact.String(), path(kind), failed}, nil
}

// Package is the import path of the package that defines a value, "main" for one of a main package and "" for one of
// this library.
func Package(v any) string {
	t := reflect.TypeOf(v)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	library := strings.TrimSuffix(reflect.TypeFor[Unknown]().PkgPath(), "/internal/registry")
	if strings.HasPrefix(t.PkgPath(), library+"/") {
		return ""
	}
	return t.PkgPath()
}
