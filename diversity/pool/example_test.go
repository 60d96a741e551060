package pool_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
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

// A file of many images is opened by the folder that it lies in.
func ExampleFolder_arrays() {
	dir, err := os.MkdirTemp("", "mnist")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	// 2 images of 1x2, labelled 7 and 3
	write(filepath.Join(dir, "train-images-idx3-ubyte"), 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 10, 20, 30, 40)
	write(filepath.Join(dir, "train-labels-idx1-ubyte"), 0, 0, 8, 1, 0, 0, 0, 2, 7, 3)
	p, err := pool.Folder(context.Background(), dir, pool.FolderOptions{})
	fmt.Println(p.Found().Layout, p.Found().Split, p.ClassID(0), p.ClassID(1), err)
	// Output: IDX train 3 7 <nil>
}

// An archive in memory is a file system, as are files that a program embeds.
func ExampleFolderFS() {
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, name := range []string{"cats/1.png", "dogs/1.png"} {
		file, err := w.Create(name)
		if err != nil {
			log.Fatal(err)
		}
		picture := image.NewGray(image.Rect(0, 0, 4, 4))
		picture.Pix[len(name)-3] = 255
		if err := png.Encode(file, picture); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	files, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(pool.FolderFS(context.Background(), files, "pets", pool.FolderOptions{Gray: true}))
	// Output: pets: 2 classes, 1 image each, 4x4x1 <nil>
}

func ExamplePool_Warnings() {
	dir, err := os.MkdirTemp("", "ink")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	picture := image.NewNRGBA(image.Rect(0, 0, 4, 4)) // transparent paper
	picture.Set(1, 1, color.Black)
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		log.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "letters"), 0o700); err != nil {
		log.Fatal(err)
	}
	write(filepath.Join(dir, "letters", "a.png"), file.Bytes()...)
	p, err := pool.Folder(context.Background(), dir, pool.FolderOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Warnings())
	// Output: [1 image: transparent pixels are shown on white: letters/a.png] <nil>
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

// prepare opens a folder with one image below a cache directory of its own, and returns how to remove both.
func prepare() func() {
	dir, err := os.MkdirTemp("", "prepared")
	if err != nil {
		log.Fatal(err)
	}
	before := os.Getenv("DIVERSITY_CACHE")
	os.Setenv("DIVERSITY_CACHE", filepath.Join(dir, "cache"))
	if err := os.Mkdir(filepath.Join(dir, "images"), 0o700); err != nil {
		log.Fatal(err)
	}
	drawStripe(filepath.Join(dir, "images", "cats"), "1.png")
	o := pool.FolderOptions{Height: 16, Width: 16}
	if _, err := pool.Folder(context.Background(), filepath.Join(dir, "images"), o); err != nil {
		log.Fatal(err)
	}
	return func() {
		os.Setenv("DIVERSITY_CACHE", before)
		os.RemoveAll(dir)
	}
}

func ExamplePreparedSets() {
	defer prepare()()
	sets, err := pool.PreparedSets()
	for _, s := range sets {
		fmt.Println(filepath.Base(s.Dir), s.Classes, s.Images, s.Ready)
	}
	fmt.Println(err)
	// Output:
	// images 1 1 true
	// <nil>
}

// What a process has open stays.
func ExampleRemovePrepared() {
	defer prepare()()
	sets, err := pool.PreparedSets()
	if err != nil || len(sets) != 1 {
		log.Fatal(sets, err)
	}
	_, err = pool.RemovePrepared(sets[0].Key)
	fmt.Println(sets[0].Busy, errors.Is(err, pool.ErrInUse))
	// Output: true true
}

func ExampleSharedImages() {
	letters := pool.Omniglot().Background()
	pairs, err := pool.SharedImages(context.Background(), letters, letters.Groups("Greek").Named("mine"))
	fmt.Println(len(pairs), pairs[0], err)
	// Output: 480 Greek/character01#0 = mine:Greek/character01#0 <nil>
}

func ExamplePool_Only() {
	letters := pool.Omniglot().Background()
	fmt.Println(letters.Only("Latin/*", "Greek/character0?").Classes(), letters.Without("Latin/*").Classes())
	// Output: 35 938
}

