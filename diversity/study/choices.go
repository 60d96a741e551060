package study

import (
	"encoding/json"

	"tradeoff/diversity/split"
)

// choiceTexts are the choices of classes and images as JSON; nil for the default, so that studies without a choice are
// written and hashed as before there were any.
func (s Study) choiceTexts() (classes, samples json.RawMessage, err error) {
	if s.Choice != nil && s.Choice.Kind() != (split.Uniform{}).Kind() {
		if classes, err = split.MarshalChoice(s.Choice); err != nil {
			return nil, nil, inField("Study.Choice", err)
		}
	}
	if s.Samples != nil && s.Samples.Kind() != (split.UniformSamples{}).Kind() {
		if samples, err = split.MarshalSampleChoice(s.Samples); err != nil {
			return nil, nil, inField("Study.Samples", err)
		}
	}
	return classes, samples, nil
}

// readChoices reads what choiceTexts wrote.
func (s *Study) readChoices(classes, samples json.RawMessage) (err error) {
	if classes != nil {
		if s.Choice, err = split.UnmarshalChoice(classes); err != nil {
			return inField("Study.Choice", err)
		}
	}
	if samples != nil {
		if s.Samples, err = split.UnmarshalSampleChoice(samples); err != nil {
			return inField("Study.Samples", err)
		}
	}
	return nil
}

// validChoices makes the first draw of every size, so that what cannot be drawn is told before anything is computed.
func (s Study) validChoices() error {
	if _, _, err := s.choiceTexts(); err != nil {
		return err
	}
	if s.Choice == nil && s.Samples == nil {
		return nil
	}
	groups, err := s.sizeGroups()
	if err != nil {
		return err
	}
	for _, group := range groups {
		for _, size := range group {
			if _, err := split.Pretraining(s.Pool, s.DrawOptions(s.RunAt(size, 0))); err != nil {
				return inField("Study.Choice and Samples", err)
			}
		}
	}
	return nil
}

// DrawOptions say what the pre-training set of a run is, for [split.Pretraining].
func (s Study) DrawOptions(r Run) split.DrawOptions {
	return split.DrawOptions{Size: r.Size, Seed: r.Seed, Nested: s.Nested, Choice: s.Choice, Samples: s.Samples}
}

// Confounding says whether some sizes of the study draw from fewer classes than others, and what to do about it; see
// [split.Confounding].
func (s Study) Confounding() (split.Confounded, error) {
	if err := s.Validate(); err != nil {
		return split.Confounded{}, err
	}
	groups, err := s.sizeGroups()
	if err != nil {
		return split.Confounded{}, err
	}
	confounded := split.Confounded{}
	for _, group := range groups {
		some, err := split.Confounding(s.Pool, group)
		if err != nil {
			return split.Confounded{}, err
		}
		confounded.Sizes = append(confounded.Sizes, some.Sizes...)
		confounded.Classes = append(confounded.Classes, some.Classes...)
	}
	return confounded, nil
}
