package layout

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkDetect lists 200 classes of 500 images, as Tiny-ImageNet has them.
func BenchmarkDetect(b *testing.B) {
	dir := b.TempDir()
	var tarred, zipped bytes.Buffer
	t, z := tar.NewWriter(&tarred), zip.NewWriter(&zipped)
	for class := range 200 {
		name := fmt.Sprintf("n%08d", class)
		if err := os.MkdirAll(filepath.Join(dir, "folder", name, "images"), 0o755); err != nil {
			b.Fatal(err)
		}
		for i := range 500 {
			file := fmt.Sprintf("%s/images/%s_%d.JPEG", name, name, i)
			if err := os.WriteFile(filepath.Join(dir, "folder", file), []byte(file), 0o644); err != nil {
				b.Fatal(err)
			}
			_ = t.WriteHeader(&tar.Header{Name: file, Size: int64(len(file)), Mode: 0o644})
			_, _ = t.Write([]byte(file))
			w, _ := z.Create(file)
			_, _ = w.Write([]byte(file))
		}
	}
	_, _ = t.Close(), z.Close()
	for name, data := range map[string][]byte{"tar": tarred.Bytes(), "zip": zipped.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	for _, name := range []string{"folder", "tar", "zip"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				l, err := Detect(b.Context(), filepath.Join(dir, name), Options{})
				if err != nil || len(l.Items) != 100_000 {
					b.Fatal(err)
				}
				_ = l.Close()
			}
			b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "files/s")
		})
	}
}
