package pool

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"tradeoff/diversity"
)

// Types of the numbers in an IDX file.
const (
	idxUint8 = 0x08
	idxInt16 = 0x0B
	idxInt32 = 0x0C
)

// idxFile is the text of an IDX file.
func idxFile(kind byte, sizes []uint32, values ...byte) []byte {
	data := []byte{0, 0, kind, byte(len(sizes))}
	for _, size := range sizes {
		data = binary.BigEndian.AppendUint32(data, size)
	}
	return append(data, values...)
}

func zipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// openIDX writes both files and opens them.
func openIDX(t *testing.T, images, labels []byte) (Pool, error) {
	t.Helper()
	dir := t.TempDir()
	imagesPath, labelsPath := filepath.Join(dir, "images.idx"), filepath.Join(dir, "labels.idx")
	writeFile(t, imagesPath, images)
	writeFile(t, labelsPath, labels)
	return IDX(imagesPath, labelsPath)
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

var (
	goodImages = idxFile(idxUint8, []uint32{3, 1, 2}, 1, 2, 3, 4, 5, 6)
	goodLabels = idxFile(idxUint8, []uint32{3}, 1, 0, 1)
)

func TestIDXReadsEveryTypeAndRank(t *testing.T) {
	labels := [][]byte{
		goodLabels, zipped(t, goodLabels),
		idxFile(idxInt16, []uint32{3}, 0, 1, 0, 0, 0, 1),
		zipped(t, idxFile(idxInt32, []uint32{3}, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1)),
	}
	images := [][]byte{goodImages, zipped(t, goodImages), idxFile(idxUint8, []uint32{3, 1, 1, 2}, 1, 2, 3, 4, 5, 6)}
	for _, l := range labels {
		for _, i := range images {
			p, err := openIDX(t, i, l)
			if err != nil {
				t.Fatal(err)
			}
			if got := mustImages(t, p, Ref{0, 0}, Ref{1, 1}); !bytes.Equal(got, []byte{3, 4, 5, 6}) || p.ClassID(1) != "1" {
				t.Errorf("%v: images %v", p, got)
			}
		}
	}
	p, err := openIDX(t, images[2], goodLabels)
	if height, width, channels := p.Shape(); err != nil || height != 1 || width != 1 || channels != 2 {
		t.Errorf("rank 4: %v, %v", p, err)
	}
}

func TestIDXTruncatedAnywhereIsAnError(t *testing.T) {
	for _, whole := range []struct{ images, labels []byte }{
		{goodImages, goodLabels}, {zipped(t, goodImages), zipped(t, goodLabels)},
	} {
		for length := range whole.images {
			_, err := openIDX(t, whole.images[:length], whole.labels)
			wantError(t, err, ErrFormat, "images.idx", "expected")
		}
		for length := range whole.labels {
			_, err := openIDX(t, whole.images, whole.labels[:length])
			wantError(t, err, ErrFormat, "labels.idx", "expected")
		}
	}
}

func TestIDXErrorsNameFileOffsetAndExpectation(t *testing.T) {
	wrong := bytes.Clone(goodImages)
	wrong[1] = 9
	damaged := zipped(t, goodImages)
	damaged[len(damaged)-6] ^= 1 // its checksum
	cases := []struct {
		images, labels []byte
		parts          []string
	}{
		{wrong, goodLabels, []string{"images.idx", "offset 0", "0x09", "expected 0 0"}},
		{idxFile(idxInt16, []uint32{1, 1, 1}, 0, 0), goodLabels, []string{"images.idx", "offset 2", "0x0b", "0x08"}},
		{goodImages, idxFile(0x0D, []uint32{3}, make([]byte, 12)...), []string{"labels.idx", "offset 2", "0x0d", "int32"}},
		{goodLabels, goodLabels, []string{"images.idx", "offset 3", "rank 1", "rank 3"}},
		{goodImages, goodImages, []string{"labels.idx", "offset 3", "rank 3", "rank 1"}},
		{idxFile(idxUint8, nil), goodLabels, []string{"offset 3", "rank 0"}},
		{idxFile(idxUint8, []uint32{1, 1, 1, 1, 1}, 1), goodLabels, []string{"offset 3", "rank 5"}},
		{idxFile(idxUint8, []uint32{0, 1, 2}), goodLabels, []string{"offset 4", "size 0", "1..1073741824"}},
		{idxFile(idxUint8, []uint32{3, 0xFFFFFFFF, 2}), goodLabels, []string{"offset 8", "size 4294967295", "1..16384"}},
		{idxFile(idxUint8, []uint32{1, 1, 1, 17}), goodLabels, []string{"offset 16", "1..16"}},
		{idxFile(idxUint8, []uint32{1 << 30, 1 << 14, 1 << 14, 16}, 1), goodLabels,
			[]string{"offset 21", "end of file", "4611686018427387904"}},
		{append(bytes.Clone(goodImages), 0), goodLabels, []string{"images.idx", "offset 22", "more bytes"}},
		{zipped(t, append(bytes.Clone(goodImages), 0)), goodLabels, []string{"images.idx", "offset 22", "more bytes"}},
		{append(zipped(t, goodImages), 1), goodLabels, []string{"images.idx"}},
		{damaged, goodLabels, []string{"images.idx", "offset 22", "checksum"}},
		{idxFile(idxUint8, []uint32{2, 1, 2}, 1, 2, 3, 4), goodLabels,
			[]string{"2 images", "3 labels", "images.idx", "labels.idx"}},
		{goodImages, idxFile(idxInt16, []uint32{3}, 0, 0, 0xFF, 0xFE, 0, 1), []string{"labels.idx", "image 1 = -2"}},
	}
	for _, c := range cases {
		_, err := openIDX(t, c.images, c.labels)
		wantError(t, err, ErrFormat, c.parts...)
	}
}

func TestIDXNamesAMissingFile(t *testing.T) {
	_, err := IDX(filepath.Join(t.TempDir(), "none.idx"), "")
	wantError(t, err, os.ErrNotExist, "none.idx")
}

func TestIDXReadsRealFiles(t *testing.T) {
	cases := []struct {
		dir, images, labels  string
		classes, least, most int
		side                 int
	}{
		{"fashion-mnist-20k", "train10k-images-idx3-ubyte.gz", "train10k-labels-idx1-ubyte.gz", 10, 942, 1027, 28},
		{"fashion-mnist-20k", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", 10, 1000, 1000, 28},
		{"sign-digits", "images-32x32-idx3-ubyte.gz", "labels-idx1-int16.gz", 10, 204, 208, 32},
	}
	for _, c := range cases {
		t.Run(c.images, func(t *testing.T) {
			dir := sharedData(t, c.dir)
			p, err := IDX(filepath.Join(dir, c.images), filepath.Join(dir, c.labels))
			if err != nil {
				t.Fatal(err)
			}
			least, most := p.Count(0), p.Count(0)
			for class := range p.Classes() {
				least, most = min(least, p.Count(class)), max(most, p.Count(class))
			}
			height, width, channels := p.Shape()
			if p.Classes() != c.classes || least != c.least || most != c.most || height != c.side || width != c.side ||
				channels != 1 {
				t.Errorf("%v: %d to %d images a class", p, least, most)
			}
		})
	}
}

func TestNegativeLabelsWrapInvalidToo(t *testing.T) {
	_, err := openIDX(t, goodImages, idxFile(idxInt16, []uint32{3}, 0, 0, 0xFF, 0xFE, 0, 1))
	wantError(t, err, diversity.ErrInvalid)
}
