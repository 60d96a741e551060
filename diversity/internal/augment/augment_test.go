package augment

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity/internal/formula"
	"tradeoff/diversity/recipe"
)

// The shape of the images of testdata/augment.py.
const (
	testHeight = 12
	testWidth  = 10
)

// recording is what testdata/augment.py wrote.
type recording struct {
	Images      map[string][]float64 `json:"images"`
	RandAugment map[string][]float64 `json:"randaugment"`
	Drawn       map[string]float64   `json:"drawn"`
	Mixed       map[string]struct {
		Images []float64 `json:"images"`
		Labels []float64 `json:"labels"`
	} `json:"mixed"`
}

func recorded(t *testing.T) (r recording) {
	t.Helper()
	text, err := os.ReadFile("testdata/augment.json")
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// hashed are numbers in [0, 1) by the formula of pretrain/testdata/formula.py.
func hashed(name string, size int) []float32 {
	numbers := formula.Numbers(name, size)
	for i := range numbers {
		numbers[i] += 0.5 // exact: both are multiples of 2^-24
	}
	return numbers
}

// picture is the image of testdata/augment.py: whole numbers.
func picture(channels int, low, high float64) []float32 {
	pixels := hashed("pixels", testHeight*testWidth*channels)
	for i, u := range pixels {
		pixels[i] = float32(math.Floor(float64(float32(low) + float32(high-low)*u)))
	}
	return pixels
}

// smooth is its ramp.
func smooth() (pixels []float32) {
	for y := range testHeight {
		for x := range testWidth {
			for c := range 3 {
				pixels = append(pixels, float32(20+9*x+7*y+11*c))
			}
		}
	}
	return pixels
}

// applied is one image after a step with these numbers.
func applied(t *testing.T, image []float32, apply func(*Node, []*Node) *Node, numbers ...float32) []float32 {
	t.Helper()
	channels := len(image) / testHeight / testWidth
	return run(t, func(in []*Node) []*Node {
		columns := make([]*Node, len(numbers))
		for i := range columns {
			columns[i] = Reshape(SliceAxis(in[1], 0, AxisElem(i)), 1, 1, 1, 1)
		}
		return []*Node{apply(in[0], columns)}
	}, tensors.FromFlatDataAndDimensions(image, 1, testHeight, testWidth, channels), numbers)[0]
}

func run(t *testing.T, graph func([]*Node) []*Node, args ...any) (results [][]float32) {
	t.Helper()
	exec := MustNewExec(gobackend.GetBackend(), func(in []*Node) []*Node {
		out := graph(in)
		for i := range out {
			out[i] = ConvertDType(out[i], dtypes.Float32)
		}
		return out
	})
	defer exec.Finalize()
	for _, tensor := range exec.MustCall(args...) {
		results = append(results, tensors.MustCopyFlatData[float32](tensor))
	}
	return results
}

// near compares values with recorded ones.
func near(t *testing.T, what string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) || len(want) == 0 {
		t.Errorf("%s: %d values, want %d", what, len(got), len(want))
		return
	}
	for i, v := range got {
		if !(math.Abs(float64(v)-want[i]) <= tolerance) {
			t.Errorf("%s: value %d is %v, torchvision's is %v", what, i, v, want[i])
			return
		}
	}
}

// TestPartsEqualTorchvisions compares each part with torchvision's function, on values 0..255 to 0.01 of a level.
func TestPartsEqualTorchvisions(t *testing.T) {
	const tolerance = 0.01
	steps := map[string]func(*Node, []*Node) *Node{
		"brightness": one(brighten), "contrast": one(contrast), "saturation": one(saturate), "hue": one(turnHue),
		"sharpness": one(sharpen), "crop": crop,
		"equalize":     func(x *Node, _ []*Node) *Node { return equalized(x) },
		"autocontrast": func(x *Node, _ []*Node) *Node { return stretched(x) },
	}
	sources := map[string][]float32{
		"equalize one value": picture(3, 77, 77), "autocontrast one value": picture(3, 77, 77),
		"equalize two values": picture(3, 100, 101.999), "autocontrast": picture(3, 90, 160),
	}
	list := recorded(t).Images
	if len(list) != 5+21+12+5 {
		t.Errorf("%d are recorded", len(list))
	}
	for name, want := range list {
		image, has := sources[name]
		kind := strings.TrimPrefix(name, "grey ")
		switch {
		case has:
		case kind != name:
			image = picture(1, 0, 255)
		default:
			image = picture(3, 0, 255)
		}
		var numbers []float32
		for _, word := range strings.Fields(kind)[1:] {
			var number float32
			if _, err := fmt.Sscan(word, &number); err == nil {
				numbers = append(numbers, number)
			}
		}
		if len(numbers) == 0 {
			numbers = []float32{0}
		}
		near(t, name, applied(t, image, steps[strings.Fields(kind)[0]], numbers...), want, tolerance)
	}
}

