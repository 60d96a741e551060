package pretrain

import (
	"context"
	"errors"
	"slices"
	"testing"

	"tradeoff/diversity/backbone"
)

func TestWeightsRoundTrip(t *testing.T) {
	trainer := goTrainer(t, small())
	data := blobs(3, 5, 4, 5, 1)
	network, _ := train(t, trainer, data, 1)
	weights := network.Weights()
	copied, err := trainer.FromWeights(weights)
	if err != nil {
		t.Fatal(err)
	}
	if copied.Hash() != network.Hash() {
		t.Error("the hash changed")
	}
	if want, got := features(t, network, data.Images), features(t, copied, data.Images); !slices.Equal(got, want) {
		t.Error("the features changed")
	}
	weights[0].Data[0]++
	if copied.Hash() != network.Hash() {
		t.Error("the network shares memory with the weights it was made of")
	}
	changed, err := trainer.FromWeights(weights)
	if err != nil {
		t.Fatal(err)
	}
	if changed.Hash() == network.Hash() {
		t.Error("other weights have the same hash")
	}
}

func features(t *testing.T, n *Network, images []uint8) []float32 {
	t.Helper()
	values, err := n.Features(context.Background(), images)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func TestFromWeightsRejects(t *testing.T) {
	trainer := goTrainer(t, small())
	o := small()
	o.Backbone = backbone.MLP{Hidden: []int{8, 7}}
	other, err := goTrainer(t, o).Random(1)
	if err != nil {
		t.Fatal(err)
	}
	short := other.Weights()[:3]
	for name, weights := range map[string][]Tensor{"other widths": other.Weights(), "too few": short, "none": nil} {
		if _, err := trainer.FromWeights(weights); !errors.Is(err, ErrWeights) {
			t.Errorf("%s: error %v, want ErrWeights", name, err)
		}
	}
}

// TestFeaturesByChunks: an image's features do not depend on the images beside it nor on where a chunk ends.
func TestFeaturesByChunks(t *testing.T) {
	trainer := goTrainer(t, small())
	data := blobs(3, 500, 4, 5, 1)
	network, err := trainer.Random(1)
	if err != nil {
		t.Fatal(err)
	}
	all := features(t, network, data.Images)
	if len(all) != 1500*network.Dim() {
		t.Fatalf("%d values, want 1500 * %d", len(all), network.Dim())
	}
	for _, i := range []int{0, 511, 512, 1023, 1024, 1499} {
		one := features(t, network, data.Images[i*20:(i+1)*20])
		if !slices.Equal(one, all[i*network.Dim():(i+1)*network.Dim()]) {
			t.Errorf("image %d alone has other features", i)
		}
	}
	if none := features(t, network, nil); len(none) != 0 {
		t.Errorf("no images give %d values", len(none))
	}
}

func TestFeaturesRejects(t *testing.T) {
	network, err := goTrainer(t, small()).Random(1)
	if err != nil {
		t.Fatal(err)
	}
	_, err = network.Features(context.Background(), make([]uint8, 21))
	wantField(t, err, "len(images)")
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := network.Features(cancelled, make([]uint8, 20)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}
