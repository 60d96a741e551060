package recipe

import (
	"cmp"
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// ObjectiveKind names what training minimises.
type ObjectiveKind string

// The objectives. The contrastive ones see each image of a batch twice, augmented independently, so that the network
// computes 2 Batch images for an update; the accuracy of their curves is the share of these whose nearest other one is
// a positive, one that it is to be near to.
const (
	CrossEntropy ObjectiveKind = "" // of the labels, the default
	// SupCon is the supervised contrastive loss (Khosla et al., arXiv 2004.11362, equation 2, its mean over the batch):
	// positives are all images of the same label.
	SupCon ObjectiveKind = "supcon"
	// SimCLR is the contrastive loss without labels (Chen et al., arXiv 2002.05709, NT-Xent): the only positive is the
	// other form of the same image. Labels are not looked at.
	SimCLR ObjectiveKind = "simclr"
)

// Objective is what training minimises. The zero value is the cross-entropy of the labels. The contrastive ones put a
// projection on the features, of two layers with a ReLU between them, the first as wide as the features; like the
// classifier of the cross-entropy it is thrown away afterwards.
type Objective struct {
	Kind        ObjectiveKind `json:"kind,omitempty"`
	Temperature float64       `json:"temperature,omitempty"` // 0 means 0.1 for SupCon, 0.5 for SimCLR
	Projection  int           `json:"projection,omitempty"`  // width of the projection, 1..65536; 0 means 128
}

// Contrastive reports whether images are compared with each other.
func (o Objective) Contrastive() bool { return o.Kind != CrossEntropy }

// Views is how often a network sees each image of a batch.
func (o Objective) Views() int {
	if o.Contrastive() {
		return 2
	}
	return 1
}

func (o Objective) withDefaults() Objective {
	if !o.Contrastive() {
		return o
	}
	o.Temperature = cmp.Or(o.Temperature, map[ObjectiveKind]float64{SupCon: 0.1, SimCLR: 0.5}[o.Kind])
	o.Projection = cmp.Or(o.Projection, 128)
	return o
}

func (o Objective) validate() error {
	if !slices.Contains([]ObjectiveKind{CrossEntropy, SupCon, SimCLR}, o.Kind) {
		return diversity.Invalid("Recipe.Objective.Kind", fmt.Sprintf("%q", o.Kind), `"", "supcon" or "simclr"`)
	}
	if !o.Contrastive() && o != (Objective{}) {
		return diversity.Invalid("Recipe.Objective", fmt.Sprintf("temperature %v, projection %d", o.Temperature, o.Projection),
			`0 of both, as Kind is "": the cross-entropy has neither`)
	}
	if !o.Contrastive() {
		return nil
	}
	return ranges([]bounds{
		{"Recipe.Objective.Temperature", o.withDefaults().Temperature, 0.001, 100},
		{"Recipe.Objective.Projection", float64(o.withDefaults().Projection), 1, 65536},
	})
}

// validContrast checks what of a recipe has no meaning for a contrastive objective.
func (r Recipe) validContrast() error {
	switch {
	case !r.Objective.Contrastive():
		return nil
	case r.LabelSmoothing > 0:
		return diversity.Invalid("Recipe.LabelSmoothing", r.LabelSmoothing, fmt.Sprintf("0 for the objective %q", r.Objective.Kind))
	case r.Augment.Mixing():
		return diversity.Invalid("Recipe.Augment.MixUp and CutMix", fmt.Sprintf("%v and %v", r.Augment.MixUp, r.Augment.CutMix),
			fmt.Sprintf("0 for the objective %q: it has no labels to mix", r.Objective.Kind))
	case r.Objective.Kind == SimCLR && !r.Augment.Enabled():
		return diversity.Invalid("Recipe.Augment", "nothing", `an augmentation for the objective "simclr": `+
			"without one both forms of an image are the same")
	}
	return nil
}

// Fields are the objective and its settings.
func (o Objective) Fields() []display.Field {
	o = o.withDefaults()
	if !o.Contrastive() {
		return []display.Field{{Name: "objective", Value: "cross-entropy"}}
	}
	return []display.Field{
		{Name: "objective", Value: string(o.Kind)}, {Name: "temperature", Value: o.Temperature},
		{Name: "projection", Value: o.Projection},
	}
}

func (o Objective) words() string {
	return fmt.Sprintf("%s, temperature %v, projection %d", o.Kind, o.Temperature, o.Projection)
}
