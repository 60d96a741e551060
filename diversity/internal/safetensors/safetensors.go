// Package safetensors reads and writes tensors of float32 in the safetensors format: eight bytes with the length of the
// header, the header as JSON, then the values (https://github.com/huggingface/safetensors).
//
// The Go modules that do this were considered: github.com/nlpodyssey/safetensors has no release and no change since
// February 2025, accepts a name that occurs twice, and keeps no order of the tensors; github.com/gomlx/go-huggingface
// reads only. The format is small and its strict reading is what matters here, hence this package.
package safetensors

import (
	"errors"
	"fmt"
	"slices"
)

// ErrFormat is wrapped by errors about bytes that are no safetensors file, or none of float32.
var ErrFormat = errors.New("safetensors: not a valid file")

// Tensor is a named array, row by row. No axes mean a single value.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
}

const (
	maxHeader   = 100_000_000 // bytes, the reference implementation's limit
	metadataKey = "__metadata__"
	valueSize   = 4 // bytes of a float32
	alignment   = 8 // of the first value in the file
	lengthSize  = 8 // bytes of the header's length
)

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrFormat, fmt.Errorf(format, args...))
}

// count is the number of values of a shape; false if they would fill more than limit values.
func count(shape []int, limit int) (int, bool) {
	if slices.Contains(shape, 0) {
		return 0, true
	}
	size := 1
	for _, dim := range shape {
		if dim < 0 || dim > limit/size {
			return 0, false
		}
		size *= dim
	}
	return size, size <= limit
}
