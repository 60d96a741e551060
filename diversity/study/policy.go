package study

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// Policy is one way of making pre-training sets, of several that a study compares. Policies share the study's sizes,
// seeds and controls: their runs of one size and repeat are pairs.
type Policy struct {
	Name    string             // in tables, figures and hashes: 1..40 letters, digits, ".", "_" or "-"
	Choice  split.Choice       // of classes; nil means uniformly
	Samples split.SampleChoice // of images; nil means uniformly
	// other classes of the same images, such as [pool.Pool.Relabelled] ones: how fine labels are; the zero value means
	// the study's pool
	Pool pool.Pool
}

// mostPolicies bounds what a study compares: a figure has colours for so many.
const mostPolicies = 6

var policyName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,40}$`)

// Fields are its name and choices.
func (p Policy) Fields() []display.Field {
	fields := []display.Field{{Name: "policy", Value: p.Name}, {Name: "choice of classes", Value: "uniform"},
		{Name: "choice of images", Value: "uniform"}}
	if p.Choice != nil {
		fields[1].Value = p.Choice.Kind()
	}
	if p.Samples != nil {
		fields[2].Value = p.Samples.Kind()
	}
	if p.Pool != (pool.Pool{}) {
		fields = append(fields, display.Field{Name: "pool", Value: p.Pool})
	}
	return fields
}

// policies are those of the study; of one without policies its own choices, without a name.
func (s Study) policies() []Policy {
	if len(s.Policies) == 0 {
		return []Policy{{Choice: s.Choice, Samples: s.Samples, Pool: s.Pool}}
	}
	list := slices.Clone(s.Policies)
	for i := range list {
		if list[i].Pool == (pool.Pool{}) {
			list[i].Pool = s.Pool
		}
	}
	return list
}

// policy finds a policy by its name.
func (s Study) policy(name string) (Policy, error) {
	var names []string
	for _, p := range s.policies() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	if len(s.Policies) == 0 {
		return Policy{}, diversity.Invalid("policy", fmt.Sprintf("%q", name), `"", as the study has no Policies`)
	}
	_, err := choose("policy", name, names)
	return Policy{}, err
}

// policyNames are the names of the study's policies; none if it has none.
func (s Study) policyNames() []string {
	var names []string
	for _, p := range s.Policies {
		names = append(names, p.Name)
	}
	return names
}

// Of is the study with one of its policies alone, as its own pool and choices. Its runs are the same ones, with the
// same hashes. The error wraps diversity.ErrInvalid for a name that no policy has.
func (s Study) Of(policy string) (Study, error) {
	p, err := s.policy(policy)
	if err != nil {
		return Study{}, err
	}
	s.Policies, s.Choice, s.Samples, s.Pool = nil, p.Choice, p.Samples, p.Pool
	return s, nil
}

// policyTexts are the choices of a policy as JSON, nil for the default: studies without a choice are written and hashed
// as before there were any.
type policyTexts struct{ classes, samples json.RawMessage }

// texts writes the choices; errors name the field within the policy.
func (p Policy) texts() (t policyTexts, err error) {
	if p.Choice != nil && p.Choice.Kind() != (split.Uniform{}).Kind() {
		if t.classes, err = split.MarshalChoice(p.Choice); err != nil {
			return t, inField("Choice", err)
		}
	}
	if p.Samples != nil && p.Samples.Kind() != (split.UniformSamples{}).Kind() {
		if t.samples, err = split.MarshalSampleChoice(p.Samples); err != nil {
			return t, inField("Samples", err)
		}
	}
	return t, nil
}

// policyField names a policy in errors: "Study.Policies[1]", or "Study" for a study without policies.
func (s Study) policyField(i int) string {
	if len(s.Policies) == 0 {
		return "Study"
	}
	return fmt.Sprintf("Study.Policies[%d]", i)
}

// validPolicies checks the list of policies; their draws are checked by validChoices.
func (s Study) validPolicies() error {
	switch {
	case len(s.Policies) == 0:
		return nil
	case len(s.Policies) > mostPolicies:
		return diversity.Invalid("len(Study.Policies)", len(s.Policies), fmt.Sprintf("at most %d", mostPolicies))
	case s.Choice != nil || s.Samples != nil:
		return diversity.Invalid("Study.Choice and Samples", "given", "none beside Policies, each of which has its own")
	}
	seen, names := map[string]string{}, map[string]bool{}
	for i, p := range s.policies() {
		field := s.policyField(i)
		if !policyName.MatchString(p.Name) || names[p.Name] {
			return diversity.Invalid(field+".Name", fmt.Sprintf("%q", p.Name),
				`1..40 letters, digits, ".", "_" or "-", a name that no other policy has`)
		}
		names[p.Name] = true
		if err := s.validPolicyPool(field, p); err != nil {
			return err
		}
		t, err := p.texts()
		if err != nil {
			return within(field, err)
		}
		key := p.Pool.Digest() + string(t.classes) + "\n" + string(t.samples)
		if other, known := seen[key]; known {
			return diversity.Invalid(field, p.Name, "one that differs from policy "+other+": their runs would be the same")
		}
		seen[key] = p.Name
	}
	return nil
}

// validPolicyPool checks a pool of a policy as the study's pool is checked.
func (s Study) validPolicyPool(field string, p Policy) error {
	if p.Pool.Validate() != nil || p.Pool == s.Pool {
		return inField(field+".Pool", p.Pool.Validate())
	}
	height, width, channels := s.Pool.Shape()
	if h, w, c := p.Pool.Shape(); h != height || w != width || c != channels {
		return diversity.Invalid(field+".Pool", fmt.Sprintf("images of %dx%dx%d", h, w, c),
			fmt.Sprintf("images of %dx%dx%d (height, width, channels), as in Study.Pool", height, width, channels))
	}
	return inField(field+".Pool", split.CheckDisjoint(p.Pool, s.Tasks))
}
