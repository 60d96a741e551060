package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Read reads a whole file: its tensors in the order of their values, and its metadata, nil if it has none. It is
// strict: every byte belongs to the header or to exactly one tensor, every name occurs once, and every tensor has as
// many bytes as its shape needs. The error wraps [ErrFormat], or is the reader's. It allocates a small multiple of what
// it reads.
func Read(r io.Reader) (tensors []Tensor, metadata map[string]string, err error) {
	content, err := read(r, Float32)
	return content.Tensors, content.Metadata, err
}

// ReadAny is [Read] for a file of numbers in any of the formats that Type lists: those with a point are returned as
// float32, of those without only the names.
func ReadAny(r io.Reader) (Content, error) { return read(r, "") }

// Content is what a file holds.
type Content struct {
	Tensors  []Tensor          // in the order of their values
	Integers []string          // names of tensors of whole numbers, such as counters, in that order
	Metadata map[string]string // nil if there is none
}

// read reads a whole file whose tensors are all of one type, or of any if that is "".
func read(r io.Reader, only Type) (content Content, err error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return content, err
	}
	head, values, err := cut(text)
	if err != nil {
		return content, err
	}
	entries, metadata, err := parse(head, only)
	if err != nil {
		return content, err
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end))
	})
	next := 0
	for _, e := range entries {
		if err := content.add(e, values, next); err != nil {
			return Content{}, err
		}
		next = e.end
	}
	if next != len(values) {
		return Content{}, invalid("%d bytes of values, but the tensors end at %d", len(values), next)
	}
	content.Metadata = metadata
	return content, nil
}

// add takes an entry's values, which must begin at next.
func (c *Content) add(e entry, values []byte, next int) error {
	own, err := e.bytes(values, next)
	if err != nil {
		return err
	}
	if !e.kind.Floating() {
		c.Integers = append(c.Integers, e.name)
		return nil
	}
	c.Tensors = append(c.Tensors, Tensor{e.name, e.shape, e.kind.Floats(own)})
	return nil
}

// cut separates header and values.
func cut(text []byte) (head, values []byte, err error) {
	if len(text) < lengthSize {
		return nil, nil, invalid("%d bytes, want at least %d", len(text), lengthSize)
	}
	length := binary.LittleEndian.Uint64(text)
	text = text[lengthSize:]
	if length > maxHeader || length > uint64(len(text)) {
		return nil, nil, invalid("a header of %d bytes, but the file has %d more, and at most %d are allowed", length,
			len(text), maxHeader)
	}
	head = text[:length]
	if len(head) == 0 || head[0] != '{' || !utf8.Valid(head) {
		return nil, nil, invalid("the header is not a JSON object in UTF-8")
	}
	return head, text[length:], nil
}

// entry is what the header says of one tensor; begin and end are bytes among the values.
type entry struct {
	name       string
	kind       Type
	shape      []int
	begin, end int
}

// bytes takes the entry's values, which must begin at next.
func (e entry) bytes(values []byte, next int) ([]byte, error) {
	if e.begin != next || e.end < e.begin || e.end > len(values) {
		return nil, invalid("tensor %q has the bytes %d..%d of %d, want a beginning at %d", e.name, e.begin, e.end,
			len(values), next)
	}
	own := values[e.begin:e.end]
	each := e.kind.Size()
	if size, ok := count(e.shape, len(own)/each); !ok || size*each != len(own) {
		return nil, invalid("tensor %q of shape %v has %d bytes", e.name, e.shape, len(own))
	}
	return own, nil
}

// parse reads the header of a file whose tensors are all of one type, or of any if that is "".
func parse(head []byte, only Type) (entries []entry, metadata map[string]string, err error) {
	decoder := json.NewDecoder(bytes.NewReader(head))
	err = object(decoder, func(name string) error {
		if name == metadataKey {
			metadata = map[string]string{}
			return object(decoder, func(key string) error {
				value, err := text(decoder)
				metadata[key] = value
				return err
			})
		}
		e, err := readEntry(decoder, name, only)
		entries = append(entries, e)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, invalid("the header goes on after its object")
	}
	return entries, metadata, nil
}

// object reads a JSON object, calling member for the value after each name. No name may occur twice.
func object(decoder *json.Decoder, member func(name string) error) error {
	if err := delimiter(decoder, '{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for decoder.More() {
		name, err := text(decoder)
		if err != nil {
			return err
		}
		if seen[name] {
			return invalid("%q occurs twice in the header", name)
		}
		seen[name] = true
		if err := member(name); err != nil {
			return err
		}
	}
	return delimiter(decoder, '}')
}

func delimiter(decoder *json.Decoder, want json.Delim) error {
	token, err := decoder.Token()
	if err != nil || token != want {
		return invalid("the header has %v (%v) instead of %v", token, err, want)
	}
	return nil
}

func text(decoder *json.Decoder) (string, error) {
	token, err := decoder.Token()
	value, is := token.(string)
	if err != nil || !is {
		return "", invalid("the header has %v (%v) instead of a string", token, err)
	}
	return value, nil
}

// readEntry reads {"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}, in any order.
func readEntry(decoder *json.Decoder, name string, only Type) (entry, error) {
	e := entry{name: name}
	found := 0
	err := object(decoder, func(field string) (err error) {
		found++
		switch field {
		case "dtype":
			e.kind, err = readType(decoder, name, only)
		case "shape":
			e.shape, err = integers(decoder, name)
		case "data_offsets":
			e.begin, e.end, err = offsets(decoder, name)
		default:
			err = invalid("tensor %q has the unknown field %q", name, field)
		}
		return err
	})
	if err == nil && found != 3 {
		err = invalid("tensor %q lacks dtype, shape or data_offsets", name)
	}
	return e, err
}

func readType(decoder *json.Decoder, name string, only Type) (Type, error) {
	value, err := text(decoder)
	if err != nil {
		return "", err
	}
	kind, allowed := Type(value), []Type{only}
	if only == "" {
		allowed = Types()
	}
	if !slices.Contains(allowed, kind) {
		return "", invalid("tensor %q has values of type %q, allowed: %s", name, kind, strings.Join(quoted(allowed), ", "))
	}
	return kind, nil
}

func quoted(types []Type) []string {
	out := make([]string, len(types))
	for i, kind := range types {
		out[i] = strconv.Quote(string(kind))
	}
	return out
}

func offsets(decoder *json.Decoder, name string) (begin, end int, err error) {
	pair, err := integers(decoder, name)
	if err != nil {
		return 0, 0, err
	}
	if len(pair) != 2 {
		return 0, 0, invalid("tensor %q has %d data_offsets, want 2", name, len(pair))
	}
	return pair[0], pair[1], nil
}

// integers reads a list of whole numbers from 0 up.
func integers(decoder *json.Decoder, name string) ([]int, error) {
	var list *[]*int // pointers tell null from an empty list and from 0
	if err := decoder.Decode(&list); err != nil {
		return nil, invalid("tensor %q: %w", name, err)
	}
	if list == nil {
		return nil, invalid("tensor %q has null instead of a list", name)
	}
	out := make([]int, len(*list))
	for i, value := range *list {
		if value == nil || *value < 0 {
			return nil, invalid("tensor %q has a list of numbers below 0", name)
		}
		out[i] = *value
	}
	return out, nil
}
