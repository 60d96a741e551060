package recipe

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func TestBadAugmentsAreNamed(t *testing.T) {
	for part, a := range map[string]Augment{
		"Pad = -1":                      {Pad: -1},
		"Crop.MinArea = 0,":             {Crop: Crop{MaxArea: 1}},
		"Crop.MinArea = 2":              {Crop: Crop{MinArea: 2}},
		"Crop.MaxArea = 0.1":            {Crop: Crop{MinArea: 0.5, MaxArea: 0.1}},
		"Crop.MinRatio = NaN":           {Crop: Crop{MinArea: 0.5, MinRatio: math.NaN()}},
		"Crop.MaxRatio = 0.5":           {Crop: Crop{MinArea: 0.5, MaxRatio: 0.5}},
		"Jitter.Brightness = -1":        {Jitter: Jitter{Brightness: -1}},
		"Jitter.Contrast = NaN":         {Jitter: Jitter{Contrast: math.NaN()}},
		"Jitter.Saturation = 11":        {Jitter: Jitter{Saturation: 11}},
		"Jitter.Hue = 0.6":              {Jitter: Jitter{Hue: 0.6}},
		"Rand.Operations = 9":           {Rand: RandAugment{Operations: 9}},
		"Rand.Magnitude = 31":           {Rand: RandAugment{Operations: 1, Magnitude: 31}},
		"Rand.Magnitude = 5, allowed 0": {Rand: RandAugment{Magnitude: 5}},
		"Erase.Probability = 0,":        {Erase: Erase{MaxArea: 0.5}},
		"Erase.Probability = 2":         {Erase: Erase{Probability: 2}},
		"Erase.MaxArea = 0.01":          {Erase: Erase{Probability: 1, MaxArea: 0.01}},
		"Erase.MaxRatio = 101":          {Erase: Erase{Probability: 1, MaxRatio: 101}},
		"Cutout = -2":                   {Cutout: -2},
		"MixUp = 11":                    {MixUp: 11},
		"CutMix = NaN":                  {CutMix: math.NaN()},
		"MixShare = 2":                  {MixUp: 1, MixShare: 2},
		"MixShare = 0.5":                {MixShare: 0.5},
	} {
		part = strings.ReplaceAll(part, ", allowed", ": invalid value, allowed:")
		if strings.HasSuffix(part, ",") {
			part = part[:len(part)-1] + ": invalid"
		}
		err := Recipe{Augment: a}.Validate()
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "Recipe.Augment."+part) {
			t.Errorf("%+v: error %v does not name %q", a, err, part)
		}
	}
}

func TestColoursNeedThreeChannels(t *testing.T) {
	grey := Augment{Jitter: Jitter{Brightness: 1, Contrast: 1}, Rand: RandAugment{Operations: 2, Magnitude: 9}}
	for _, channels := range []int{1, 3, 4} {
		if err := grey.ValidFor(channels); err != nil {
			t.Error(err)
		}
		for field, a := range map[string]Augment{
			"Saturation": {Jitter: Jitter{Saturation: 0.1}}, "Hue": {Jitter: Jitter{Hue: 0.1}},
		} {
			err := a.ValidFor(channels)
			if (err == nil) != (channels == 3) || err != nil && !strings.Contains(err.Error(), field) {
				t.Errorf("%d channels, %s: %v", channels, field, err)
			}
		}
	}
}

// TestAugmentHasOneText: two spellings of one augmentation have one hash.
func TestAugmentHasOneText(t *testing.T) {
	text := func(a Augment) string {
		written, err := json.Marshal(Recipe{Augment: a}.WithDefaults().Augment)
		if err != nil {
			t.Fatal(err)
		}
		return string(written)
	}
	for _, pair := range [][2]Augment{
		{{Crop: Crop{MinArea: 0.08}}, {Crop: Crop{0.08, 1, 0.75, 4.0 / 3}}},
		{{Erase: Erase{Probability: 0.5}}, {Erase: Erase{0.5, 0.02, 0.33, 0.3, 3.3}}},
		{{MixUp: 1, MixShare: 1}, {MixUp: 1}},
	} {
		if text(pair[0]) != text(pair[1]) {
			t.Errorf("%s and %s", text(pair[0]), text(pair[1]))
		}
	}
	if got := text(Augment{Pad: 4, CutMix: 1}); got != `{"shift":0,"rotate":0,"scale":0,"flip":0,"pad":4,"cutmix":1}` {
		t.Error(got)
	}
}