func one(fn func(x, number *Node) *Node) func(*Node, []*Node) *Node {
	return func(x *Node, columns []*Node) *Node { return fn(x, columns[0]) }
}

// TestOperationsEqualTorchvisions: each of the 14 operations at three magnitudes and both signs, on values 0..255 to
// 0.02 of a level; what interpolates on a ramp, inside of whose border both ways to interpolate are the same.
func TestOperationsEqualTorchvisions(t *testing.T) {
	numbers := map[string]int{
		"Identity": identity, "ShearX": shearX, "ShearY": shearY, "TranslateX": translateX, "TranslateY": translateY,
		"Rotate": rotate, "Brightness": brightness, "Color": color, "Contrast": contrasted, "Sharpness": sharpness,
		"Posterize": posterize, "Solarize": solarize, "AutoContrast": autocontrast, "Equalize": equalize,
	}
	list := recorded(t).RandAugment
	if len(numbers) != operations || len(list) != 3*(5+9*2) {
		t.Fatalf("%d operations, %d recorded", len(numbers), len(list))
	}
	for name, want := range list {
		var kind string
		var bin int
		var sign float64
		if _, err := fmt.Sscan(name, &kind, &bin, &sign); err != nil {
			t.Fatal(err)
		}
		image := picture(3, 30, 200)
		ramp := kind == "ShearX" || kind == "ShearY" || kind == "Rotate"
		if ramp {
			image = smooth()
		}
		got := applied(t, image, operate, operation(numbers[kind], float64(bin)/30, sign, testHeight, testWidth)...)
		if ramp {
			got, want = inside(got, want)
		}
		near(t, name, got, want, 0.02)
	}
}

// inside leaves out values to which torchvision's interpolation has added black from outside.
func inside(got []float32, want []float64) (values []float32, wanted []float64) {
	for y := 4; y < testHeight-4; y++ {
		for x := 3; x < testWidth-3; x++ {
			for c := range 3 {
				i := (y*testWidth+x)*3 + c
				values, wanted = append(values, got[i]), append(wanted, want[i])
			}
		}
	}
	return values, wanted
}

// TestMixedEqualsTorchvisions mixes a batch of three by given numbers.
func TestMixedEqualsTorchvisions(t *testing.T) {
	p := New(recipe.Recipe{Augment: recipe.Augment{MixUp: 1, CutMix: 1}}, testHeight, testWidth, 3)
	const row = testWidth * 3
	image := picture(3, 0, 255)
	var batch []float32
	for i := range 3 {
		for y := range testHeight {
			batch = append(batch, image[(y-i+testHeight)%testHeight*row:][:row]...)
		}
	}
	for name, numbers := range map[string][MixSize]float32{
		"mixup":  mixed(0.3, 0.3, box{}),
		"cutmix": mixed(1, 0.9, box{2, 3, 8, 5}),
	} {
		got := run(t, func(in []*Node) []*Node {
			images, share := p.Mixed(in[0], in[1])
			own, other := in[2], Reshape(Before(Reshape(in[2], 1, 3, 3)), 3, 3)
			return []*Node{images, Add(Mul(own, share), Mul(other, OneMinus(share)))}
		}, tensors.FromFlatDataAndDimensions(batch, 3, len(image)), numbers[:],
			[][]float32{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}})
		want := recorded(t).Mixed[name]
		near(t, name, got[0], want.Images, 0.01)
		near(t, name+" labels", got[1], want.Labels, 1e-6)
	}
}

// Operations one after the other in one program give the bits of each in a program of its own.
func TestOperationsDoNotMeet(t *testing.T) {
	image := smooth()
	for first := range operations {
		second := (first + 5) % operations
		one := applied(t, image, operate, operation(first, 0.3, 1, testHeight, testWidth)...)
		want := applied(t, one, operate, operation(second, 0.3, -1, testHeight, testWidth)...)
		numbers := slices.Concat(
			operation(first, 0.3, 1, testHeight, testWidth), operation(second, 0.3, -1, testHeight, testWidth))
		got := applied(t, image, func(x *Node, columns []*Node) *Node {
			return operate(operate(x, columns[:operationSize]), columns[operationSize:])
		}, numbers...)
		if !slices.Equal(got, want) {
			t.Errorf("operations %d and %d together differ from one after the other", first, second)
		}
	}
}
