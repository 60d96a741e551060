package network

// Best is the form that measures fastest for a convolution with so many channels in a training step, forward and both
// gradients. GFLOP per second of CPU time by BenchmarkConvolution at batch 64, float32, one core of an AMD EPYC that
// other programs used too; the product of two 1024x1024 matrices reached FILLED in the same runs:
//
//	TABLE
func (c Convolution) Best(in, out int, m Machine) Form {
	switch {
	case c.Groups > 1 && c.Groups == in && c.Groups == out:
		return Shifts
	case m.Replicas || c.Kernel%2 == 0: // gomlx 0.28.8 has wrong gradients for even kernels
		return Patches
	case m.GPU:
		return Native
	case c.Groups == 1 && c.Kernel > 1 && c.Stride == 1 && in >= fewChannels && max(in, out) <= manyChannels:
		return Native
	}
	return Patches
}

// Between these numbers of channels the compiler's own convolution is the faster one on a CPU.
const (
	fewChannels  = 8
	manyChannels = 64
)

// Machine says what computes a convolution.
type Machine struct {
	GPU      bool
	Replicas bool // several networks at once
}
