package photographs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/photographs"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/study"
)

func ExampleParseSizes() {
	sizes, err := photographs.ParseSizes("600: 4 15 150; 1200: 30")
	fmt.Println(sizes, err)
	// Output: [K=4 n=150 K=15 n=40 K=150 n=4 K=30 n=40] <nil>
}

// A folder of handwritten letters stands in for photographs.
func ExampleFill() {
	home, err := os.MkdirTemp("", "letters")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(home)
	folder := filepath.Join(home, "latin")
	latin := pool.Omniglot().Background().Groups("Latin")
	if err := photographs.WritePNG(context.Background(), latin, folder); err != nil {
		fmt.Println(err)
		return
	}
	sizes, _ := photographs.ParseSizes("60: 4 6 15; 120: 6 8 15")
	s, err := photographs.Fill(context.Background(), study.Study{Name: "letters", Backbone: backbone.ConvNet{}, Sizes: sizes},
		photographs.Options{Folder: folder, HeldOut: photographs.Set{Ways: 5, Shots: 5}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Pool.Classes(), "classes to pre-train on,", s.Tasks[0].Pool.Classes(), "held out; valid:", s.Validate() == nil)
	// Output: 19 classes to pre-train on, 7 held out; valid: true
}

func ExampleWritePNG() {
	home, err := os.MkdirTemp("", "letters")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(home)
	dir := filepath.Join(home, "greek")
	err = photographs.WritePNG(context.Background(), pool.Omniglot().Background().Groups("Greek"), dir)
	files, _ := filepath.Glob(filepath.Join(dir, "Greek", "character01", "*.png"))
	fmt.Println(len(files), "images of the first character", err)
	// Output: 20 images of the first character <nil>
}
