package keep

import (
	"encoding"
	"encoding/json"
	"reflect"
)

// codec is the encoding of a type of its own, for what cannot be written field by field.
type codec struct {
	marshal   func(pointer reflect.Value) ([]byte, error)
	unmarshal func(pointer reflect.Value, text []byte) error
}

// findCodec is the encoding that the methods of a type or of pointers to it give; nil for none.
func findCodec(t reflect.Type) *codec {
	pointer := reflect.PointerTo(t)
	both := func(types ...reflect.Type) bool { return pointer.Implements(types[0]) && pointer.Implements(types[1]) }
	switch {
	case both(reflect.TypeFor[encoding.BinaryMarshaler](), reflect.TypeFor[encoding.BinaryUnmarshaler]()):
		return &codec{
			func(v reflect.Value) ([]byte, error) { return v.Interface().(encoding.BinaryMarshaler).MarshalBinary() },
			func(v reflect.Value, text []byte) error {
				return v.Interface().(encoding.BinaryUnmarshaler).UnmarshalBinary(text)
			},
		}
	case both(reflect.TypeFor[json.Marshaler](), reflect.TypeFor[json.Unmarshaler]()):
		return &codec{
			func(v reflect.Value) ([]byte, error) { return v.Interface().(json.Marshaler).MarshalJSON() },
			func(v reflect.Value, text []byte) error { return v.Interface().(json.Unmarshaler).UnmarshalJSON(text) },
		}
	}
	return nil
}
