package jpeg

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestInverse holds each transform against the formula of the standard in floating point: random blocks of all sizes up
// to the largest that is accepted. Smaller results are the means of the samples of the full one.
func TestInverse(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	worst := [9]float64{}
	for range 3000 {
		b, set := randomBlock(r)
		exact := exactInverse(b)
		for _, side := range []int{8, 4, 2, 1} {
			if side < 8 && sumOf(b) > int32(4000*side) {
				continue // the smaller transforms overflow earlier, still far above the sums of images
			}
			var got [64]uint8
			inverse(got[:], 8, b, set, side)
			for y := range side {
				for x := range side {
					mean, n := 0.0, 8/side
					for j := range n {
						for i := range n {
							mean += exact[(y*n+j)*8+x*n+i] / float64(n*n)
						}
					}
					mean = min(max(mean+128, 0), 255)
					worst[side] = max(worst[side], math.Abs(mean-float64(got[y*8+x])))
				}
			}
		}
	}
	for side, limit := range map[int]float64{8: 1.2, 4: 1.5, 2: 1.5, 1: 0.51} {
		if worst[side] > limit || worst[side] == 0 {
			t.Errorf("blocks of side %d are up to %.3f from the formula, expected at most %g", side, worst[side], limit)
		}
	}
}

func sumOf(b *[64]int32) (sum int32) {
	for _, v := range b {
		sum += max(v, -v)
	}
	return sum
}

// randomBlock has a sum of sizes between 1 and 32767.
func randomBlock(r *rand.Rand) (b *[64]int32, set uint64) {
	b = new([64]int32)
	left := int32(1) << (1 + r.IntN(15))
	for range 1 + r.IntN(64) {
		if z, v := r.IntN(64), r.Int32N(left); b[z] == 0 {
			b[z], left = v, left-v
			if r.IntN(2) == 0 {
				b[z] = -v
			}
			if z > 0 && v != 0 {
				set |= 1 << z
			}
		}
		if left < 1 {
			break
		}
	}
	return b, set
}

func exactInverse(b *[64]int32) (out [64]float64) {
	for y := range 8 {
		for x := range 8 {
			sum := 0.0
			for v := range 8 {
				for u := range 8 {
					k := 0.25
					if u == 0 {
						k *= math.Sqrt2 / 2
					}
					if v == 0 {
						k *= math.Sqrt2 / 2
					}
					sum += k * float64(b[8*v+u]) * math.Cos(float64((2*x+1)*u)*math.Pi/16) * math.Cos(float64((2*y+1)*v)*math.Pi/16)
				}
			}
			out[8*y+x] = sum
		}
	}
	return out
}
