package pretrain

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/safetensors"
)

func saved(t *testing.T, n *Network) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := n.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSavedNetworkComesBack(t *testing.T) {
	for name, o := range variants() {
		t.Run(name, func(t *testing.T) {
			trainer := goTrainer(t, o)
			data := blobs(3, 5, o.Height, o.Width, o.Channels)
			network, _ := train(t, trainer, data, 1)
			path := filepath.Join(t.TempDir(), "network.safetensors")
			if err := os.WriteFile(path, saved(t, network), 0o600); err != nil {
				t.Fatal(err)
			}
			back, err := trainer.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			if back.Hash() != network.Hash() ||
				!slices.Equal(features(t, back, data.Images), features(t, network, data.Images)) {
				t.Error("hash or features changed")
			}
		})
	}
}

// TestReadTakesAnyOrder: libraries of other languages write tensors by rising name, and may leave out metadata.
func TestReadTakesAnyOrder(t *testing.T) {
	trainer := goTrainer(t, small())
	network, err := trainer.Random(1)
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := safetensors.Read(bytes.NewReader(saved(t, network)))
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(list)
	back, err := trainer.Read(bytes.NewReader(rewritten(t, list, nil)))
	if err != nil || back.Hash() != network.Hash() {
		t.Errorf("read back %v, %v", back, err)
	}
}

func rewritten(t *testing.T, list []safetensors.Tensor, metadata map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := safetensors.Write(&out, list, metadata); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadRefuses(t *testing.T) {
	trainer := goTrainer(t, small())
	network, err := trainer.Random(1)
	if err != nil {
		t.Fatal(err)
	}
	o := small()
	o.Backbone = backbone.MLP{Hidden: []int{8, 7}}
	wider, err := goTrainer(t, o).Random(1)
	if err != nil {
		t.Fatal(err)
	}
	text := saved(t, network)
	altered := slices.Clone(text)
	altered[len(altered)-1] ^= 1
	list, metadata, err := safetensors.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	extra := append(slices.Clone(list), safetensors.Tensor{Name: "more", Shape: []int{0}})
	for want, text := range map[string][]byte{
		"torn":                      text[:len(text)-1],
		"their hash is":             altered,
		`"layer2.weight" [7 8]`:     saved(t, wider),
		`no tensor "layer1.weight"`: rewritten(t, list[1:], metadata),
		`a tensor "more" too many`:  rewritten(t, extra, metadata),
		"0 bytes, want at least 8":  nil,
	} {
		_, err := trainer.Read(bytes.NewReader(text))
		if want == "torn" {
			want = "bytes"
		}
		if !errors.Is(err, ErrWeights) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want ErrWeights with %q", err, want)
		}
	}
	broken := errors.New("no cable")
	if _, err := trainer.Read(iotest.ErrReader(broken)); !errors.Is(err, broken) || errors.Is(err, ErrWeights) {
		t.Errorf("error %v, want the reader's", err)
	}
	if _, err := trainer.Load(filepath.Join(t.TempDir(), "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want one that wraps fs.ErrNotExist", err)
	}
}
