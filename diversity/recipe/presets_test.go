package recipe

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
)

// TestPresetsHaveTheirSourcesRates: the learning rate at the epochs that the sources name, with their sets' sizes.
func TestPresetsHaveTheirSourcesRates(t *testing.T) {
	const cifar, imageNet = 50_000, 1_281_167
	for name, c := range map[string]struct {
		r       Recipe
		total   int
		updates int
		rates   map[float64]float64 // by the share of the updates
	}{
		"CIFARResNet":           {CIFARResNet(), cifar, 64_000, map[float64]float64{0: 0.1, 0.499: 0.1, 0.5: 0.01, 0.75: 0.001}},
		"CIFARWideResNet":       {CIFARWideResNet(), cifar, 78_125, map[float64]float64{0.29: 0.1, 0.31: 0.02, 0.61: 0.004, 0.81: 0.0008}},
		"CIFAR30":               {CIFAR30(), cifar, 11_719, map[float64]float64{0: 0.004, 0.3: 0.1, 0.99999: 4e-7}},
		"ImageNet90":            {ImageNet90(), imageNet, 450_410, map[float64]float64{0.33: 0.1, 0.34: 0.01, 0.67: 0.001, 0.89: 0.0001}},
		"DeiT":                  {DeiT(), imageNet, 375_342, map[float64]float64{0: 0.001 / 6255, 1.0 / 60: 0.001}},
		"SupervisedContrast":    {SupervisedContrast(), cifar, 48_828, map[float64]float64{0: 0.5 / 490, 0.010036: 0.5, 0.505: 0.25}},
		"FineTuning":            {FineTuning(), 640, 200, map[float64]float64{0: 0.001, 0.5: 0.0005}},
		"ContrastWithoutLabels": {ContrastWithoutLabels(), cifar, 48_828, map[float64]float64{0.010036: 0.5}},
	} {
		if err := c.r.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := c.r.Updates(c.total); got != c.updates {
			t.Errorf("%s: %d updates, want %d", name, got, c.updates)
		}
		for share, want := range c.rates {
			if got := c.r.Rate(int(share*float64(c.updates)), c.updates); math.Abs(got-want) > 2e-3*want {
				t.Errorf("%s: rate %v at %v of the updates, want %v", name, got, share, want)
			}
		}
		var again Recipe
		text, err := json.Marshal(c.r.WithDefaults())
		if err == nil {
			err = json.Unmarshal(text, &again)
		}
		if err != nil || !reflect.DeepEqual(again, c.r.WithDefaults()) {
			t.Errorf("%s comes back from %s as %+v (%v)", name, text, again, err)
		}
	}
}
