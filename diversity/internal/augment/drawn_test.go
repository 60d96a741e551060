package augment

import (
	"math"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/recipe"
)

// TestDrawsAreTorchvisions compares means over 20,000 draws with torchvision's, each of as many, for images of 30x20.
func TestDrawsAreTorchvisions(t *testing.T) {
	const count, height, width = 20000, 30, 20
	got := map[string]float64{}
	over := func(name string, value func() float64) {
		var sum, squares float64
		for range count {
			v := value()
			sum, squares = sum+v, squares+v*v
		}
		mean := sum / count
		got[name+" mean"], got[name+" deviation"] = mean, math.Sqrt(squares/count-mean*mean)
	}
	start := func(a recipe.Augment) *Draws { return New(recipe.Recipe{Augment: a}, height, width, 3).Start(1) }
	crops := start(recipe.Augment{Crop: recipe.Crop{MinArea: 0.08}})
	for range count {
		c := crops.Image()
		got["crop left"] += float64(c[0]) / count
		got["crop top"] += float64(c[1]) / count
		got["crop area"] += float64(c[2]*c[3]) / count / height / width
		got["crop log ratio"] += math.Log(float64(c[2]/c[3])) / count
	}
	erased, some := start(recipe.Augment{Erase: recipe.Erase{Probability: 1}}), 0.0
	for range count {
		e := erased.Image()
		w, h := float64(e[2]-e[0]), float64(e[3]-e[1])
		if w > 0 {
			some++
			got["erased area"] += w * h / height / width
			got["erased log ratio"] += math.Log(h / w)
		}
	}
	got["erased share"] = some / count
	got["erased area"] /= some
	got["erased log ratio"] /= some
	for name, alpha := range map[string]float64{"0.2": 0.2, "1": 1} {
		for kind, a := range map[string]recipe.Augment{"mixup ": {MixUp: alpha}, "cutmix ": {CutMix: alpha}} {
			d := start(a)
			over(kind+name, func() float64 { return float64(d.Mix()[1]) })
		}
	}
	j := recipe.Jitter{Brightness: 0.4, Contrast: 1.5, Saturation: 0.3, Hue: 0.1}
	for i, name := range []string{"brightness", "contrast", "saturation", "hue"} {
		d := start(recipe.Augment{Jitter: j})
		over(name, func() float64 { return float64(d.Image()[i]) })
	}
	want := recorded(t).Drawn
	if len(want) != len(got) {
		t.Errorf("%d drawn, %d recorded", len(got), len(want))
	}
	for name, w := range want { // five standard errors of the difference of two means, each of a deviation of at most 3
		tolerance := 0.02
		if name == "crop left" || name == "crop top" {
			tolerance = 0.2
		}
		if !(math.Abs(got[name]-w) <= tolerance) {
			t.Errorf("%s is %.4f, torchvision's %.4f", name, got[name], w)
		}
	}
}

// TestDrawsOfTheRest: by hand.
func TestDrawsOfTheRest(t *testing.T) {
	const count, side = 20000, 16
	start := func(a recipe.Augment) *Draws { return New(recipe.Recipe{Augment: a}, side, side, 3).Start(1) }
	pads := map[float32]float64{}
	moved := start(recipe.Augment{Pad: 2})
	for range count {
		pads[moved.Image()[2]] += 1.0 / count
	}
	for offset := float32(-2); offset <= 2; offset++ {
		if share := pads[offset]; len(pads) != 5 || math.Abs(share-0.2) > 0.015 {
			t.Errorf("%v pixels to the right: share %.3f of %v, want 0.2", offset, share, pads)
		}
	}
	cut, area := start(recipe.Augment{Cutout: 4}), 0.0
	for range count { // along an axis 2, 3, then thirteen times 4, then 3 of 16 centres
		b := cut.Image()
		area += float64((b[2]-b[0])*(b[3]-b[1])) / count
	}
	if mean := (2 + 3 + 13*4 + 3.0) / 16; math.Abs(area-mean*mean) > 0.05 {
		t.Errorf("a cutout has %.3f pixels, want %.3f", area, mean*mean)
	}
	numbers, signs := map[float32]float64{}, 0.0
	list := start(recipe.Augment{Rand: recipe.RandAugment{Operations: 2, Magnitude: 30}})
	for range count {
		o := list.Image()
		if len(o) != 2*operationSize {
			t.Fatalf("%d numbers", len(o))
		}
		numbers[o[7]] += 1.0 / count
		if o[7] == brightness && o[8] > 1 {
			signs += 1.0 / count
		}
	}
	for number := range operations {
		if share := numbers[float32(number)]; math.Abs(share-1.0/operations) > 0.01 {
			t.Errorf("operation %d has the share %.3f, want 1/14", number, share)
		}
	}
	if math.Abs(signs-0.5/operations) > 0.007 {
		t.Errorf("brighter: %.4f, want 1/28", signs)
	}
	mixes, kinds := start(recipe.Augment{MixUp: 1, CutMix: 1, MixShare: 0.5}), [3]float64{}
	for range count {
		switch m := mixes.Mix(); {
		case m[0] < 1:
			kinds[1] += 1.0 / count
		case m[4] > m[2] || m[1] < 1:
			kinds[2] += 1.0 / count
		default:
			kinds[0] += 1.0 / count
		}
	}
	for i, want := range []float64{0.5, 0.25, 0.25} { // some boxes are empty
		if math.Abs(kinds[i]-want) > 0.02 {
			t.Errorf("not mixed, MixUp and CutMix: %.3f, want half and quarters", kinds)
		}
	}
}

