package study

import (
	"encoding/json"
	"fmt"
	"slices"

	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// choiceTexts are the choices of the study itself as JSON.
func (s Study) choiceTexts() (classes, samples json.RawMessage, err error) {
	t, err := Policy{Choice: s.Choice, Samples: s.Samples}.texts()
	return t.classes, t.samples, within("Study", err)
}

// policyJSON is a policy as text.
type policyJSON struct {
	Name    string          `json:"name"`
	Pool    *pool.Pool      `json:"pool,omitempty"`
	Choice  json.RawMessage `json:"choice,omitempty"`
	Samples json.RawMessage `json:"samples,omitempty"`
}

// policiesJSON writes the policies.
func (s Study) policiesJSON() (list []policyJSON, err error) {
	for i, p := range s.Policies {
		t, err := p.texts()
		if err != nil {
			return nil, within(s.policyField(i), err)
		}
		out := policyJSON{Name: p.Name, Choice: t.classes, Samples: t.samples}
		if p.Pool != (pool.Pool{}) {
			out.Pool = &p.Pool
		}
		list = append(list, out)
	}
	return list, nil
}

// policies reads what policiesJSON wrote.
func (in studyJSON) policies() (list []Policy, err error) {
	for i, text := range in.Policies {
		p := Policy{Name: text.Name}
		if text.Pool != nil {
			p.Pool = *text.Pool
		}
		if p.Choice, p.Samples, err = in.choices(text.Choice, text.Samples); err != nil {
			return nil, within(fmt.Sprintf("Study.Policies[%d]", i), err)
		}
		list = append(list, p)
	}
	return list, nil
}

// choices reads the choices of a study or policy. One of a kind that no package of this program registers is read as a
// split.UnknownChoice or split.UnknownSampleChoice.
func (in studyJSON) choices(classes, samples json.RawMessage) (c split.Choice, s split.SampleChoice, err error) {
	if classes != nil {
		c, err = split.UnmarshalChoiceOrUnknown(classes, func(kind string) string { return in.Packages["choice "+kind] })
		if err != nil {
			return nil, nil, inField("Choice", err)
		}
	}
	if samples != nil {
		s, err = split.UnmarshalSampleChoiceOrUnknown(samples,
			func(kind string) string { return in.Packages["sample choice "+kind] })
		if err != nil {
			return nil, nil, inField("Samples", err)
		}
	}
	return c, s, nil
}

// noteChoices adds the packages of the choices.
func (p packages) noteChoices(s Study) {
	for _, policy := range s.policies() {
		if policy.Choice != nil {
			p.note("choice", policy.Choice)
		}
		if policy.Samples != nil {
			p.note("sample choice", policy.Samples)
		}
	}
}

// unknown is the error of a choice that stands in for one that this program does not have.
func (p Policy) unknown() error {
	if c, is := p.Choice.(split.UnknownChoice); is {
		return inField("Choice", c.Err())
	}
	if c, is := p.Samples.(split.UnknownSampleChoice); is {
		return inField("Samples", c.Err())
	}
	return nil
}

// validChoices makes the first draw of every size, so that what cannot be drawn is told before anything is computed.
// Choices that are not known here are checked by who computes.
func (s Study) validChoices() error {
	for i, p := range s.policies() {
		if _, err := p.texts(); err != nil {
			return within(s.policyField(i), err)
		}
		if p.Choice == nil && p.Samples == nil && p.Pool == s.Pool || p.unknown() != nil {
			continue
		}
		if err := s.validDraws(p); err != nil {
			return inField(s.policyField(i)+".Choice and Samples", err)
		}
	}
	return nil
}

func (s Study) validDraws(p Policy) error {
	groups, err := s.sizeGroups()
	if err != nil {
		return err
	}
	for _, group := range groups {
		for _, size := range group {
			run := s.RunOf(p.Name, size, 0)
			if _, err := split.Pretraining(p.Pool, s.DrawOptions(run)); err != nil {
				return err
			}
		}
	}
	return nil
}

// DrawOptions say what the pre-training set of a run is, for [split.Pretraining] from its [Study.PoolOf].
func (s Study) DrawOptions(r Run) split.DrawOptions {
	o := split.DrawOptions{Size: r.Size, Seed: r.Seed, Nested: s.Nested}
	p, err := s.policy(r.Policy)
	if err != nil {
		o.Choice = split.ChoiceFunc{Name: fmt.Sprintf("of a policy %q, which the study does not have", r.Policy)}
		return o
	}
	o.Choice, o.Samples = p.Choice, p.Samples
	return o
}

// PoolOf is the pool from which the pre-training set of a run is drawn: the study's, unless its policy has another.
func (s Study) PoolOf(r Run) pool.Pool {
	if p, err := s.policy(r.Policy); err == nil {
		return p.Pool
	}
	return s.Pool
}

// Confounding says whether some sizes of the study draw from fewer classes than others, and what to do about it; see
// [split.Confounding]. Of a study with policies it is that of the first policy with such sizes; [Study.Notices] has
// all.
func (s Study) Confounding() (split.Confounded, error) {
	all, err := s.confoundings()
	if err != nil {
		return split.Confounded{}, err
	}
	for _, c := range all {
		if c.Differ() {
			return c, nil
		}
	}
	return all[0], nil
}

// confoundings are those of each policy; of a study without policies its own.
func (s Study) confoundings() (all []split.Confounded, err error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	groups, err := s.sizeGroups()
	if err != nil {
		return nil, err
	}
	for _, p := range s.policies() {
		c, err := split.ConfoundingOf(p.Pool, slices.Concat(groups...), p.Samples)
		if err != nil {
			return nil, err
		}
		c.Policy = p.Name
		all = append(all, c)
	}
	return all, nil
}
