package split_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// first chooses the classes that come first in the pool.
type first struct{}

func (first) Kind() string    { return "example-first" }
func (first) Validate() error { return nil }

func (first) Choose(c split.Candidates) ([]int, error) {
	return slices.Sorted(slices.Values(c.Order))[:c.Count], nil
}

// earliest takes the images of a class that come first in it.
type earliest struct{}

func (earliest) Kind() string    { return "example-earliest" }
func (earliest) Validate() error { return nil }

func (earliest) Counts(s diversity.Size) ([]int, error) {
	return slices.Repeat([]int{s.PerClass}, s.Classes), nil
}

func (earliest) Enough(p pool.Pool, class, most int) bool { return p.Count(class) >= most }

func (earliest) Choose(_ pool.Pool, _, count int, _ *rand.Rand) []int {
	samples := make([]int, count)
	for i := range samples {
		samples[i] = i
	}
	return samples
}

func init() {
	split.RegisterChoice("example-first", split.DecodeChoice[first])
	split.RegisterSampleChoice("example-earliest", split.DecodeSampleChoice[earliest])
}

func ExampleRegisterChoice() {
	draw, err := split.Pretraining(pool.Omniglot().Background(), split.DrawOptions{
		Size: diversity.Size{Classes: 3, PerClass: 2}, Choice: first{}, Samples: earliest{},
	})
	fmt.Println(draw.Classes, draw.Samples, err)
	// Output: [0 1 2] [[0 1] [0 1] [0 1]] <nil>
}

func ExampleRegisterSampleChoice() {
	choice, err := split.UnmarshalSampleChoice([]byte(`{"kind":"example-earliest"}`))
	fmt.Println(choice == earliest{}, err)
	// Output: true <nil>
}

func ExampleMarshalChoice() {
	text, err := split.MarshalChoice(split.Balanced{})
	fmt.Println(string(text), err)
	// Output: {"kind":"balanced"} <nil>
}

func ExampleMarshalSampleChoice() {
	text, err := split.MarshalSampleChoice(split.LongTailed{Alpha: 1})
	fmt.Println(string(text), err)
	// Output: {"kind":"long-tailed","alpha":1} <nil>
}

func ExampleUnmarshalChoice() {
	choice, err := split.UnmarshalChoice([]byte(`{"kind":"concentrated"}`))
	fmt.Printf("%T %v\n", choice, err)
	// Output: split.Concentrated <nil>
}

func ExampleUnmarshalSampleChoice() {
	choice, err := split.UnmarshalSampleChoice([]byte(`{"kind":"long-tailed","alpha":2}`))
	fmt.Println(choice == split.LongTailed{Alpha: 2}, err)
	// Output: true <nil>
}

func ExampleDecodeChoice() {
	_, err := split.DecodeChoice[first]([]byte(`{"colour":"red"}`))
	fmt.Println(err != nil)
	// Output: true
}

func ExampleDecodeSampleChoice() {
	choice, err := split.DecodeSampleChoice[split.LongTailed]([]byte(`{"alpha":1}`))
	fmt.Println(choice == split.LongTailed{Alpha: 1}, err)
	// Output: true <nil>
}

func ExampleUnmarshalChoiceOrUnknown() {
	path := func(string) string { return "example.org/colour" }
	c, err := split.UnmarshalChoiceOrUnknown([]byte(`{"kind":"by-colour"}`), path)
	_, missing := c.Choose(split.Candidates{})
	fmt.Println(c.Kind(), err)
	fmt.Println(errors.Is(missing, diversity.ErrUnknownKind))
	// Output:
	// by-colour <nil>
	// true
}

func ExampleUnmarshalSampleChoiceOrUnknown() {
	path := func(string) string { return "example.org/age" }
	c, err := split.UnmarshalSampleChoiceOrUnknown([]byte(`{"kind":"by-age"}`), path)
	_, missing := c.Counts(diversity.Size{Classes: 2, PerClass: 2})
	fmt.Println(c.Kind(), err)
	fmt.Println(errors.Is(missing, diversity.ErrUnknownKind))
	// Output:
	// by-age <nil>
	// true
}
