package prepared

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// standIn is a source of so many images whose pixels are cheap to make, with names as ImageNet has them.
func standIn(count, side int) Source {
	src := made()
	src.Classes = nil
	for c := range 1000 {
		src.Classes = append(src.Classes, Class{ID: fmt.Sprintf("n%08d", c), Count: count / 1000})
	}
	src.Name = func(i int) string { return fmt.Sprintf("n%08d/n%08d_%d.JPEG", i*1000/count, i*1000/count, i) }
	src.Shape = func() (int, int, int, error) { return side, side, 3, nil }
	src.NewDecoder = func() (Decode, error) {
		return func(i int, dst []uint8) ([]string, error) {
			for j := 0; j < len(dst); j += 64 {
				dst[j] = uint8(i >> (j / 64 % 24))
			}
			return nil, nil
		}, nil
	}
	return src
}

// memoryOf reads a field of /proc/self/status in kB, 0 where there is none.
func memoryOf(field string) (kilobytes int) {
	text, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(text), field+":")
	_, _ = fmt.Sscan(rest, &kilobytes)
	return kilobytes
}

func benchmarkStore(b *testing.B, count, side int) (Store, Source) {
	b.Helper()
	s := Store{b.TempDir()}
	if dir := os.Getenv("PREPARED_BENCH_DIR"); dir != "" {
		s.Dir = filepath.Join(dir, fmt.Sprintf("%d-%d", count, side))
	}
	src := standIn(count, side)
	if _, err := s.Prepare(b.Context(), src, Options{}); err != nil {
		b.Fatal(err)
	}
	return s, src
}

// Opening a set of 1.28 million images; the goal is milliseconds.
func BenchmarkOpenMillion(b *testing.B) {
	s, _ := benchmarkStore(b, 1_280_000, 2)
	for b.Loop() {
		if _, err := s.Open(testKey); err != nil {
			b.Fatal(err)
		}
	}
}

// What preparing costs beside decoding.
func BenchmarkPrepare64(b *testing.B) {
	const count = 20_000
	for b.Loop() {
		s := Store{b.TempDir()}
		if _, err := s.Prepare(b.Context(), standIn(count, 64), Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(count*b.N)/b.Elapsed().Seconds(), "images/s")
	b.ReportMetric(float64(memoryOf("VmHWM"))/1024, "MB-peak")
}

// A draw of 20,000 images at random; with PREPARED_BENCH_DIR and -benchtime 1x from a pool of 10 GB that stays there.
func BenchmarkDraw(b *testing.B) {
	count, side := 100_000, 16
	if os.Getenv("PREPARED_BENCH_DIR") != "" {
		count, side = 820_000, 64
	}
	s, _ := benchmarkStore(b, count, side)
	set, err := s.Open(testKey)
	if err != nil {
		b.Fatal(err)
	}
	size := side * side * 3
	dst := make([]uint8, 20_000*size)
	before := memoryOf("RssAnon")
	random := rand.New(rand.NewPCG(1, 1))
	b.SetBytes(int64(len(dst)))
	for b.Loop() {
		for i := range 20_000 {
			if err := set.Read(random.IntN(count), dst[i*size:(i+1)*size]); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(memoryOf("RssAnon")-before)/1024, "MB-private-with-draw")
	b.ReportMetric(float64(memoryOf("RssFile"))/1024, "MB-mapped")
}
