package split_test

import (
	"errors"
	"fmt"
	"log"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

func ExamplePretraining() {
	p := pool.Omniglot().Background().Rotations(4).Distort(pool.Distortion{})
	d, err := split.Pretraining(p, split.DrawOptions{Size: diversity.Size{Classes: 32, PerClass: 16}, Seed: 7})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(d.Refs()), d.Refs()[0], p.ClassID(d.Classes[0]))
	fmt.Print(d.Manifest(p))
	// Output:
	// 512 {960 942} Tifinagh/character52
	// pool     omniglot background: 3856 classes, 1024 images each, 28x28x1, 30 groups (4 rotations; distorted at level 0.5, seed 0), digest 257035efba8f
	// size     K=32 n=16, N=512, x=2
	// seed     7
	// classes  Tifinagh/character52, Braille/character05@90, Inuktitut_(Canadian_Aboriginal_Syllabics)/character13@180, Hebrew/character19@270, Tifinagh/character34@270, ... (32 in all)
	// hash     6704edd5c7a801359fb5f977715c38569cac26dd9b9d114c034a533dfba35966
}

func ExampleSizes() {
	p := pool.Omniglot().Background().Rotations(4).Distort(pool.Distortion{PerClass: 128})
	fmt.Println(split.Sizes(p, 1024, 5))
	// Output:
	// [K=8 n=128 K=16 n=64 K=32 n=32 K=64 n=16 K=128 n=8] <nil>
}

func ExampleFewShot() {
	task := split.FewShot(pool.Omniglot().Evaluation(), 20, 10)
	task.WithinGroups = true // 20 characters of one alphabet
	episodes, err := task.Draw()
	if err != nil {
		log.Fatal(err)
	}
	first := episodes[0]
	fmt.Println(task.Name, len(episodes), task.Pool.Group(first.Classes[0]), len(first.Train.Refs), len(first.Test.Refs))
	// Output: 20-way 10-shot 10 Angelic 200 200
}

func ExampleFull() {
	task := split.Full(pool.Omniglot().Evaluation(), 12, 3, 5)
	episodes, err := task.Draw()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(task.Name, len(episodes[0].Train.Refs), len(episodes[0].Validation.Refs), len(episodes[0].Test.Refs))
	// Output: all 659 classes 7908 1977 3295
}

func ExampleCheckDisjoint() {
	background := pool.Omniglot().Background()
	latin := split.FewShot(background.Groups("Latin"), 5, 1)
	err := split.CheckDisjoint(background.Rotations(4), []split.Task{latin})
	fmt.Println(errors.Is(err, split.ErrOverlap))
	fmt.Println(err)
	// Output:
	// true
	// split: tasks share classes with pre-training: task "5-way 1-shot" shares 26: Latin/character01, Latin/character02, Latin/character03, ...
}

func ExampleTask_String() {
	task := split.FewShot(pool.Omniglot().Evaluation(), 20, 5)
	task.Validation, task.WithinGroups = 3, true
	fmt.Println(task)
	// Output: 20-way 5-shot: 10 episodes of 20 classes, of one superclass each; 5 training, 3 validation and 10 test images of a class; from omniglot evaluation: 659 classes, 20 images each, 28x28x1, 20 groups
}

// The sizes of studies that were stored before Sizes kept to the middle of ln x.
func ExampleEarlierSizes() {
	p := pool.Omniglot().Background()
	fmt.Println(split.EarlierSizes(p, 64, 4))
	fmt.Println(split.Sizes(p, 64, 4))
	// Output:
	// [K=4 n=16 K=8 n=8 K=32 n=2 K=64 n=1]
	// [K=4 n=16 K=8 n=8 K=16 n=4 K=32 n=2] <nil>
}

func ExampleBalanced() {
	letters := pool.Omniglot().Background()
	o := split.DrawOptions{Size: diversity.Size{Classes: 30, PerClass: 2}, Choice: split.Balanced{}}
	draw, err := split.Pretraining(letters, o)
	if err != nil {
		log.Fatal(err)
	}
	alphabets := map[string]bool{}
	for _, class := range draw.Classes {
		alphabets[letters.Group(class)] = true
	}
	fmt.Println(len(alphabets), draw.Choice)
	// Output: 30 {"kind":"balanced"}
}

func ExampleLongTailed() {
	o := split.DrawOptions{Size: diversity.Size{Classes: 4, PerClass: 5}, Samples: split.LongTailed{Alpha: 1}}
	draw, err := split.Pretraining(pool.Omniglot().Background(), o)
	if err != nil {
		log.Fatal(err)
	}
	for _, samples := range draw.Samples {
		fmt.Print(len(samples), " ")
	}
	fmt.Println(len(draw.Refs()))
	// Output: 9 5 3 3 20
}

func ExampleConfounding() {
	alphabets := pool.Omniglot().Background().Relabelled()
	fmt.Println(split.Confounding(alphabets, []diversity.Size{{Classes: 20, PerClass: 50}, {Classes: 2, PerClass: 500}}))
	// Output: K and n are confounded with which classes qualify: K=2 n=500 is drawn from 20 classes, K=20 n=50 from 30; Pool.AtLeast(500) draws all sizes from the same 20 classes. <nil>
}

func ExampleConfoundingOf() {
	alphabets := pool.Omniglot().Background().Relabelled()
	// a draw of two classes with 1000 images gives 666 of the first
	sizes := []diversity.Size{{Classes: 2, PerClass: 500}}
	tail, err := split.ConfoundingOf(alphabets, sizes, split.LongTailed{Alpha: 1})
	fmt.Println(tail.Images, tail.Classes[0] == alphabets.AtLeast(666).Classes(), err)
	// Output: 666 true <nil>
}
