package arrays

import (
	"bytes"
	"testing"
)

// BenchmarkPixels reads 10,000 images of 32x32x3: MB/s of pixels.
func BenchmarkPixels(b *testing.B) {
	const count = 10_000
	data := make([]byte, count*cifarBytes)
	for i := range data {
		data[i] = byte(i * 7 >> 3)
	}
	header := npyHeader{kind: "|u1", sizes: []int{count, 32, 32, 3}}
	planes := npyHeader{kind: "|u1", sizes: []int{count, 3, 32, 32}}
	images := idxFile(idxUint8, []uint32{count, 32, 32, 3}, data...)
	packed := zipped(images)
	labels := make([]int, count)
	idx := func(s *Set, data []byte, transposed bool) error {
		if _, err := s.idxImages(bytes.NewReader(data), int64(len(data)), "i", transposed, DefaultMaxBytes); err != nil {
			return err
		}
		return s.SetLabels(labels)
	}
	for name, open := range map[string]func(s *Set) error{
		"IDX":      func(s *Set) error { return idx(s, images, false) },
		"IDX gzip": func(s *Set) error { return idx(s, packed, false) },
		"IDX transpose": func(s *Set) error {
			return idx(s, images, true)
		},
		"npy": func(s *Set) error {
			return s.useNpy(header, bytes.NewReader(data), 0, int64(len(data)), "i", labels)
		},
		"npy planes": func(s *Set) error {
			return s.useNpy(planes, bytes.NewReader(data), 0, int64(len(data)), "i", labels)
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			dst := make([]uint8, cifarBytes)
			for b.Loop() {
				s := &Set{}
				if err := open(s); err != nil {
					b.Fatal(err)
				}
				for i := range count {
					if err := s.Pixels(i, dst); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
