package datasets_test

import (
	"context"
	"errors"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/pool/datasets"
)

// What is to be known before anything is downloaded with datasets.Fetch(ctx, "tiny-imagenet", datasets.Options{}).
func ExampleFind() {
	d, err := datasets.Find("tiny-imagenet")
	if err != nil {
		panic(err)
	}
	fmt.Println(d.Title)
	fmt.Printf("%d MB from %s\n", d.Bytes()/1e6, d.Files[0].URL)
	fmt.Println("Licence:", d.Licence)
	// Output:
	// Tiny-ImageNet, 200 classes, 64x64
	// 248 MB from http://cs231n.stanford.edu/tiny-imagenet-200.zip
	// Licence: that of ImageNet: for non-commercial research and education
}

func ExampleNames() {
	fmt.Println(len(datasets.Names()), datasets.Names()[:3])
	// Output: 12 [caltech-101 cifar-10 cifar-100]
}

func ExampleAll() {
	for _, d := range datasets.All() {
		if d.Bytes() < 100e6 {
			fmt.Println(d.Name)
		}
	}
	// Output:
	// omniglot
	// fashion-mnist
}

func ExampleFetch() {
	_, err := datasets.Fetch(context.Background(), "mnist-1m", datasets.Options{})
	fmt.Println(errors.Is(err, diversity.ErrInvalid))
	// Output: true
}

// With a collection that exists, this is the pool of its training images.
func ExampleOpen() {
	_, err := datasets.Open(context.Background(), "cifar-1000", datasets.Options{Read: pool.FolderOptions{Split: "test"}})
	fmt.Println(errors.Is(err, diversity.ErrInvalid))
	// Output: true
}

// With the folder of the collection, this is the pool of its official test part.
func ExampleOnDisk() {
	fmt.Println(datasets.OnDiskNames()[:3])
	_, err := datasets.OnDisk(context.Background(), "dtd", "no-such-folder", pool.FolderOptions{Split: "test"})
	fmt.Println(err)
	// Output:
	// [aircraft caltech-101 cifar-10]
	// dir = "no-such-folder": invalid value, allowed: the folder of dtd: images, labels/test1.txt is missing in no-such-folder
}

func ExampleOnDiskNames() {
	fmt.Println(datasets.OnDiskNames())
	// Output: [aircraft caltech-101 cifar-10 cifar-100 dtd eurosat flowers-102 food-101 oxford-pets svhn]
}