// full has every part.
func full() recipe.Augment {
	return recipe.Augment{
		Shift: 0.5, Rotate: 10, Scale: 0.1, Flip: 0.5, Pad: 2, Crop: recipe.Crop{MinArea: 0.2},
		Rand:   recipe.RandAugment{Operations: 2, Magnitude: 9},
		Jitter: recipe.Jitter{Brightness: 0.4, Contrast: 0.4, Saturation: 0.4, Hue: 0.1},
		Erase:  recipe.Erase{Probability: 0.5}, Cutout: 3, MixUp: 0.2, CutMix: 1,
	}
}

// TestPartsDrawAlone: what a part draws is the same whatever else there is, and determined by the seed.
func TestPartsDrawAlone(t *testing.T) {
	draws := func(a recipe.Augment, seed uint64) (images, mixes []float32) {
		d := New(recipe.Recipe{Augment: a}, 8, 9, 3).Start(seed)
		for range 5 {
			mix := d.Mix()
			images, mixes = append(images, d.Image()...), append(mixes, mix[:]...)
		}
		return images, mixes
	}
	all, mixes := draws(full(), 3)
	again, _ := draws(full(), 3)
	other, _ := draws(full(), 4)
	if !slices.Equal(all, again) || slices.Equal(all, other) {
		t.Error("draws are not determined by the seed")
	}
	size := len(all) / 5
	at := 0
	for _, alone := range []recipe.Augment{
		{Crop: full().Crop}, {Shift: 0.5, Rotate: 10, Scale: 0.1, Flip: 0.5, Pad: 2}, {Rand: full().Rand},
		{Jitter: full().Jitter}, {Erase: full().Erase}, {Cutout: 3},
	} {
		part, _ := draws(alone, 3)
		width := len(part) / 5
		for i := range 5 {
			if !slices.Equal(part[i*width:][:width], all[i*size+at:][:width]) {
				t.Errorf("%+v draws otherwise alone", alone)
			}
		}
		at += width
	}
	if _, alone := draws(recipe.Augment{MixUp: 0.2, CutMix: 1}, 3); !slices.Equal(alone, mixes) || at != size {
		t.Errorf("mixing draws otherwise alone, or %d of %d numbers are of no part", at, size)
	}
}

// TestNothingChangesNothing: the numbers of each part that stand for no change leave every pixel as it is, all parts in
// one pipeline.
func TestNothingChangesNothing(t *testing.T) {
	a := full()
	p := New(recipe.Recipe{Augment: a}, testHeight, testWidth, 3)
	whole := []float32{0, 0, testWidth, testHeight}
	still := []float32{1, 0, 0, 0, 1, 0, 0}
	nothing := slices.Concat(whole, still, still, []float32{identity, 1}, still, []float32{brightness, 1},
		[]float32{1, 1, 1, 0}, make([]float32, 4), make([]float32, 4))
	image := picture(3, 0, 256)
	bytes := make([]uint8, len(image))
	for i, v := range image {
		bytes[i] = uint8(v)
	}
	got := run(t, func(in []*Node) []*Node { return []*Node{p.Apply(in[0], in[1])} },
		tensors.FromFlatDataAndDimensions(bytes, 1, len(bytes)), [][]float32{nothing})[0]
	if !slices.Equal(got, image) {
		t.Error("pixels changed")
	}
	mixing := New(recipe.Recipe{Augment: recipe.Augment{MixUp: 1}}, 4, 4, 3)
	if size := mixing.Size(); size != 0 || p.Size() != len(nothing) {
		t.Errorf("%d and %d numbers, want none and %d", size, p.Size(), len(nothing))
	}
}

// TestErasedGetsTheMeans: what is erased is what the network sees as 0.
func TestErasedGetsTheMeans(t *testing.T) {
	r := recipe.Recipe{Augment: recipe.Augment{Cutout: 4}, Normalize: recipe.ImageNet()}
	for _, c := range []struct {
		r    recipe.Recipe
		want []float32
	}{{r, []float32{124, 116, 104}}, {recipe.Recipe{Augment: r.Augment}, []float32{0, 0, 0}}} {
		p := New(c.r, 4, 5, 3)
		got := run(t, func(in []*Node) []*Node { return []*Node{p.Apply(in[0], in[1])} },
			tensors.FromFlatDataAndDimensions(make([]uint8, 60), 1, 60), [][]float32{{1, 1, 3, 4}})[0]
		for i, v := range got {
			x, y := i/3%5, i/15
			want := c.want[i%3]
			if x < 1 || x > 2 || y < 1 {
				want = 0
			}
			if v != want {
				t.Fatalf("column %d, row %d: %v, want %v", x, y, v, want)
			}
		}
	}
}

// TestOddImages: every part takes images of any shape.
func TestOddImages(t *testing.T) {
	for _, dims := range [][3]int{{1, 1, 1}, {1, 7, 3}, {2, 2, 4}, {3, 1, 3}, {5, 4, 2}} {
		a := full()
		if dims[2] != 3 {
			a.Jitter.Saturation, a.Jitter.Hue = 0, 0
		}
		p := New(recipe.Recipe{Augment: a}, dims[0], dims[1], dims[2])
		d := p.Start(1)
		size := dims[0] * dims[1] * dims[2]
		var numbers [][]float32
		var images [][]uint8
		for range 6 {
			numbers, images = append(numbers, d.Image()), append(images, slices.Repeat([]uint8{200}, size))
		}
		mix := d.Mix()
		got := run(t, func(in []*Node) []*Node {
			mixed, _ := p.Mixed(in[2], in[3])
			return []*Node{p.Apply(in[0], in[1]), mixed}
		}, images, numbers, tensors.FromFlatDataAndDimensions(make([]float32, 6*size), 6, size), mix[:])
		if len(got[0]) != 6*size || len(got[1]) != 6*size {
			t.Errorf("%v: %d and %d values", dims, len(got[0]), len(got[1]))
		}
	}
}
