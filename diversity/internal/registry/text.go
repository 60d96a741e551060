package registry

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// kindMember is the member of an object that names its kind.
const kindMember = "kind"

// written is the kind, followed by the members of the value's own JSON.
func written[V Value](v V) ([]byte, error) {
	settings, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(settings, &members); err != nil || members == nil {
		return nil, fmt.Errorf("its JSON is %.80s, want an object of its settings", settings)
	}
	if _, taken := members[kindMember]; taken {
		return nil, fmt.Errorf("its JSON has a member %q of its own, which is the name of the kind", kindMember)
	}
	head, err := json.Marshal(map[string]string{kindMember: v.Kind()})
	if err != nil {
		return nil, err
	}
	if len(members) == 0 {
		return head, nil
	}
	return append(append(head[:len(head)-1], ','), settings[1:]...), nil
}

// split takes the kind out of an object.
func split(text []byte) (kind string, settings []byte, err error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return "", nil, err
	}
	if own, has := members[kindMember]; has {
		if err := json.Unmarshal(own, &kind); err != nil {
			return "", nil, fmt.Errorf("%s: %w", kindMember, err)
		}
	}
	delete(members, kindMember)
	settings, err = json.Marshal(members)
	return kind, settings, err
}

// Decode reads settings into a value whose fields they are, and refuses what is not a field.
func Decode[T any](settings []byte) (value T, err error) {
	decoder := json.NewDecoder(bytes.NewReader(settings))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&value); err != nil {
		return value, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return value, errors.New("text after the end of the value")
	}
	return value, nil
}

var marshaler = reflect.TypeFor[json.Marshaler]()

// complete refuses a type with fields that JSON leaves out: two values that differ in them would share one hash, and a
// worker would compute with neither. A type that writes itself answers for itself.
func complete(t reflect.Type) error {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t.Implements(marshaler) || reflect.PointerTo(t).Implements(marshaler) {
		return nil
	}
	for i := range t.NumField() {
		field := t.Field(i)
		hidden := !field.IsExported() && !field.Anonymous || field.Tag.Get("json") == "-"
		if hidden {
			return fmt.Errorf("field %s of %v is not in its JSON: export it, or write MarshalJSON and UnmarshalJSON", field.Name,
				t)
		}
	}
	return nil
}
