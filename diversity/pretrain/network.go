package pretrain

import (
	"context"
	"fmt"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/probe"
)

// Network is a frozen backbone: what pre-training leaves. It computes with its trainer's programs and is immutable.
type Network struct {
	trainer *Trainer
	weights []Tensor // parameters, then running statistics
	head    *probe.Head
}

// Random returns the network as it is before training with this seed: the control of every study. As in an untrained
// PyTorch network in evaluation mode, its running means are 0 and its running variances 1.
func (t *Trainer) Random(seed uint64) (*Network, error) {
	rng := diversity.Stream(seed, diversity.ForInit)
	var weights []Tensor
	for _, p := range t.layout() {
		weights = append(weights, initial(p, rng, -1))
	}
	return &Network{trainer: t, weights: weights}, nil
}

// FromWeights returns the network with weights that [Network.Weights] gave. The error wraps [ErrWeights] if they belong
// to another backbone or image shape.
func (t *Trainer) FromWeights(weights []Tensor) (*Network, error) {
	if err := fits(weights, t.layout()); err != nil {
		return nil, err
	}
	return &Network{trainer: t, weights: clone(weights)}, nil
}

// layout lists a network's tensors.
func (t *Trainer) layout() []network.Param { return slices.Concat(t.net.Params, t.net.Running) }

// Dim is the number D of features.
func (n *Network) Dim() int { return n.trainer.net.Features }

// Head returns the classifier that pre-training trained on the network and that nothing else uses. It is known of a
// network that [Trainer.Train] returned: not of one that was read from a file, of several that were trained at once, of
// one trained without labels, or of one whose weights are averages.
func (n *Network) Head() (head probe.Head, known bool) {
	if n.head == nil {
		return probe.Head{}, false
	}
	return probe.Head{Weights: slices.Clone(n.head.Weights), Offset: slices.Clone(n.head.Offset)}, true
}

// Weights returns a copy of all parameters and running statistics, in a fixed order.
func (n *Network) Weights() []Tensor { return clone(n.weights) }

func clone(weights []Tensor) []Tensor {
	copies := slices.Clone(weights)
	for i, w := range copies {
		copies[i].Shape, copies[i].Data = slices.Clone(w.Shape), slices.Clone(w.Data)
	}
	return copies
}

// Hash is the hex SHA-256 of all weights: equal if and only if they are equal bit for bit.
func (n *Network) Hash() string { return hash(n.weights) }

// Features computes the features, float32 [M, D], of images, uint8 [M, H, W, C] of the trainer's shape, with the
// running statistics. The context is honoured between chunks of at most 512 images. No images give no features.
func (n *Network) Features(ctx context.Context, images []uint8) (features []float32, err error) {
	defer recovered(&err)
	t := n.trainer
	if len(images)%t.pixels() != 0 {
		return nil, diversity.Invalid("len(images)", len(images),
			fmt.Sprintf("a multiple of %d, the size of one image", t.pixels()))
	}
	args := make([]any, 1, 1+len(n.weights))
	for _, w := range n.weights {
		tensor := toDevice(w)
		defer tensor.MustFinalizeAll()
		args = append(args, tensor)
	}
	size := t.chunk() * t.pixels()
	for start := 0; start < len(images); start += size {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		part := images[start:min(start+size, len(images))]
		args[0] = t.padded(part)
		values, err := t.inferChunk(args)
		if err != nil {
			return nil, err
		}
		features = append(features, values[:len(part)/t.pixels()*n.Dim()]...)
	}
	return features, nil
}

// chunk is the number of images per call: fixed, so that there is one program, and less for large images and for
// networks that take long, as the last chunk is filled up.
func (t *Trainer) chunk() int {
	return within(min((1<<20)/t.pixels(), max(8, (1<<32)/max(1, t.net.Products))), 1, 512)
}

// padded fills a chunk up with black images.
func (t *Trainer) padded(images []uint8) *tensors.Tensor {
	full := make([]uint8, t.chunk()*t.pixels())
	copy(full, images)
	return tensors.FromFlatDataAndDimensions(full, t.chunk(), t.pixels())
}

func (t *Trainer) inferChunk(args []any) ([]float32, error) {
	out, err := call(t.infer, args...)
	if err != nil {
		return nil, err
	}
	defer out[0].MustFinalizeAll()
	values, err := tensors.CopyFlatData[float32](out[0])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDevice, err)
	}
	return values, nil
}

// features is the graph: images uint8 [chunk, P] and all weights -> features.
func (t *Trainer) features(in []*Node) []*Node {
	images := t.options.scaled(in[0])
	params := len(t.net.Params)
	return []*Node{t.net.Infer(images, in[1:1+params], in[1+params:])}
}
