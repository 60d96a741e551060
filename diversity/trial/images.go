package trial

import (
	"tradeoff/diversity"
	"tradeoff/diversity/pretrain"
)

// images are random ones of classes that can be learnt: each image is the pattern of its class, with noise. A seed has
// its own patterns.
func (n Network) images(classes, count int, seed uint64) pretrain.Data {
	const noise = 64 // of 256 levels
	rng := diversity.Stream(seed, "trial")
	size := n.Side * n.Side * n.Channels
	patterns := make([]uint8, classes*size)
	for i := range patterns {
		patterns[i] = uint8(rng.IntN(256 - noise))
	}
	data := pretrain.Data{Height: n.Side, Width: n.Side, Channels: n.Channels, Classes: classes,
		Images: make([]uint8, count*size)}
	for image := range count {
		class := image % classes
		data.Labels = append(data.Labels, int32(class))
		for i := range size {
			data.Images[image*size+i] = patterns[class*size+i] + uint8(rng.IntN(noise))
		}
	}
	return data
}
