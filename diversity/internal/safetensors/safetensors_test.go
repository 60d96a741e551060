package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// sample has a scalar, a tensor without values, values that are no ordinary numbers, and a name to be escaped.
func sample() []Tensor {
	return []Tensor{
		{"layer1.weight", []int{2, 3}, []float32{0, 0.25, 0.5, 0.75, 1, 1.25}},
		{"b", []int{3}, []float32{float32(math.Inf(1)), float32(math.Copysign(0, -1)), 1e-45}},
		{"scalar", []int{}, []float32{7}},
		{"none", []int{0, 2}, []float32{}},
		{"Ä\"<\n", []int{1}, []float32{-1}},
	}
}

func mustWrite(t *testing.T, tensors []Tensor, metadata map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, tensors, metadata); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRoundTrip(t *testing.T) {
	for _, metadata := range []map[string]string{nil, {"a": "b", "\"": ""}} {
		text := mustWrite(t, sample(), metadata)
		tensors, read, err := Read(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(sorted(tensors), sorted(sample())) || !maps.Equal(read, metadata) {
			t.Errorf("got back %v %v", tensors, read)
		}
		head := binary.LittleEndian.Uint64(text)
		if (lengthSize+head)%alignment != 0 {
			t.Errorf("the values begin at byte %d, which is no multiple of %d", lengthSize+head, alignment)
		}
	}
	if tensors, _, err := Read(bytes.NewReader(mustWrite(t, nil, nil))); len(tensors) > 0 || err != nil {
		t.Errorf("no tensors come back as %v, %v", tensors, err)
	}
}

// sorted puts tensors without values, whose place among the others is not stored, in a fixed place.
func sorted(tensors []Tensor) []Tensor {
	return slices.SortedFunc(slices.Values(tensors), func(a, b Tensor) int { return strings.Compare(a.Name, b.Name) })
}

// reference.safetensors is the reference implementation's (safetensors 0.8.0, numpy 2.4.6):
//
//	import numpy as np; from safetensors.numpy import save_file; save_file({"layer1.weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 4, "b": np.array([np.inf, -0.0, 1e-45], np.float32), "scalar": np.array(7, np.float32), "none": np.zeros((0, 2), np.float32)}, "reference.safetensors", {"key": "Ärger \" \n"})
func TestReadsTheReference(t *testing.T) {
	text, err := os.ReadFile("testdata/reference.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	tensors, metadata, err := Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if want := sorted(sample()[:4]); !reflect.DeepEqual(sorted(tensors), want) || metadata["key"] != "Ärger \" \n" ||
		len(metadata) != 1 {
		t.Errorf("got %v %v, want %v", tensors, metadata, want)
	}
}

// TestIntegrationReference has the reference implementation read a file and write it again.
func TestIntegrationReference(t *testing.T) {
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("set DIVERSITY_INTEGRATION=1 to compare with the reference implementation: installs it from the Python package index")
	}
	dir := t.TempDir()
	run := func(name string, args ...string) {
		t.Helper()
		if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
	}
	python := filepath.Join(dir, "venv", "bin", "python")
	run("python3", "-m", "venv", filepath.Join(dir, "venv"))
	run(python, "-m", "pip", "install", "--quiet", "safetensors==0.8.0", "numpy==2.4.6")
	ours, theirs := filepath.Join(dir, "ours"), filepath.Join(dir, "theirs")
	if err := os.WriteFile(ours, mustWrite(t, sample(), map[string]string{"k": "v"}), 0o600); err != nil {
		t.Fatal(err)
	}
	run(python, "-c", `import sys
from safetensors import safe_open
from safetensors.numpy import save_file
with safe_open(sys.argv[1], "numpy") as f:
    save_file({k: f.get_tensor(k) for k in f.keys()}, sys.argv[2], f.metadata())`, ours, theirs)
	text, err := os.ReadFile(theirs)
	if err != nil {
		t.Fatal(err)
	}
	tensors, metadata, err := Read(bytes.NewReader(text))
	if err != nil || !reflect.DeepEqual(sorted(tensors), sorted(sample())) || metadata["k"] != "v" {
		t.Errorf("the reference gives back %v %v %v", tensors, metadata, err)
	}
}

// file is a file with this header and so many bytes of values.
func file(head string, values int) []byte {
	return append(append(binary.LittleEndian.AppendUint64(nil, uint64(len(head))), head...), make([]byte, values)...)
}

func TestReadRefuses(t *testing.T) {
	const good = `"dtype":"F32","shape":[1],"data_offsets":[0,4]`
	if _, _, err := Read(bytes.NewReader(file(`{"a":{`+good+`}}  `, 4))); err != nil {
		t.Fatalf("the file that the others are variants of: %v", err)
	}
	for text, want := range map[string]string{
		"":                                          "0 bytes, want at least 8",
		"\x02\x00\x00":                              "3 bytes, want at least 8",
		"\x09\x00\x00\x00\x00\x00\x00\x00{}":        "header of 9 bytes, but the file has 2 more",
		"\xff\xff\xff\xff\xff\xff\xff\xff{}":        "header of 18446744073709551615 bytes",
		string(file(``, 0)):                         "not a JSON object",
		string(file(` {}`, 0)):                      "not a JSON object",
		string(file("{\"\xff\":1}", 0)):             "in UTF-8",
		string(file(`{`, 0)):                        "instead of }",
		string(file(`{} {}`, 0)):                    "goes on after",
		string(file(`{"a" 1}`, 0)):                  "the header has",
		string(file(`{"a":[]}`, 0)):                 "instead of {",
		string(file(`{"__metadata__":{"a":1}}`, 0)): "instead of a string",
		string(file(`{"__metadata__":{"a":"1","a":"2"}}`, 0)): `"a" occurs twice`,
		string(file(`{"a":{`+good+`},"a":{`+good+`}}`, 4)):    `"a" occurs twice`,
		string(file(`{"a":{`+good+`,"dtype":"F32"}}`, 4)):     `"dtype" occurs twice`,
		string(file(`{"a":{`+good+`,"more":1}}`, 4)):          `unknown field "more"`,
		string(file(`{"a":{"DType":"F32"}}`,
			4)): `unknown field "DType"`,
		string(file(`{"a":{"dtype":"F32","shape":[1]}}`, 4)): `"a" lacks`,
		string(file(`{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}`,
			2)): `"BF16", allowed: "F32"`,
		string(file(`{"a":{"dtype":"F32","shape":null,"data_offsets":[0,4]}}`,
			4)): "null instead of a list",
		string(file(`{"a":{"dtype":"F32","shape":[null],"data_offsets":[0,0]}}`, 0)): "numbers below 0",
		string(file(`{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 4)):   "numbers below 0",
		string(file(`{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}`, 4)):  "cannot unmarshal",
		string(file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}`, 8)):  "3 data_offsets",
		string(file(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`,
			4)): "shape [2] has 4 bytes",
		string(file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,5]}}`,
			5)): "shape [1] has 5 bytes",
		string(file(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, 0)): "has 0 bytes",
		string(file(`{"a":{`+good+`}}`, 3)): "bytes 0..4 of 3",
		string(file(`{"a":{`+good+`}}`,
			5)): "5 bytes of values, but the tensors end at 4",
		string(file(`{}`, 1)): "the tensors end at 0",
		string(file(`{"a":{`+good+`},"b":{`+good+`}}`,
			4)): "want a beginning at 4",
		string(file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`,
			8)): "want a beginning at 0",
		string(file(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[4,0]}}`,
			4)): "want a beginning at 0",
	} {
		_, _, err := Read(strings.NewReader(text))
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", text, err, want)
		}
	}
	broken := errors.New("no cable")
	if _, _, err := Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("error %v, want the reader's", err)
	}
}

