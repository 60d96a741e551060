package augment

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	_ "github.com/gomlx/compute/gobackend" // registers the backend that Uses asks for
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Uses changes one batch of images, [B, H*W*C], as so many batches of a training with the seed would be: what the
// augmentation draws and how it mixes the batch, each image with the one before it. It computes in pure Go, so that the
// images are the same on every device. One operation runs at a time, as GoMLX v0.28.3 has a data race otherwise.
func (p Pipeline) Uses(images []uint8, uses int, seed uint64) (batches [][]uint8, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("augment: %v", r)
		}
	}()
	backend, err := compute.NewWithConfig("go:ops_sequential")
	if err != nil {
		return nil, err
	}
	defer backend.Finalize()
	exec, err := NewExec(backend, func(in []*Node) []*Node { return []*Node{p.both(in[0], in[1], in[2])} })
	if err != nil {
		return nil, err
	}
	defer exec.Finalize()
	pixels := p.height * p.width * p.channels
	draws, count := p.Start(seed), len(images)/pixels
	for range uses {
		var numbers []float32
		for range count {
			numbers = append(numbers, draws.Image()...)
		}
		mix := draws.Mix()
		out, err := exec.Call(tensors.FromFlatDataAndDimensions(images, count, pixels),
			tensors.FromFlatDataAndDimensions(append(numbers, 0), len(numbers)+1), mix[:])
		if err != nil {
			return nil, err
		}
		batches = append(batches, tensors.MustCopyFlatData[uint8](out[0]))
	}
	return batches, nil
}

// both changes images, uint8 [B, H*W*C], by numbers, of which the last says nothing (there is at least one so), and
// mixes them.
func (p Pipeline) both(images, numbers, mix *Node) *Node {
	if size := p.Size(); size > 0 {
		numbers = SliceAxis(numbers, 0, AxisRange(0, images.Shape().Dim(0)*size))
		images = p.Apply(images, Reshape(numbers, -1, size))
	}
	if !p.augment.Mixing() {
		return images
	}
	mixed, _ := p.Mixed(ConvertDType(images, dtypes.Float32), mix)
	return ConvertDType(AddScalar(mixed, 0.5), dtypes.Uint8)
}
