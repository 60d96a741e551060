package study

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/registry"
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
	Score          diversity.Score   `json:"score,omitempty"`
	Diagnostics    bool              `json:"diagnostics,omitempty"`
	Choice         json.RawMessage   `json:"choice,omitempty"`
	Samples        json.RawMessage   `json:"samples,omitempty"`
	Policies       []policyJSON      `json:"policies,omitempty"`

	Published backbone.Published `json:"published,omitzero"`

	Packages packages `json:"packages,omitempty"`
}

// packages is where the kinds that this library does not have come from: import paths by "probe KIND", "backbone
// KIND", "choice KIND" and "sample choice KIND". They are for the error where a program does not know the kind, and
// part of no hash.
type packages map[string]string

// note adds the package of a value.
func (p packages) note(what string, value interface{ Kind() string }) {
	path := registry.Package(value)
	if unknown, is := value.(interface{ Package() string }); is {
		path = unknown.Package()
	}
	if path != "" {
		p[what+" "+value.Kind()] = path
	}
}

// MarshalJSON writes the study with defaults written out. Errors name the field.
func (s Study) MarshalJSON() ([]byte, error) {
	s = s.WithDefaults()
	out := studyJSON{
		Format: Format, Name: s.Name, Pool: s.Pool, Tasks: s.Tasks, Recipe: s.Recipe,
		Budgets: s.Budgets, SizesPerBudget: s.SizesPerBudget, Sizes: s.Sizes,
		Repeats: s.Repeats, Nested: s.Nested, Seed: s.Seed, KeepWeights: s.KeepWeights, Confusions: s.Confusions,
		Score: s.Score, Diagnostics: s.Diagnostics, Published: s.Published,
	}
	var err error
	if out.Choice, out.Samples, err = s.choiceTexts(); err != nil {
		return nil, err
	}
	if out.Policies, err = s.policiesJSON(); err != nil {
		return nil, err
	}
	if out.Backbone, err = backbone.Marshal(s.Backbone); err != nil {
		return nil, inField("Study.Backbone", err)
	}
	out.Packages = packages{}
	out.Packages.note("backbone", s.Backbone)
	out.Packages.noteChoices(s)
	for i, p := range s.Probes {
		text, err := probe.Marshal(p)
		if err != nil {
			return nil, inField(fmt.Sprintf("Study.Probes[%d]", i), err)
		}
		out.Probes = append(out.Probes, text)
		out.Packages.note("probe", p)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote, re-opens the pools and validates the study. Unknown fields are an
// error. A backbone, probe or choice of a kind that no package of this program registers, and a backbone that is
// another program's Go function, is read as a backbone.Unknown, probe.Unknown or split.UnknownChoice: it names the
// results and is written back as it was, and only what computes with it needs the package. [Study.Known] says which.
func (s *Study) UnmarshalJSON(text []byte) error {
	if err := sealed.CheckFormat(text); err != nil {
		return err
	}
	var in studyJSON
	if err := decodeStrict(text, &in); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	read, err := in.study()
	if err != nil {
		return err
	}
	if err := read.Validate(); err != nil {
		return err
	}
	*s = read
	return nil
}

// study is what was read, not validated.
func (in studyJSON) study() (Study, error) {
	read := Study{
		Name: in.Name, Pool: in.Pool, Tasks: in.Tasks, Recipe: in.Recipe,
		Budgets: in.Budgets, SizesPerBudget: in.SizesPerBudget, Sizes: in.Sizes,
		Repeats: in.Repeats, Nested: in.Nested, Seed: in.Seed, KeepWeights: in.KeepWeights, Confusions: in.Confusions,
		Score: in.Score, Diagnostics: in.Diagnostics, Published: in.Published,
	}
	var err error
	if read.Choice, read.Samples, err = in.choices(in.Choice, in.Samples); err != nil {
		return Study{}, within("Study", err)
	}
	if read.Policies, err = in.policies(); err != nil {
		return Study{}, err
	}
	if read.Backbone, err = in.backbone(); err != nil {
		return Study{}, inField("Study.Backbone", err)
	}
	for i, p := range in.Probes {
		decoded, err := in.probe(p)
		if err != nil {
			return Study{}, inField(fmt.Sprintf("Study.Probes[%d]", i), err)
		}
		read.Probes = append(read.Probes, decoded)
	}
	return read, nil
}

func (in studyJSON) backbone() (backbone.Backbone, error) {
	return backbone.UnmarshalOrUnknown(in.Backbone, func(kind string) string { return in.Packages["backbone "+kind] })
}

func (in studyJSON) probe(text []byte) (probe.Probe, error) {
	return probe.UnmarshalOrUnknown(text, func(kind string) string { return in.Packages["probe "+kind] })
}

// Known returns an error for a study that was read by a program which does not have its backbone, one of its probes
// or one of its choices: it says which package is missing, and wraps diversity.ErrUnknownKind or
// backbone.ErrNotReopenable. Such a study can be looked at, and computed by worker processes that have them, but not
// in this process.
func (s Study) Known() error {
	if unknown, is := s.Backbone.(backbone.Unknown); is {
		return inField("Study.Backbone", unknown.Err())
	}
	for i, p := range s.Probes {
		if unknown, is := p.(probe.Unknown); is {
			return inField(fmt.Sprintf("Study.Probes[%d]", i), unknown.Err())
		}
	}
	for i, p := range s.policies() {
		if err := p.unknown(); err != nil {
			return within(s.policyField(i), err)
		}
	}
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
