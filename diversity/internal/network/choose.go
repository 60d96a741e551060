package network

// Best is the form that measures fastest for a convolution with so many channels in a training step. GFLOP per second
// of CPU time by BenchmarkConvolution of package pretrain, forward and both gradients (of the stems, which see images,
// only that of the weights), batch 64, float32, on one core of an AMD EPYC that other programs used too, so that only
// the ratios within a line count; products of two 1024x1024 matrices made 55 to 74:
//
//	                          native   patches   shifts
//	stem 3x3/1   3->16 at 32     3.4       8.8
//	stem 7x7/2   3->64 at 64     8.0      10.2
//	patch 4x4/4  3->192 at 32   25.9      38.7
//	3x3/1       16->16 at 32    20.4       5.6
//	3x3/1       32->32 at 16    27.7      11.9
//	3x3/1       64->64 at 16    42.3      18.2
//	3x3/1     128->128 at 16     9.4      23.4
//	3x3/1     256->256 at 8     23.4      31.2
//	3x3/2       16->32 at 32    16.6      12.7
//	3x3/2       32->64 at 16    19.3      33.9
//	1x1/1      256->64 at 14    26.6      65.5
//	1x1/1      64->256 at 14    14.9      46.5
//	1x1/1       16->96 at 32     4.0      21.7
//	3x3/1    64->64, 4 groups   16.2       4.9
//	3x3/1    96 depthwise at 16            0.3      0.5
//	3x3/2    96 depthwise at 16            0.5      1.1
//	5x5/1    96 depthwise at 16            0.3      0.7
//
// Depthwise is bound by memory, and its weight gradient by XLA's sums over all but the last axis. On a GPU, where
// nothing of this was measured, the compiler's own is taken wherever it is right.
func (c Convolution) Best(in, out int, m Machine) Form {
	switch {
	case c.Groups > 1 && c.Groups == in && c.Groups == out:
		return Shifts
	case m.Replicas || c.Kernel%2 == 0: // gomlx 0.28.8 has wrong gradients for even kernels
		return Patches
	case m.GPU:
		return Native
	case c.Groups == 1 && c.Kernel > 1 && in >= fewChannels && max(in, out) <= manyChannels/c.Stride:
		return Native
	}
	return Patches
}

// Between these numbers of channels, at stride 2 half of the upper one, the compiler's own convolution is the faster
// one on a CPU.
const (
	fewChannels  = 8
	manyChannels = 64
)

// Machine says what computes a convolution.
type Machine struct {
	GPU      bool
	Replicas bool // several networks at once
}