func ExamplePool_AtLeast() {
	fmt.Println(pool.Omniglot().Background().Relabelled().AtLeast(900).Classes())
	// Output: 5
}

func ExamplePool_Cap() {
	letters := pool.Omniglot().Background()
	fmt.Println(letters.Cap(5).Limits(), letters.CapAtRandom(7, 1).Limits())
	// Output: {964 5} {964 7}
}

func ExamplePool_Relabelled() {
	alphabets := pool.Omniglot().Background().Relabelled()
	fmt.Println(alphabets.Classes(), alphabets.ClassID(0), alphabets.Count(0), len(alphabets.BaseIDs(0)))
	// Output: 30 Alphabet_of_the_Magi 400 20
}

func ExamplePool_GroupedByTree() {
	animals, err := pool.New(pool.Content{Images: []uint8{1, 2, 3}, Labels: []int{0, 1, 2}, Height: 1, Width: 1,
		ClassNames: []string{"n1", "n2", "n3"}})
	if err != nil {
		log.Fatal(err)
	}
	animals = animals.NamedFrom(pool.Table{"n1": "tench", "n2": "goldfish", "n3": "robin"})
	animals = animals.GroupedByTree(pool.Table{"n1": "n7:fish > n9:animal", "n2": "n7:fish > n9:animal",
		"n3": "n8:bird > n9:animal"}, pool.TreeCut{Depth: 1})
	fmt.Println(animals.ClassID(0), animals.BaseID(0), animals.GroupNames(), animals.GroupedBy(pool.Table{"n1": "a",
		"n2": "a", "n3": "a"}).GroupNames())
	// Output: tench n1 [fish bird] [a]
}

func ExamplePathNodes() {
	fmt.Println(pool.PathNodes("n02512053:fish > n00015388:animal > n00001740:entity"))
	// Output: [n02512053:fish n00015388:animal n00001740:entity]
}

func ExampleReadTable() {
	file := filepath.Join(os.TempDir(), "diversity-example-families.csv")
	defer os.Remove(file)
	if err := os.WriteFile(file, []byte("class,family\nlion,cats\nwolf,dogs\n"), 0o600); err != nil {
		log.Fatal(err)
	}
	families, err := pool.ReadTable(file, pool.TableOptions{Key: "class", Value: "family"})
	fmt.Println(families, err)
	// Output: map[lion:cats wolf:dogs] <nil>
}

func ExampleInspect() {
	dir, err := os.MkdirTemp("", "letters")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for i, class := range []string{"a", "a", "b"} {
		path := filepath.Join(dir, class, fmt.Sprintf("%d.png", i))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			log.Fatal(err)
		}
		file, err := os.Create(path)
		if err != nil {
			log.Fatal(err)
		}
		if err := png.Encode(file, image.NewGray(image.Rect(0, 0, 20+10*i, 20))); err != nil {
			log.Fatal(err)
		}
		file.Close()
	}
	seen, err := pool.Inspect(context.Background(), dir, pool.FolderOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(seen.Found.Layout, "-", seen.Images, "images,", seen.Classes, "classes, width", seen.Width)
	// Output: class folders - 3 images, 2 classes, width 20 to 40, median 30
}

func ExampleNearDuplicates() {
	omniglot := pool.Omniglot()
	pairs, err := pool.NearDuplicates(context.Background(), omniglot.Background(), omniglot.Evaluation().Groups("Angelic"),
		pool.NearOptions{})
	fmt.Println(len(pairs), err)
	// Output: 0 <nil>
}

// The specification of a pool whose images are elsewhere keeps the digest by which results name it.
func ExampleWithoutImages() {
	latin := pool.Omniglot().Background().Groups("Latin")
	text, err := json.Marshal(latin)
	if err != nil {
		log.Fatal(err)
	}
	if text, err = pool.WithoutImages(text); err != nil {
		log.Fatal(err)
	}
	var absent pool.Pool
	if err := json.Unmarshal(text, &absent); err != nil {
		log.Fatal(err)
	}
	fmt.Println(absent.Digest() == latin.Digest(), errors.Is(absent.Validate(), pool.ErrAbsent))
	// Output: true true
}
