package study

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
)

// Hash names the experiment: a hexadecimal SHA-256 of all that determines its table of results (pool and task contents,
// backbone, recipe, probes, sizes, repeats, seed), with defaults written out and without the study's name. It is the
// same on every machine. It is empty for a study that is not valid.
func (s Study) Hash() string {
	if s.Validate() != nil {
		return ""
	}
	s = s.WithDefaults()
	groups, _ := s.sizeGroups()
	backboneText, _ := backbone.Marshal(s.Backbone)
	choice, samples, _ := s.choiceTexts()
	return hashOf(struct {
		Format   int                `json:"format"`
		Pool     string             `json:"pool"`
		Tasks    []taskKey          `json:"tasks"`
		Backbone json.RawMessage    `json:"backbone"`
		Recipe   recipe.Recipe      `json:"recipe"`
		Probes   []probeKey         `json:"probes"`
		Sizes    [][]diversity.Size `json:"sizes"`
		Repeats  int                `json:"repeats"`
		Nested   bool               `json:"nested"`
		Seed     uint64             `json:"seed"`
		Choice   json.RawMessage    `json:"choice,omitempty"`
		Samples  json.RawMessage    `json:"samples,omitempty"`
		Policies []policyKey        `json:"policies,omitempty"`

		Published backbone.Published `json:"published,omitzero"`
	}{Format, s.Pool.Digest(), s.taskKeys(), backboneText, s.Recipe, s.probeKeys(), groups, s.Repeats, s.Nested, s.Seed,
		choice, samples, s.policyKeys(), s.publishedKey()})
}

// RunHash names a run by all that determines its features: pool contents, backbone, recipe, size, seed and the way of
// drawing. Budgets, the number of repeats, names and tasks are not part of it, so that adding some of them recomputes
// nothing. It is empty for a study whose backbone is not set.
func (s Study) RunHash(r Run) string { return s.hasher().hash(r) }

// RunHashes lists the hashes of many runs faster than one by one.
func (s Study) RunHashes(runs []Run) []string {
	hasher := s.hasher()
	hashes := make([]string, len(runs))
	for i, run := range runs {
		hashes[i] = hasher.hash(run)
	}
	return hashes
}

// policyKey names a policy in the hash of its study.
type policyKey struct {
	Name    string          `json:"name"`
	Pool    string          `json:"pool"`
	Choice  json.RawMessage `json:"choice,omitempty"`
	Samples json.RawMessage `json:"samples,omitempty"`
}

func (s Study) policyKeys() []policyKey {
	if len(s.Policies) == 0 {
		return nil
	}
	var keys []policyKey
	for _, p := range s.policies() {
		t, _ := p.texts()
		keys = append(keys, policyKey{p.Name, p.Pool.Digest(), t.classes, t.samples})
	}
	return keys
}

// runHasher keeps the parts of a run's hash that runs of a study share: all of them, and those of a policy.
type runHasher struct {
	key       runKey
	policies  map[string]policyKey
	published backbone.Published
}

type runKey struct {
	Format   int             `json:"format"`
	Pool     string          `json:"pool"`
	Backbone json.RawMessage `json:"backbone"`
	Recipe   recipe.Recipe   `json:"recipe"`
	Nested   bool            `json:"nested"`
	Size     diversity.Size  `json:"size"`
	Seed     uint64          `json:"seed"`
	Control  bool            `json:"control"`
	Choice   json.RawMessage `json:"choice,omitempty"`
	Samples  json.RawMessage `json:"samples,omitempty"`

	// the pool whose statistics normalise pixels, if that is another than Pool
	Statistics string `json:"statistics,omitempty"`
	Published  string `json:"published,omitempty"` // the digest of the weights that the run starts from, or is
}

// publishedKey is what of published weights determines results.
func (s Study) publishedKey() backbone.Published {
	p := s.Published
	p.File = ""
	return p
}

func (s Study) hasher() runHasher {
	text, err := backbone.Marshal(s.Backbone)
	if err != nil {
		return runHasher{}
	}
	h := runHasher{runKey{Format: Format, Pool: s.Pool.Digest(), Backbone: text, Recipe: s.Recipe.WithDefaults(),
		Nested: s.Nested}, map[string]policyKey{}, s.Published}
	for _, p := range s.policies() {
		t, err := p.texts()
		if err != nil {
			return runHasher{}
		}
		h.policies[p.Name] = policyKey{p.Name, p.Pool.Digest(), t.classes, t.samples}
	}
	return h
}

// hash names a run; what is drawn is no part of a control. The name of a policy is none: only what it chooses.
func (h runHasher) hash(r Run) string {
	if h.key.Backbone == nil {
		return ""
	}
	key := h.key
	key.Size, key.Seed, key.Control = r.Size, r.Seed, r.Control
	if !r.Control {
		policy, known := h.policies[r.Policy]
		if !known {
			return ""
		}
		if key.Recipe.Normalize.FromPool && policy.Pool != key.Pool {
			key.Statistics = key.Pool
		}
		key.Pool, key.Choice, key.Samples = policy.Pool, policy.Choice, policy.Samples
	}
	if r.Published || !r.Control && h.published.Starts() {
		key.Published = h.published.SHA256
	}
	return hashOf(key)
}

// taskKey and probeKey name tasks and probes in hashes and results.
type taskKey struct {
	Name string `json:"name"`
	Hash string `json:"hash"`
}

type probeKey struct {
	Kind string `json:"kind"`
	Hash string `json:"hash"`
}

func (s Study) taskKeys() []taskKey {
	var keys []taskKey
	for _, task := range s.Tasks {
		keys = append(keys, taskKey{task.Name, task.Hash()})
	}
	return keys
}

func (s Study) probeKeys() []probeKey {
	var keys []probeKey
	for _, p := range s.WithDefaults().Probes {
		keys = append(keys, probeKey{p.Kind(), ProbeHash(p)})
	}
	return keys
}

// ProbeHash is the hexadecimal SHA-256 of a probe's JSON form; empty for a probe that has none.
func ProbeHash(p probe.Probe) string {
	text, err := probe.Marshal(p)
	if err != nil {
		return ""
	}
	return hexSum(text)
}

// hashOf is the SHA-256 of a value's JSON. Struct fields come in their fixed order, so the text is canonical.
func hashOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return hexSum(text)
}

func hexSum(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
