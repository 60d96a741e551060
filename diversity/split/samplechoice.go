package split

import (
	"math/rand/v2"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/registry"
	"tradeoff/diversity/pool"
)

// SampleChoice says how many images of each class a draw takes, and which. Ours are [UniformSamples], [BySource],
// [LongTailed] and [Counts]; others are given to [RegisterSampleChoice].
type SampleChoice interface {
	Kind() string    // as in JSON
	Validate() error // wraps diversity.ErrInvalid
	// Counts are the numbers of images of the classes, in the order of the draw; their sum is the size's total
	Counts(size diversity.Size) ([]int, error)
	// Enough reports whether a class can be any of the draw's classes, the largest of which has so many images
	Enough(p pool.Pool, class, most int) bool
	// Choose takes count different images of a class, in the order of the draw
	Choose(p pool.Pool, class, count int, random *rand.Rand) []int
}

// sampleChoices are filled while the program is initialised.
var sampleChoices = registry.New[SampleChoice]("sample choice")

// RegisterSampleChoice adds a kind, as [RegisterChoice] does.
func RegisterSampleChoice(kind string, open func(settings []byte) (SampleChoice, error)) {
	sampleChoices.Register(kind, open)
}

// DecodeSampleChoice reads the settings of a choice of type C strictly.
func DecodeSampleChoice[C SampleChoice](settings []byte) (SampleChoice, error) {
	c, err := registry.Decode[C](settings)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// MarshalSampleChoice writes a choice with its kind; nil is [UniformSamples].
func MarshalSampleChoice(c SampleChoice) ([]byte, error) {
	if c == nil {
		c = UniformSamples{}
	}
	return sampleChoices.Marshal(c)
}

// UnmarshalSampleChoice reads what [MarshalSampleChoice] wrote.
func UnmarshalSampleChoice(text []byte) (SampleChoice, error) { return sampleChoices.Unmarshal(text) }

func init() {
	RegisterSampleChoice("uniform", DecodeSampleChoice[UniformSamples])
	RegisterSampleChoice("by-source", DecodeSampleChoice[BySource])
	RegisterSampleChoice("long-tailed", DecodeSampleChoice[LongTailed])
	RegisterSampleChoice("counts", DecodeSampleChoice[Counts])
}

// UniformSamples takes n images of each class, every set of originals with equal chances. It is the default.
type UniformSamples struct{}

// Kind is "uniform".
func (UniformSamples) Kind() string { return "uniform" }

// Validate accepts it.
func (UniformSamples) Validate() error { return nil }

// Fields are its kind.
func (u UniformSamples) Fields() []display.Field { return sampleKind(u) }

// Counts are n for every class.
func (UniformSamples) Counts(size diversity.Size) ([]int, error) {
	return slices.Repeat([]int{size.PerClass}, size.Classes), nil
}

// Enough compares the number of images.
func (UniformSamples) Enough(p pool.Pool, class, most int) bool { return p.Count(class) >= most }

// Choose shows every original once before one comes again.
func (UniformSamples) Choose(p pool.Pool, class, count int, random *rand.Rand) []int {
	return drawSamples(p, class, count, random)
}

func sampleKind(c SampleChoice) []display.Field {
	return []display.Field{{Name: "choice of images", Value: c.Kind()}}
}
