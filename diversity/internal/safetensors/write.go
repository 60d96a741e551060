package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"tradeoff/diversity/display"
)

// Write writes tensors, in their order, and metadata, which may be nil. Names must be valid UTF-8, differ from each
// other and not be "__metadata__"; each tensor must hold as many values as its shape says. Otherwise the error wraps
// [ErrFormat] and nothing is written. Equal arguments give equal bytes.
func Write(w io.Writer, tensors []Tensor, metadata map[string]string) error {
	head, err := header(tensors, metadata)
	if err != nil {
		return err
	}
	length := binary.LittleEndian.AppendUint64(nil, uint64(len(head)))
	if _, err := w.Write(append(length, head...)); err != nil {
		return err
	}
	for _, t := range tensors {
		if _, err := w.Write(Bytes(t.Data)); err != nil {
			return err
		}
	}
	return nil
}

// Bytes are the values as the file holds them: four bytes each, little-endian.
func Bytes(values []float32) []byte {
	out := make([]byte, 0, valueSize*len(values))
	for _, v := range values {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
	}
	return out
}

// header is the JSON in the order of the tensors, filled up with spaces so that the values are aligned.
func header(tensors []Tensor, metadata map[string]string) ([]byte, error) {
	var fields [][]byte
	if len(metadata) > 0 {
		field, err := member(metadataKey, metadata)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
	}
	begin, seen := 0, map[string]bool{}
	for _, t := range tensors {
		if err := writable(t, seen); err != nil {
			return nil, err
		}
		end := begin + valueSize*len(t.Data)
		field, err := member(t.Name, struct {
			DType   string `json:"dtype"`
			Shape   []int  `json:"shape"`
			Offsets [2]int `json:"data_offsets"`
		}{string(Float32), append([]int{}, t.Shape...), [2]int{begin, end}})
		if err != nil {
			return nil, err
		}
		fields = append(fields, field)
		begin = end
	}
	head := append(append([]byte{'{'}, bytes.Join(fields, []byte{','})...), '}')
	if len(head) > maxHeader-alignment {
		return nil, invalid("a header of %d bytes, allowed: 0..%d", len(head), maxHeader-alignment)
	}
	missing := (alignment - (lengthSize+len(head))%alignment) % alignment
	return append(head, strings.Repeat(" ", missing)...), nil
}

func writable(t Tensor, seen map[string]bool) error {
	switch size, ok := count(t.Shape, len(t.Data)); {
	case t.Name == metadataKey || !utf8.ValidString(t.Name):
		return invalid("a tensor's name %q, allowed: valid UTF-8 but for %q", t.Name, metadataKey)
	case seen[t.Name]:
		return invalid("two tensors have the name %q", t.Name)
	case !ok || size != len(t.Data):
		return invalid("tensor %q of shape %v has %s", t.Name, t.Shape, display.Count(len(t.Data), "value"))
	}
	seen[t.Name] = true
	return nil
}

// member is one member of a JSON object, "name":value.
func member(name string, value any) ([]byte, error) {
	key, err := json.Marshal(name)
	if err != nil {
		return nil, invalid("name %q: %w", name, err)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil, invalid("%q: %w", name, err)
	}
	return append(append(key, ':'), text...), nil
}
