package datasets_test

import (
	"fmt"

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
