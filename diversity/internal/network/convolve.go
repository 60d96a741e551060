package network

import (
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
)

// A Convolution is the geometry of a convolution without bias, on maps [B, H, W, in] with weights [out, in/groups,
// kernel, kernel], PyTorch's layout, or on those of each replica.
type Convolution struct {
	Kernel, Stride, Groups int
	Padding                [2][2]int // zeros before and after, of the rows and of the columns
}

// Form is a way in which a convolution is computed. All give the same numbers but for rounding.
type Form string

// The forms.
const (
	Native  Form = "native"  // the compiler's own; fast on one update a call only
	Patches Form = "patches" // what each output sees is copied to a row: a product of matrices
	Shifts  Form = "shifts"  // a sum of shifted maps, one for each weight of a channel: depthwise only
)

// Size is the number of rows (axis 0) or columns (axis 1) of the output for as many of the input; below 1 if the kernel
// does not fit.
func (c Convolution) Size(size, axis int) int {
	left := size + c.Padding[axis][0] + c.Padding[axis][1] - c.Kernel
	if left < 0 {
		return 0
	}
	return left/c.Stride + 1
}

// Apply computes the convolution in one of its forms.
func (c Convolution) Apply(form Form, x, weight *Node) *Node {
	switch form {
	case Native:
		return c.native(x, weight)
	case Shifts:
		return c.shifts(x, weight)
	}
	return c.patches(x, weight)
}

// native is the compiler's convolution. It has no replicas.
func (c Convolution) native(x, weight *Node) *Node {
	kernel := TransposeAllAxes(weight, 2, 3, 1, 0)
	y := Convolve(ConvertDType(x, weight.DType()), kernel).Strides(c.Stride).ChannelGroupCount(c.Groups).
		PaddingPerDim(c.Padding[:])
	return ConvertDType(y.Done(), x.DType())
}

// patches is a product of patches with the weights.
func (c Convolution) patches(x, weight *Node) *Node {
	rows, dims := c.unfold(x)
	taps := c.Kernel * c.Kernel
	leading, out, in := weight.Shape().Dimensions[:weight.Rank()-4], weight.Shape().Dim(-4), weight.Shape().Dim(-3)
	flat := Reshape(weight, slices.Concat(leading, []int{out, in, taps})...)
	if c.Groups == 1 {
		flat = Reshape(Transpose(flat, -1, -2), slices.Concat(leading, []int{out, taps * in})...)
		return Reshape(linear(rows, flat), append(dims, out)...)
	}
	rows = Transpose(Reshape(rows, slices.Concat(leading, []int{-1, taps, c.Groups, in})...), -2, -3)
	rows = Reshape(rows, slices.Concat(leading, []int{-1, c.Groups, taps * in})...)
	flat = Transpose(Reshape(flat, slices.Concat(leading, []int{c.Groups, out / c.Groups, in, taps})...), -1, -2)
	flat = Reshape(flat, slices.Concat(leading, []int{c.Groups, out / c.Groups, taps * in})...)
	return Reshape(grouped(rows, flat), append(dims, out)...)
}

// grouped is a product for each group: rows [M, groups, D] and weights [groups, out, D] -> [M, groups, out], or that of
// each replica. It contracts one axis, as the gradient of a product over two is wrong in gomlx 0.28.8.
func grouped(rows, weight *Node) *Node {
	batch, own := []int{1}, []int{0}
	if rows.Rank() == 4 {
		batch, own = []int{0, 2}, []int{0, 1}
	}
	y := DotGeneral(ConvertDType(rows, weight.DType()), []int{rows.Rank() - 1}, batch, weight, []int{rows.Rank() - 1}, own)
	return ConvertDType(Transpose(y, -2, -3), rows.DType())
}

// unfold lays out what each output position sees, [M, taps*in] of each replica, and the axes of the output but for the
// last.
func (c Convolution) unfold(x *Node) (rows *Node, dims []int) {
	dims = c.outputDims(x)
	shape := append(slices.Clone(dims[:len(dims)-3]), -1, c.Kernel*c.Kernel*x.Shape().Dim(-1))
	switch {
	case c.Kernel == 1 && c.Stride == 1 && c.Padding == [2][2]int{}:
		return Reshape(x, shape...), dims
	case c.Kernel == c.Stride && c.Padding == [2][2]int{}:
		return Reshape(c.tiles(x), shape...), dims
	}
	return Reshape(Concatenate(c.taps(x, 0), -1), shape...), dims
}

// outputDims are the axes of the output but for the last: [B, h, w], or [R, B, h, w].
func (c Convolution) outputDims(x *Node) []int {
	lead := slices.Clone(x.Shape().Dimensions[:x.Rank()-3])
	return append(lead, c.Size(x.Shape().Dim(-3), 0), c.Size(x.Shape().Dim(-2), 1))
}

// tiles cuts maps into squares of the kernel's size, [images, h, w, kernel, kernel, C]; what is left over at the ends
// is cut off.
func (c Convolution) tiles(x *Node) *Node {
	height, width, channels := x.Shape().Dim(-3), x.Shape().Dim(-2), x.Shape().Dim(-1)
	rows, columns := c.Size(height, 0), c.Size(width, 1)
	x = Reshape(x, -1, height, width, channels)
	x = Slice(x, AxisRange(), AxisRange(0, rows*c.Kernel), AxisRange(0, columns*c.Kernel))
	x = Reshape(x, -1, rows, c.Kernel, columns, c.Kernel, channels)
	return Transpose(x, 2, 3)
}

// taps are the maps that each weight of a channel sees, [images, h, w, C], row by row of the kernel, with a value
// outside the map.
func (c Convolution) taps(x *Node, outside float64) (taps []*Node) {
	rows, columns := c.Size(x.Shape().Dim(-3), 0), c.Size(x.Shape().Dim(-2), 1)
	x = Reshape(x, append([]int{-1}, x.Shape().Dimensions[x.Rank()-3:]...)...)
	x = padWith(x, outside, 1, c.Padding[0][0], c.Padding[0][1])
	x = padWith(x, outside, 2, c.Padding[1][0], c.Padding[1][1])
	return c.windows(x, rows, columns)
}

// windows are the taps of padded maps.
func (c Convolution) windows(x *Node, rows, columns int) (taps []*Node) {
	along := func(first, count int) SliceAxisSpec {
		return AxisRange(first, first+(count-1)*c.Stride+1).Stride(c.Stride)
	}
	for dy := range c.Kernel {
		for dx := range c.Kernel {
			taps = append(taps, Slice(x, AxisRange(), along(dy, rows), along(dx, columns)))
		}
	}
	return taps
}