func TestWriteRefuses(t *testing.T) {
	one := Tensor{"a", []int{1}, []float32{1}}
	for want, tensors := range map[string][]Tensor{
		`two tensors have the name "a"`: {one, one},
		"__metadata__":                  {{metadataKey, []int{1}, []float32{1}}},
		`"\xff"`:                        {{"\xff", []int{1}, []float32{1}}},
		"shape [2] has 1 value":         {{"a", []int{2}, []float32{1}}},
		"shape [-1] has 0 values":       {{"a", []int{-1}, nil}},
		"shape [] has 0 values":         {{"a", nil, nil}},
	} {
		var out bytes.Buffer
		err := Write(&out, tensors, nil)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("error %v after %d bytes, want one with %q", err, out.Len(), want)
		}
	}
}

func TestWritePassesErrorsOn(t *testing.T) {
	full := errors.New("disk full")
	for room := range 2 {
		if err := Write(&failing{room, full}, sample(), nil); !errors.Is(err, full) {
			t.Errorf("after %d writes: error %v", room, err)
		}
	}
}

type failing struct {
	room int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.room == 0 {
		return 0, f.err
	}
	f.room--
	return len(p), nil
}

// FuzzRead: what is read can be written, and is then read as the same.
func FuzzRead(f *testing.F) {
	reference, err := os.ReadFile("testdata/reference.safetensors")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(reference)
	f.Add(file(`{"__metadata__":{"a":"b"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}`, 4))
	f.Fuzz(func(t *testing.T, text []byte) {
		tensors, metadata, err := Read(bytes.NewReader(text))
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Errorf("error %v does not wrap ErrFormat", err)
			}
			return
		}
		written := mustWrite(t, tensors, metadata)
		again, same, err := Read(bytes.NewReader(written))
		if err != nil || !maps.Equal(same, metadata) || !bytes.Equal(mustWrite(t, again, same), written) {
			t.Errorf("%v %v comes back as %v %v (%v)", tensors, metadata, again, same, err)
		}
	})
}
