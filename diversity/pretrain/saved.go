package pretrain

import (
	"errors"
	"fmt"
	"io"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/safetensors"
)

// Keys of a saved network's metadata.
const (
	hashKey     = "hash"     // Network.Hash
	backboneKey = "backbone" // backbone.Marshal
	imagesKey   = "images"   // height x width x channels
)

// Write saves the network in the safetensors format: the tensors of [Network.Weights] by their names, and as metadata
// the hash, the backbone as JSON and the shape of the images. [Trainer.Read] reads it; so do the format's libraries in
// other languages. Errors are the writer's.
func (n *Network) Write(w io.Writer) error {
	o := n.trainer.options
	text, err := backbone.Marshal(o.Backbone)
	if err != nil {
		return err
	}
	list := make([]safetensors.Tensor, len(n.weights))
	for i, tensor := range n.weights {
		list[i] = safetensors.Tensor(tensor)
	}
	return safetensors.Write(w, list, map[string]string{
		hashKey: n.Hash(), backboneKey: string(text), imagesKey: fmt.Sprintf("%dx%dx%d", o.Height, o.Width, o.Channels),
	})
}

// Load reads the file of a saved network, see [Trainer.Read]. Errors name the path.
func (t *Trainer) Load(path string) (*Network, error) {
	list, metadata, err := safetensors.ReadFile(path)
	n, err := t.network(list, metadata, err)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// Read reads a network that [Network.Write] saved. The tensors may be in any order, as other programs rewrite them in
// theirs. The error wraps [ErrWeights] for bytes that are torn or altered, or belong to another backbone or image
// shape; else it is the reader's.
func (t *Trainer) Read(r io.Reader) (*Network, error) {
	list, metadata, err := safetensors.Read(r)
	return t.network(list, metadata, err)
}

// network is what a file holds, unless it could not be read.
func (t *Trainer) network(list []safetensors.Tensor, metadata map[string]string, err error) (*Network, error) {
	if errors.Is(err, safetensors.ErrFormat) {
		return nil, fmt.Errorf("%w: %w", ErrWeights, err)
	}
	if err != nil {
		return nil, fmt.Errorf("pretrain: %w", err)
	}
	weights, err := t.inOrder(list)
	if err != nil {
		return nil, err
	}
	n, err := t.FromWeights(weights)
	if err != nil {
		return nil, err
	}
	if want, have := metadata[hashKey]; have && n.Hash() != want {
		return nil, fmt.Errorf("%w: their hash is %s, the file says %s", ErrWeights, n.Hash(), want)
	}
	return n, nil
}

// inOrder puts tensors in the order of the layout, by their names, and takes no others.
func (t *Trainer) inOrder(list []safetensors.Tensor) (weights []Tensor, err error) {
	named := map[string]Tensor{}
	for _, tensor := range list {
		named[tensor.Name] = Tensor(tensor)
	}
	for _, p := range t.layout() {
		tensor, have := named[p.Name]
		if !have {
			return nil, fmt.Errorf("%w: no tensor %q", ErrWeights, p.Name)
		}
		weights = append(weights, tensor)
		delete(named, p.Name)
	}
	for name := range named {
		return nil, fmt.Errorf("%w: a tensor %q too many", ErrWeights, name)
	}
	return weights, nil
}
