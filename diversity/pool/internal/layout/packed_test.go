package layout

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestArraysInArchives: files of many images as they are downloaded, in an archive, are refused with what to do.
func TestArraysInArchives(t *testing.T) {
	cifar := tarOf("cifar-10-batches-bin/data_batch_1.bin=x", "cifar-10-batches-bin/test_batch.bin=x",
		"cifar-10-batches-bin/batches.meta.txt=cat", "cifar-10-batches-bin/readme.html=x")
	for name, c := range map[string]struct{ content, holds string }{
		"cifar-10-binary.tar.gz":    {gzipOf(cifar), "cifar-10-batches-bin/data_batch_1.bin"},
		"cifar-10.tar":              {cifar, "cifar-10-batches-bin/data_batch_1.bin"},
		"the tar.gz in a zip.zip":   {zipOf("cifar-10-binary.tar.gz=" + gzipOf(cifar)), "cifar-10-binary.tar.gz"},
		"cifar-100.zip":             {zipOf("cifar-100-binary/train.bin", "cifar-100-binary/fine_label_names.txt"), "cifar-100-binary/train.bin"},
		"idx.zip":                   {zipOf("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"), "train-images-idx3-ubyte.gz"},
		"idx in a folder.zip":       {zipOf("MNIST/raw/t10k-images-idx3-ubyte", "MNIST/raw/t10k-labels-idx1-ubyte"), "MNIST/raw/t10k-images-idx3-ubyte"},
		"emnist.zip":                {zipOf("gzip/emnist-letters-train-images-idx3-ubyte.gz"), "gzip/emnist-letters-train-images-idx3-ubyte.gz"},
		"numpy.zip":                 {zipOf("k49-train-imgs.npz", "k49-train-labels.npz"), "k49-train-imgs.npz"},
		"parquet with a README.zip": {zipOf("data/train-00000-of-00001.parquet", "README.md"), "data/train-00000-of-00001.parquet"},
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Detect(t.Context(), path, Options{})
		if !errors.Is(err, ErrLayout) || !strings.Contains(err.Error(), " holds "+c.holds+", no image file") ||
			!strings.Contains(err.Error(), "unpack it (unzip, tar -xf)") {
			t.Errorf("%s: %v", name, err)
		}
	}
	beside := filepath.Join(put(t, "a.zip="+zipOf("cats/1", "dogs/1", "features.npy")), "a.zip") // names of images without an extension
	if l, err := Detect(t.Context(), beside, Options{}); err != nil || len(l.Classes) != 2 {
		t.Errorf("an array beside images: %v", err)
	}
}
