package theory_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// FuzzIntervals: whatever the table, the ratio test and the delta method return an error or an answer that is a number.
func FuzzIntervals(f *testing.F) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.02}
	f.Add(encode(testkit.Measure(f, world, testkit.Ladder(64, 256), 2, 1)), false)
	f.Add(encode(testkit.Measure(f, world, testkit.Ladder(64, 256), 1, 1)), false)
	for seed := range uint64(8) {
		noise, rng := make([]byte, 160), rand.New(rand.NewPCG(seed, 2))
		for i := range noise {
			noise[i] = byte(rng.Uint32())
		}
		f.Add(noise, true)
	}
	f.Fuzz(func(t *testing.T, data []byte, tame bool) {
		points := decode(data)
		if tame {
			points = decodeTame(data)
		}
		r, err := theory.NestedTest(context.Background(), points, laws.Tied{}, laws.Untied{},
			theory.TestOptions{BootstrapSamples: 19})
		if err != nil {
			return
		}
		if !(r.F >= 0 && r.PValue > 0 && r.PValue <= 1 && r.Classical >= 0 && r.Classical <= 1) {
			t.Fatalf("%+v", r)
		}
		for _, q := range []theory.Quantity{theory.ParameterOf("a"), theory.DifferenceOf("a", "b"),
			theory.BestRatioAt(4096)} {
			e, err := r.Alternative.DeltaInterval(q)
			if err == nil && !(e.Interval.Low <= e.Value && e.Value <= e.Interval.High) {
				t.Fatalf("%v: %v", q, e)
			}
		}
	})
}
