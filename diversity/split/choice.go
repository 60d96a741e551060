package split

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/internal/registry"
	"tradeoff/diversity/pool"
)

// ErrChoice is wrapped by errors of a user's [Choice] or [SampleChoice].
var ErrChoice = errors.New("split: a choice of classes or images failed")

// Choice says which classes of a pool a draw takes. Ours are [Uniform], [Balanced], [Concentrated], [Nearest],
// [Farthest] and [Diverse]; others are given to [RegisterChoice], or are a [ChoiceFunc].
type Choice interface {
	Kind() string    // as in JSON
	Validate() error // wraps diversity.ErrInvalid
	// Choose picks Count different classes of the candidates, in the order of the draw. Nested draws contain each other
	// if what it picks for a smaller Count is the beginning of what it picks for a larger one.
	Choose(c Candidates) ([]int, error)
}

// Candidates are the classes that a [Choice] has.
type Candidates struct {
	Pool   pool.Pool
	Order  []int      // numbers of the pool's classes with enough images, in random order
	Count  int        // how many to choose, at most len(Order)
	Random *rand.Rand // for further random numbers: the draw's own
}

// Fields are what there is to choose from.
func (c Candidates) Fields() []display.Field {
	return []display.Field{{Name: "candidates", Value: len(c.Order)}, {Name: "to choose", Value: c.Count}}
}

// choices are filled while the program is initialised, see package registry.
var choices = registry.New[Choice]("choice")

// RegisterChoice adds a kind of choice: call it when a package is initialised, with split.DecodeChoice[T] for a type T
// whose JSON is its fields. It panics if the kind is taken.
func RegisterChoice(kind string, open func(settings []byte) (Choice, error)) {
	choices.Register(kind, open)
}

// DecodeChoice reads the settings of a choice of type C strictly.
func DecodeChoice[C Choice](settings []byte) (Choice, error) {
	c, err := registry.Decode[C](settings)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// MarshalChoice writes a choice with its kind; nil is [Uniform]. A [ChoiceFunc] has no JSON form, which the error
// says.
func MarshalChoice(c Choice) ([]byte, error) {
	if c == nil {
		c = Uniform{}
	}
	if f, is := c.(ChoiceFunc); is {
		return nil, diversity.Invalid("Choice", "the function "+f.Name,
			"a choice of a registered kind: a function of a program cannot be written down (split.RegisterChoice)")
	}
	return choices.Marshal(c)
}

// UnmarshalChoice reads what [MarshalChoice] wrote.
func UnmarshalChoice(text []byte) (Choice, error) { return choices.Unmarshal(text) }

func init() {
	RegisterChoice("uniform", DecodeChoice[Uniform])
	RegisterChoice("balanced", DecodeChoice[Balanced])
	RegisterChoice("concentrated", DecodeChoice[Concentrated])
	RegisterChoice("nearest", DecodeChoice[Nearest])
	RegisterChoice("farthest", DecodeChoice[Farthest])
	RegisterChoice("diverse", DecodeChoice[Diverse])
}

// ChoiceFunc is a choice by a function of the program that draws. Draws made by it have hashes, but the choice itself
// cannot be written down or be a part of a study.
type ChoiceFunc struct {
	Name string // for people
	Func func(c Candidates) ([]int, error)
}

// Kind is "function".
func (ChoiceFunc) Kind() string { return "function" }

// Validate returns an error if there is no function or name.
func (f ChoiceFunc) Validate() error {
	if f.Name == "" || f.Func == nil {
		return diversity.Invalid("ChoiceFunc", fmt.Sprintf("name %q, function given: %t", f.Name, f.Func != nil), "both")
	}
	return nil
}

// Fields are the name.
func (f ChoiceFunc) Fields() []display.Field {
	return []display.Field{{Name: "choice", Value: "function " + f.Name}}
}

// Choose calls the function.
func (f ChoiceFunc) Choose(c Candidates) ([]int, error) { return f.Func(c) }

// pickClasses asks a choice and checks its answer.
func pickClasses(choice Choice, c Candidates) (picked []int, err error) {
	if err := choice.Validate(); err != nil {
		return nil, err
	}
	allowed := slices.Clone(c.Order)
	if err := parallel.GuardAs(ErrChoice, func() error {
		picked, err = choice.Choose(c)
		return err
	}); err != nil {
		return nil, err
	}
	if len(picked) != c.Count {
		return nil, fmt.Errorf("%w: %s chose %d classes of %d", ErrChoice, choice.Kind(), len(picked), c.Count)
	}
	slices.Sort(allowed)
	seen := map[int]bool{}
	for _, class := range picked {
		if _, found := slices.BinarySearch(allowed, class); !found || seen[class] {
			return nil, fmt.Errorf("%w: %s chose class %d twice, or although it is no candidate", ErrChoice, choice.Kind(), class)
		}
		seen[class] = true
	}
	return picked, nil
}

// choiceText names a choice in hashes and manifests; "" for the default.
func choiceText(c Choice) (string, error) {
	if c == nil {
		return "", nil
	}
	if f, is := c.(ChoiceFunc); is {
		return "function " + f.Name, f.Validate()
	}
	if c.Kind() == (Uniform{}).Kind() {
		return "", c.Validate()
	}
	text, err := MarshalChoice(c)
	return string(text), err
}
