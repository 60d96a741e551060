package torchfile

import (
	"slices"
	"strconv"

	"tradeoff/diversity/internal/safetensors"
)

// storage is an array of numbers that tensors are views of.
type storage struct {
	kind  safetensors.Type
	key   string // of the entry data/key
	count int    // of numbers
}

// storageTypes are PyTorch's names of arrays.
func storageTypes() map[string]safetensors.Type {
	return map[string]safetensors.Type{
		"torch.DoubleStorage": "F64", "torch.FloatStorage": "F32", "torch.HalfStorage": "F16",
		"torch.BFloat16Storage": "BF16", "torch.LongStorage": "I64", "torch.IntStorage": "I32",
		"torch.ShortStorage": "I16", "torch.CharStorage": "I8", "torch.ByteStorage": "U8", "torch.BoolStorage": "BOOL",
	}
}

// tensor is a view of a storage.
type tensor struct {
	storage        *storage
	offset         int
	shape, strides []int
}

type namedTensor struct {
	name   string
	tensor *tensor
}

// newStorage is what a persistent id stands for: ("storage", type, key, device, count).
func newStorage(id any) (*storage, error) {
	parts, is := id.([]any)
	if !is || len(parts) != 5 || parts[0] != "storage" {
		return nil, invalid("a persistent id that is not of a storage")
	}
	name, _ := parts[1].(global)
	kind, known := storageTypes()[string(name)]
	key, isText := parts[2].(string)
	count, isNumber := parts[4].(int64)
	if !known || !isText || !isNumber || count < 0 || count > maxCount {
		return nil, invalid("a storage of type %.100q with %s numbers, allowed: %d numbers of a type such as torch.FloatStorage",
			string(name), nameOf(parts[4]), maxCount)
	}
	return &storage{kind, key, int(count)}, nil
}

// newTensor is what _rebuild_tensor_v2 returns for (storage, offset, shape, strides, ...).
func newTensor(args []any) (*tensor, error) {
	if len(args) < 4 {
		return nil, invalid("a tensor of %d arguments, want at least 4", len(args))
	}
	from, is := args[0].(*storage)
	offset, isNumber := args[1].(int64)
	shape, shapeErr := whole(args[2])
	strides, strideErr := whole(args[3])
	if !is || !isNumber || shapeErr != nil || strideErr != nil || len(shape) != len(strides) {
		return nil, invalid("a tensor that is not of a storage, an offset, a shape and as many strides")
	}
	t := &tensor{from, int(offset), shape, strides}
	if !t.fits() {
		return nil, invalid("a tensor of shape %v with strides %v from %d does not fit into its storage of %d numbers",
			shape, strides, offset, from.count)
	}
	return t, nil
}

// whole reads a tuple of whole numbers from 0 up.
func whole(value any) ([]int, error) {
	parts, is := value.([]any)
	if !is || len(parts) > maxAxes {
		return nil, invalid("no tuple of at most %d numbers", maxAxes)
	}
	out := make([]int, len(parts))
	for i, part := range parts {
		number, is := part.(int64)
		if !is || number < 0 || number > maxCount {
			return nil, invalid("%s instead of a whole number from 0 up", nameOf(part))
		}
		out[i] = int(number)
	}
	return out, nil
}

// size is the number of values; the shape of a tensor that fits has no more than its storage.
func (t *tensor) size() int {
	size := 1
	for _, dim := range t.shape {
		size *= dim
	}
	return size
}

// fits reports whether the view has no more numbers than its storage, and none outside.
func (t *tensor) fits() bool {
	if slices.Contains(t.shape, 0) {
		return t.offset >= 0
	}
	size, last := 1, t.offset
	for i, dim := range t.shape {
		if dim > t.storage.count/size {
			return false
		}
		size *= dim
		if stride := t.strides[i]; dim > 1 && stride > (t.storage.count-last)/(dim-1) {
			return false
		}
		if dim > 1 {
			last += (dim - 1) * t.strides[i]
		}
	}
	return t.offset >= 0 && last < t.storage.count
}

// gather takes the values of the view from the bytes of its storage, row by row.
func (t *tensor) gather(bytes []byte) []float32 {
	out := make([]float32, 0, t.size())
	if t.size() == 0 {
		return out
	}
	each := t.storage.kind.Size()
	var walk func(axis, at int)
	walk = func(axis, at int) {
		if axis == len(t.shape) {
			out = append(out, t.storage.kind.Floats(bytes[at*each:(at+1)*each])...)
			return
		}
		if axis == len(t.shape)-1 && t.strides[axis] == 1 {
			out = append(out, t.storage.kind.Floats(bytes[at*each:(at+t.shape[axis])*each])...)
			return
		}
		for i := range t.shape[axis] {
			walk(axis+1, at+i*t.strides[axis])
		}
	}
	walk(0, t.offset)
	return out
}

// members are where a checkpoint keeps the weights of its network.
func members() []string { return []string{"state_dict", "model", "model_state_dict", "net"} }

// stateDict lists the tensors of a dict, or of the first of its members that has some.
func stateDict(value any) ([]namedTensor, error) {
	top, is := value.(*dict)
	if !is {
		return nil, invalid("it holds %s, want a dict of tensors: save model.state_dict()", nameOf(value))
	}
	if found := top.tensors(); len(found) > 0 {
		return found, nil
	}
	for _, member := range members() {
		if inner, is := top.values[member].(*dict); is && len(inner.tensors()) > 0 {
			return inner.tensors(), nil
		}
	}
	return nil, invalid("its dict has no tensors, nor have its members %q", members())
}

// nameOf says what a value is.
func nameOf(value any) string {
	switch value := value.(type) {
	case *tensor:
		return "one tensor"
	case *list, []any:
		return "a list"
	case int64:
		return strconv.FormatInt(value, 10)
	case string:
		return "the text " + strconv.Quote(value[:min(len(value), 40)])
	}
	return "a single value"
}
