package study

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study/internal/sealed"
)

// studyJSON is a study as text: interfaces by kind, defaults written out.
type studyJSON struct {
	Format         int               `json:"format"`
	Name           string            `json:"name"`
	Pool           pool.Pool         `json:"pool"`
	Tasks          []split.Task      `json:"tasks"`
	Backbone       json.RawMessage   `json:"backbone"`
	Recipe         recipe.Recipe     `json:"recipe"`
	Probes         []json.RawMessage `json:"probes"`
	Budgets        []int             `json:"budgets,omitempty"`
	SizesPerBudget int               `json:"sizes_per_budget,omitempty"`
	Sizes          []diversity.Size  `json:"sizes,omitempty"`
	Repeats        int               `json:"repeats"`
	Nested         bool              `json:"nested"`
	Seed           uint64            `json:"seed"`
	KeepWeights    bool              `json:"keep_weights,omitempty"`
	Confusions     bool              `json:"confusions,omitempty"`
}

// MarshalJSON writes the study with defaults written out. Errors name the field.
func (s Study) MarshalJSON() ([]byte, error) {
	s = s.WithDefaults()
	out := studyJSON{
		Format: Format, Name: s.Name, Pool: s.Pool, Tasks: s.Tasks, Recipe: s.Recipe,
		Budgets: s.Budgets, SizesPerBudget: s.SizesPerBudget, Sizes: s.Sizes,
		Repeats: s.Repeats, Nested: s.Nested, Seed: s.Seed, KeepWeights: s.KeepWeights, Confusions: s.Confusions,
	}
	var err error
	if out.Backbone, err = backbone.Marshal(s.Backbone); err != nil {
		return nil, inField("Study.Backbone", err)
	}
	for i, p := range s.Probes {
		text, err := probe.Marshal(p)
		if err != nil {
			return nil, inField(fmt.Sprintf("Study.Probes[%d]", i), err)
		}
		out.Probes = append(out.Probes, text)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote, re-opens the pools and validates the study. Unknown fields are an error.
func (s *Study) UnmarshalJSON(text []byte) error {
	if err := sealed.CheckFormat(text); err != nil {
		return err
	}
	var in studyJSON
	if err := decodeStrict(text, &in); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	read := Study{
		Name: in.Name, Pool: in.Pool, Tasks: in.Tasks, Recipe: in.Recipe,
		Budgets: in.Budgets, SizesPerBudget: in.SizesPerBudget, Sizes: in.Sizes,
		Repeats: in.Repeats, Nested: in.Nested, Seed: in.Seed, KeepWeights: in.KeepWeights, Confusions: in.Confusions,
	}
	var err error
	if read.Backbone, err = backbone.Unmarshal(in.Backbone); err != nil {
		return inField("Study.Backbone", err)
	}
	for i, p := range in.Probes {
		decoded, err := probe.Unmarshal(p)
		if err != nil {
			return inField(fmt.Sprintf("Study.Probes[%d]", i), err)
		}
		read.Probes = append(read.Probes, decoded)
	}
	if err := read.Validate(); err != nil {
		return err
	}
	*s = read
	return nil
}

// decodeStrict reads one JSON value with nothing unknown in it and nothing after it.
func decodeStrict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("text after the end of the value")
	}
	return nil
}
