package split

import (
	"math/rand/v2"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/registry"
	"tradeoff/diversity/pool"
)

// UnknownChoice stands in for a choice of classes of a kind that this program does not know, where it is only named: in
// a study whose results are read or that other processes compute. It is written back as it was read, and has the hash
// of what it stands for.
type UnknownChoice struct{ registry.Unknown }

// Fields are the kind and the package that registers it.
func (u UnknownChoice) Fields() []display.Field { return unknownFields("choice", u.Unknown) }

// Choose returns an error: which package is missing.
func (u UnknownChoice) Choose(Candidates) ([]int, error) { return nil, u.Err() }

// UnmarshalChoiceOrUnknown is [UnmarshalChoice], but returns an [UnknownChoice] for a kind that no package of this
// program registers. Path returns the import path of the package which registers a kind, for the error of the
// UnknownChoice; "" if it is not known.
func UnmarshalChoiceOrUnknown(text []byte, path func(kind string) string) (Choice, error) {
	c, failed := UnmarshalChoice(text)
	if failed == nil {
		return c, nil
	}
	unknown, err := choices.OrUnknown(text, path, failed)
	if err != nil {
		return nil, err
	}
	return UnknownChoice{unknown}, nil
}

// UnknownSampleChoice stands in for a choice of images, as [UnknownChoice] does for one of classes.
type UnknownSampleChoice struct{ registry.Unknown }

// Fields are the kind and the package that registers it.
func (u UnknownSampleChoice) Fields() []display.Field {
	return unknownFields("choice of images", u.Unknown)
}

// Counts returns an error: which package is missing.
func (u UnknownSampleChoice) Counts(diversity.Size) ([]int, error) { return nil, u.Err() }

// Enough is false: no class is known to be large enough.
func (UnknownSampleChoice) Enough(pool.Pool, int, int) bool { return false }

// Choose takes nothing.
func (UnknownSampleChoice) Choose(pool.Pool, int, int, *rand.Rand) []int { return nil }

// UnmarshalSampleChoiceOrUnknown is [UnmarshalSampleChoice], but returns an [UnknownSampleChoice] as
// [UnmarshalChoiceOrUnknown] does.
func UnmarshalSampleChoiceOrUnknown(text []byte, path func(kind string) string) (SampleChoice, error) {
	c, failed := UnmarshalSampleChoice(text)
	if failed == nil {
		return c, nil
	}
	unknown, err := sampleChoices.OrUnknown(text, path, failed)
	if err != nil {
		return nil, err
	}
	return UnknownSampleChoice{unknown}, nil
}

func unknownFields(name string, u registry.Unknown) []display.Field {
	return []display.Field{{Name: name, Value: u.Kind()}, {Name: "package that is missing", Value: u.Package()}}
}
