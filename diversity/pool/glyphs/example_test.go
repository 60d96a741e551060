package glyphs_test

import (
	"fmt"

	"tradeoff/diversity/pool"
	"tradeoff/diversity/pool/glyphs"
)

func ExamplePretraining() {
	fmt.Println(glyphs.Pretraining())
	// Output: glyphs pretraining: 772 classes, 20 to 34 images each, 28x28x1, 4 groups
}

// A task on characters and faces that pre-training never saw.
func ExampleHeldout() {
	p := glyphs.Heldout().Distort(pool.Distortion{Level: 0.5, PerClass: 30})
	fmt.Println(p.Classes(), p.Count(0), p.Originals(0))
	// Output: 193 30 17
}

func ExampleAll() {
	p := glyphs.All()
	fmt.Println(p.ClassID(32), p.Group(32), p.Count(32))
	// Output: U+0041 Latin 51
}
