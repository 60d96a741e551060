package recipe

import (
	"fmt"
	"strings"
	"testing"
)

// TestFieldsSayWhatIsSet: what not every recipe has is shown where it is there, and only there.
func TestFieldsSayWhatIsSet(t *testing.T) {
	shown := func(r Recipe) string { return fmt.Sprint(r.Fields()) }
	plain := shown(Recipe{})
	for want, r := range map[string]Recipe{
		"1000 images seen":                         {Images: 1000},
		"means and deviations of the pool":         {Normalize: OfPool()},
		"times 0.1 at [0.5] of the updates":        {Schedule: Schedule{Kind: Step, Milestones: []float64{0.5}}},
		"one cycle: from 0.04 up in 0.3":           {Schedule: Schedule{Kind: OneCycle}},
		"linear, down to 0.25":                     {Schedule: Schedule{Kind: Linear, Final: 0.25}},
		"cosine, down to 0.25":                     {Schedule: Schedule{Final: 0.25}},
		"warm-up constant":                         {Schedule: Schedule{Kind: Constant}},
		"highest norm of the gradient 2.5":         {ClipNorm: 2.5},
		"supcon, temperature 0.1, projection 128":  {Objective: Objective{Kind: SupCon}},
		"decay 0.99":                               {Average: 0.99},
		"images at a time 16":                      {MicroBatch: 16},
		"moved by whole pixels up to 4":            {Augment: Augment{Pad: 4}},
		"crop 0.08..1 of the area":                 {Augment: Augment{Crop: Crop{MinArea: 0.08}}},
		"RandAugment 2 operations of magnitude 9":  {Augment: Augment{Rand: RandAugment{2, 9}}},
		"brightness 0.4, contrast 0, saturation 0": {Augment: Augment{Jitter: Jitter{Brightness: 0.4}}},
		"erasing probability 0.5, 0.02..0.33":      {Augment: Augment{Erase: Erase{Probability: 0.5}}},
		"cutout 8 pixels":                          {Augment: Augment{Cutout: 8}},
		"mixup alpha 0.2, mixed batches share 0.5": {Augment: Augment{MixUp: 0.2, MixShare: 0.5}},
		"cutmix alpha 1":                           {Augment: Augment{CutMix: 1}},
	} {
		if got := shown(r); !strings.Contains(got, want) || strings.Contains(plain, want) {
			t.Errorf("%s does not say %q, or the plain recipe does", got, want)
		}
	}
}
