package runner

import (
	"context"
	"fmt"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// randomPool has ten classes of equally many images of random pixels.
func randomPool(b *testing.B, name string, images int) pool.Pool {
	b.Helper()
	const side = 4
	c := pool.Content{Name: name, Height: side, Width: side, Images: make([]uint8, images*side*side)}
	random := diversity.Stream(1, diversity.Purpose(name))
	for i := range c.Images {
		c.Images[i] = uint8(random.Uint32())
	}
	for i := range 10 {
		c.ClassNames = append(c.ClassNames, fmt.Sprint(name, i))
	}
	for i := range images {
		c.Labels = append(c.Labels, i%10)
	}
	p, err := pool.New(c)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// BenchmarkImages draws and trains on one thousand to one million images, once each, with next to no network: the time
// for an image should not depend on their number, held in memory or read batch by batch.
func BenchmarkImages(b *testing.B) {
	for _, resident := range []int64{0, 1} {
		for _, images := range []int{1_000, 10_000, 100_000, 1_000_000} {
			b.Run(fmt.Sprintf("%d/resident=%d", images, resident), func(b *testing.B) { benchmarkImages(b, images, resident) })
		}
	}
}

func benchmarkImages(b *testing.B, images int, resident int64) {
	s := study.Study{
		Name: "bench", Pool: randomPool(b, "pre", images), Backbone: backbone.MLP{Hidden: []int{2}}, Repeats: 1,
		Tasks:  []split.Task{split.FewShot(randomPool(b, "new", 200), 5, 2)},
		Sizes:  []diversity.Size{{Classes: 10, PerClass: images / 10}},
		Recipe: recipe.Recipe{Epochs: 1},
	}
	r, err := New(context.Background(), s)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	r.resident = resident
	run := s.RunAt(s.Sizes[0], 0)
	for b.Loop() {
		if _, err := r.Run(context.Background(), run); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*images), "ns/image")
}
