package pool_test

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"log"
	"os"
	"path/filepath"

	"tradeoff/diversity/pool"
)

func ExampleOmniglot() {
	omniglot := pool.Omniglot()
	fmt.Println(omniglot.Background())
	fmt.Println(omniglot.Evaluation())
	fmt.Println(omniglot.All().ClassID(0))
	// Output:
	// omniglot background: 964 classes, 20 images each, 28x28x1, 30 groups
	// omniglot evaluation: 659 classes, 20 images each, 28x28x1, 20 groups
	// Alphabet_of_the_Magi/character01
}

func ExamplePool_Rotations() {
	p := pool.Omniglot().Background().Groups("Latin").Rotations(4)
	fmt.Println(p.Classes(), p.ClassID(0), p.ClassID(26), p.BaseID(26))
	// Output: 104 Latin/character01 Latin/character01@90 Latin/character01
}

func ExamplePool_Distort() {
	p := pool.Omniglot().Background().Distort(pool.Distortion{Level: 0.5, PerClass: 1000, Seed: 1})
	fmt.Println(p.Count(0), p.Originals(0), p.Original(pool.Ref{Class: 0, Sample: 999}))
	// Output: 1000 20 19
}

func ExamplePool_Groups() {
	p := pool.Omniglot().Background().Groups("Latin", "Greek")
	fmt.Println(p.GroupNames(), p.Limits())
	// Output: [Greek Latin] {50 20}
}

func ExamplePool_Named() {
	p := pool.Omniglot().Background().Named("drawn")
	fmt.Println(p.ClassID(0))
	// Output: drawn:Alphabet_of_the_Magi/character01
}

func ExamplePool_Images() {
	images, err := pool.Omniglot().Background().Images([]pool.Ref{{Class: 7, Sample: 3}})
	if err != nil {
		log.Fatal(err)
	}
	for y := 4; y < 26; y += 2 {
		for x := 4; x < 24; x++ {
			fmt.Print(map[bool]string{false: ".", true: "#"}[images[28*y+x] > 0])
		}
		fmt.Println()
	}
	// Output:
	// ....................
	// ..##................
	// .#########.........#
	// .##....#######......
	// .............####...
	// ............###.....
	// .....#######........
	// ......##............
	// .....###...##.......
	// ......##...##.......
	// .......####.........
}

func ExamplePool_MarshalJSON() {
	p := pool.Omniglot().Background().Rotations(4).Distort(pool.Distortion{})
	text, err := json.Marshal(p)
	if err != nil {
		log.Fatal(err)
	}
	var again pool.Pool
	if err := json.Unmarshal(text, &again); err != nil {
		log.Fatal(err)
	}
	fmt.Println(again.Digest() == p.Digest())
	fmt.Printf("%.60s...\n", text)
	// Output:
	// true
	// {"source":"omniglot","part":"background","content":"9f80ad4e...
}

func ExampleNew() {
	p, err := pool.New(pool.Content{Name: "dots", Images: []uint8{0, 128, 255}, Labels: []int{0, 1, 1}, Height: 1,
		Width:      1,
		ClassNames: []string{"dark", "light"}})
	fmt.Println(p, err)
	// Output: dots: 2 classes, 1 to 2 images each, 1x1x1 <nil>
}

func ExampleIDX() {
	dir, err := os.MkdirTemp("", "idx")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	images, labels := filepath.Join(dir, "images"), filepath.Join(dir, "labels")
	write(images, 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 10, 20) // 2 images of 1x1
	write(labels, 0, 0, 8, 1, 0, 0, 0, 2, 0, 1)
	fmt.Println(pool.IDX(images, labels))
	// Output: images: 2 classes, 1 image each, 1x1x1 <nil>
}

func write(path string, data ...byte) {
	if err := os.WriteFile(path, data, 0o600); err != nil {
		log.Fatal(err)
	}
}

func ExampleFolder() {
	dir, err := os.MkdirTemp("", "folder")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for _, class := range []string{"cats", "dogs"} {
		drawStripe(filepath.Join(dir, class), "1.png")
	}
	p, err := pool.Folder(context.Background(), dir, pool.FolderOptions{Height: 16, Width: 16})
	height, width, channels := p.Shape()
	fmt.Println(p.ClassID(0), p.ClassID(1), height, width, channels, err)
	// Output: cats dogs 16 16 3 <nil>
}

func ExamplePool_Found() {
	dir, err := os.MkdirTemp("", "splits")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for _, split := range []string{"train", "val"} {
		drawStripe(filepath.Join(dir, split, "cats"), "1.png")
	}
	p, err := pool.Folder(context.Background(), dir, pool.FolderOptions{Split: "val"})
	found := p.Found()
	fmt.Println(found.Layout, found.Split, found.Notes, err)
	// Output: class folders val [split folders: train (1 folder, 1 file); val (1 folder, 1 file); opened: val] <nil>
}

func drawStripe(dir, name string) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		log.Fatal(err)
	}
	file, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	picture := image.NewGray(image.Rect(0, 0, 20, 20))
	for y := range 20 {
		picture.Pix[y*20+5] = 255
	}
	if err := png.Encode(file, picture); err != nil {
		log.Fatal(err)
	}
}

func ExampleRegister() {
	open := pool.Register("example", func(string) (pool.Drawn, error) {
		return pool.Drawn{
			Classes: []pool.DrawnClass{{ID: "paper", Count: 1}, {ID: "ink", Count: 1}}, Height: 1, Width: 1,
			Painter: func() (func([]uint8, pool.Ref), error) {
				return func(dst []uint8, r pool.Ref) { dst[0] = uint8(255 * r.Class) }, nil
			},
			Digest: func() (string, error) { return "example 1", nil },
		}, nil
	})
	p := open("")
	images, err := p.Images([]pool.Ref{{Class: 1}, {Class: 0}})
	fmt.Println(p.ClassID(1), images, err)
	// Output: ink [255 0] <nil>
}
