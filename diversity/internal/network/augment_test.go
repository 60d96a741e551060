package network

import (
	"math"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// resample moves one image by one map.
func resample(t *testing.T, image []uint8, height, width, channels int, w Warp) []float32 {
	t.Helper()
	parameters := w.Parameters()
	return compute(t, func(in []*Node) []*Node {
		return []*Node{ConvertDType(Resample(in[0], in[1], height, width, channels), dtypes.Float32)}
	}, tensors.FromFlatDataAndDimensions(image, 1, len(image)),
		tensors.FromFlatDataAndDimensions(parameters[:], 1, WarpSize))[0]
}

// pattern fills an image with a function of its position.
func pattern(height, width, channels int, value func(x, y, c int) float64) (image []uint8) {
	for y := range height {
		for x := range width {
			for c := range channels {
				image = append(image, uint8(math.Round(value(x, y, c))))
			}
		}
	}
	return image
}

// TestResampleExact: maps that send pixels to pixels move them exactly, in images of any shape; zeros come from
// outside.
func TestResampleExact(t *testing.T) {
	const height, width, channels = 5, 7, 2
	source := func(x, y, c int) float64 {
		if x < 0 || y < 0 || x >= width || y >= height {
			return 0
		}
		return float64(10 + 13*x + 29*y + 3*c)
	}
	image := pattern(height, width, channels, source)
	for _, c := range []struct {
		name string
		w    Warp
	}{
		{"identity", Warp{XX: 1, YY: 1}},
		{"shift", Warp{XX: 1, X0: 2, YY: 1, Y0: -1}},
		{"far shift", Warp{XX: 1, X0: 100, YY: 1}},
		{"mirror", Warp{XX: -1, X0: width - 1, YY: 1}},
		{"half turn", Warp{XX: -1, X0: width - 1, YY: -1, Y0: height - 1}},
		{"quarter turn", Warp{XY: 1, YX: -1, Y0: height - 1}},
		{"quarter turn back", Warp{XY: -1, X0: width - 1, YX: 1}},
		{"mirrored quarter turn", Warp{XY: 1, YX: 1}},
	} {
		want := pattern(height, width, channels, func(x, y, ch int) float64 {
			px, py := float64(x), float64(y)
			return source(int(c.w.XX*px+c.w.XY*py+c.w.X0), int(c.w.YX*px+c.w.YY*py+c.w.Y0), ch)
		})
		got := resample(t, image, height, width, channels, c.w)
		for i := range want {
			if got[i] != float32(want[i]) {
				t.Errorf("%s: value %d is %v, want %d", c.name, i, got[i], want[i])
				break
			}
		}
	}
}

// TestResampleLinear: linear interpolation reproduces a linear image, at any angle and scale, where it stays inside.
func TestResampleLinear(t *testing.T) {
	const side = 21
	ramp := func(x, y float64) float64 { return 20 + 6*x + 4*y }
	image := pattern(side, side, 1, func(x, y, _ int) float64 { return ramp(float64(x), float64(y)) })
	for _, degrees := range []float64{5, 30, 44, 46, 80, 100, 135, 190, 300} {
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		w := Warp{XX: 1.2 * cos, XY: -1.2 * sin, YX: 0.8 * sin, YY: 0.8 * cos}
		w.X0, w.Y0 = 10.3-w.XX*10-w.XY*10, 9.6-w.YX*10-w.YY*10
		got := resample(t, image, side, side, 1, w)
		for y := 7; y <= 13; y++ {
			for x := 7; x <= 13; x++ {
				want := ramp(w.XX*float64(x)+w.XY*float64(y)+w.X0, w.YX*float64(x)+w.YY*float64(y)+w.Y0)
				if math.Abs(float64(got[y*side+x])-want) > 0.51 {
					t.Errorf("%v degrees, (%d, %d): %v, want %.2f", degrees, x, y, got[y*side+x], want)
				}
			}
		}
	}
}
