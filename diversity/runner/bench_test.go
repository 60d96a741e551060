package runner

import (
	"context"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

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
	run, before := s.RunAt(s.Sizes[0], 0), processorTime(b)
	for b.Loop() {
		if _, err := r.Run(context.Background(), run); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((processorTime(b)-before).Nanoseconds())/float64(b.N*images), "cpu-ns/image")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*images), "ns/image")
}

// processorTime is what this process has used of all cores: on a busy machine it tells more than the time that passes.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// folderVariable names a folder of photographs, such as Tiny-ImageNet's, for BenchmarkWaiting.
const folderVariable = "DIVERSITY_PHOTOGRAPHS"

// BenchmarkWaiting trains on photographs that are read batch by batch from their prepared pool, while the device
// computes, and reports which part of the training was waiting for images ("%waiting"), and how long it took in all
// compared with one on images in memory ("ratio"). Of 20 classes with 400 images each, every image is seen once:
//
//	DIVERSITY_PHOTOGRAPHS=tiny-imagenet-200 go test -run xxx -bench Waiting -benchtime 1x ./diversity/runner
func BenchmarkWaiting(b *testing.B) {
	folder := os.Getenv(folderVariable)
	if folder == "" {
		b.Skipf("set %s to a folder of photographs in at least 25 classes of 400", folderVariable)
	}
	photographs, err := pool.Folder(context.Background(), folder, pool.FolderOptions{Height: 64, Width: 64})
	if err != nil {
		b.Fatal(err)
	}
	for name, net := range map[string]backbone.Backbone{
		"MLP": backbone.MLP{}, "ConvNet": backbone.ConvNet{}, "ResNet-20": backbone.ResNet{Depth: 20},
	} {
		b.Run(name, func(b *testing.B) { benchmarkWaiting(b, photographs, net) })
	}
}

func benchmarkWaiting(b *testing.B, photographs pool.Pool, net backbone.Backbone) {
	os.Unsetenv(backendVariable) // XLA, where TestMain has pure Go
	size := diversity.Size{Classes: 20, PerClass: 400}
	var names []string
	for class := range size.Classes + 5 {
		names = append(names, photographs.ClassID(class))
	}
	task := split.FewShot(photographs.Only(names[size.Classes:]...), 5, 2)
	s := study.Study{
		Name: "bench", Pool: photographs.Only(names[:size.Classes]...), Backbone: net, Repeats: 1, Tasks: []split.Task{task},
		Sizes: []diversity.Size{size}, Recipe: recipe.Recipe{Epochs: 1},
	}
	r, err := New(context.Background(), s)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	train := func(resident int64) study.Timings {
		r.resident = resident
		result, err := r.Run(context.Background(), s.RunAt(size, 0))
		if err != nil {
			b.Fatal(err)
		}
		return result.Timings
	}
	train(0) // compiles
	var read, held study.Timings
	for b.Loop() {
		of, in := train(1), train(0)
		read.Train, read.Wait, held.Train = read.Train+of.Train, read.Wait+of.Wait, held.Train+in.Train
	}
	b.ReportMetric(100*read.Wait/read.Train, "%waiting")
	b.ReportMetric(held.Train/read.Train, "ratio")
	b.ReportMetric(float64(b.N*size.Total())/read.Train, "images/s")
	b.ReportMetric(0, "ns/op")
}
