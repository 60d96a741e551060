package recipe

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
)

// FuzzRecipe reads recipes that anybody may have written: what is valid has defaults that are valid and stay as they
// are, rates within the highest, at least one update and a display.
func FuzzRecipe(f *testing.F) {
	for _, r := range []Recipe{{}, CIFARResNet(), CIFAR30(), ImageNet90(), DeiT(), ContrastWithoutLabels()} {
		text, err := json.Marshal(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, 1000)
	}
	f.Add([]byte(`{"schedule":{"kind":"step","milestones":[1e-300,0.999999999]},"batch":65536,"micro_batch":1}`), 1)
	f.Add([]byte(`{"schedule":{"kind":"onecycle","rise":1e-300,"final":1,"start":1},"images":1000000000000}`), 3)
	f.Add([]byte(`{"augment":{"crop":{"min_area":1},"erase":{"probability":1,"min_area":1,"max_area":1}},"epochs":1000000}`), 1<<40)
	f.Fuzz(func(t *testing.T, text []byte, total int) {
		var r Recipe
		if json.Unmarshal(text, &r) != nil || r.Validate() != nil || total < 1 || total > 1<<40 {
			return
		}
		full := r.WithDefaults()
		if err := full.Validate(); err != nil || !reflect.DeepEqual(full, full.WithDefaults()) {
			t.Fatalf("%+v becomes %+v (%v)", r, full, err)
		}
		updates := r.Updates(total)
		if updates < 1 || r.Parts() < 1 || full.Batch%r.Parts() != 0 {
			t.Fatalf("%+v: %d updates in %d parts", r, updates, r.Parts())
		}
		for _, step := range []int{0, updates / 3, updates - 1} {
			if rate := r.Rate(step, updates); math.IsNaN(rate) || rate < 0 || rate > full.LearningRate*(1+1e-9) {
				t.Fatalf("%+v: update %d of %d has the rate %v", r, step, updates, rate)
			}
		}
		if len(r.Fields()) == 0 {
			t.Fatal("nothing is shown")
		}
	})
}
