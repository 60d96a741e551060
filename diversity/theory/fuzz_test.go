package theory_test

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/design"
	"tradeoff/diversity/worlds"
)

// decode reads points from bytes: K, n (16 bits), repeat (8 bits) and the bits of an error each.
func decode(data []byte) []diversity.Measurement {
	var points []diversity.Measurement
	for ; len(data) >= 13 && len(points) < 64; data = data[13:] {
		points = append(points, diversity.Measurement{
			Size: diversity.Size{Classes: int(int16(binary.LittleEndian.Uint16(data))),
				PerClass: int(int16(binary.LittleEndian.Uint16(data[2:])))},
			Repeat: int(data[4]), Error: math.Float64frombits(binary.LittleEndian.Uint64(data[5:])),
		})
	}
	return points
}

// decodeTame reads points that are valid: exponents of two of K and n, repeat, and a share. Random bytes so get past
// the checks.
func decodeTame(data []byte) []diversity.Measurement {
	var points []diversity.Measurement
	for ; len(data) >= 4 && len(points) < 64; data = data[4:] {
		points = append(points, diversity.Measurement{
			Size:   diversity.Size{Classes: 1 << (data[0] & 7), PerClass: 1 << (data[0] >> 4 & 7)},
			Repeat: int(data[1] & 3), Error: float64(binary.LittleEndian.Uint16(data[2:])) / math.MaxUint16,
		})
	}
	return points
}

func encode(points []diversity.Measurement) []byte {
	var data []byte
	for _, point := range points {
		data = binary.LittleEndian.AppendUint16(data, uint16(point.Size.Classes))
		data = binary.LittleEndian.AppendUint16(data, uint16(point.Size.PerClass))
		data = append(data, byte(point.Repeat))
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(point.Error))
	}
	return data
}

// FuzzFit: whatever the table, the fit returns an error or finite numbers, and never panics or hangs; also with a Huber
// loss, weights and a ceiling.
func FuzzFit(f *testing.F) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.02}
	f.Add(encode(testkit.Measure(f, world, testkit.Ladder(64, 256), 2, 1)), uint8(0))
	f.Add(encode(testkit.Measure(f, world, testkit.Ladder(256), 2, 1)), uint8(1))
	f.Add(encode(testkit.Measure(f, world, testkit.Ladder(64, 256), 2, 1)), uint8(60))
	f.Add(encode(testkit.Measure(f, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.02, Ceiling: 0.4},
		testkit.Ladder(64, 256, 1024), 1, 1)), uint8(100))
	f.Add(encode([]diversity.Measurement{testkit.Row(1, 1, "", "", 0), testkit.Row(32767, 32767, "", "", 1),
		testkit.Row(1, 2, "", "", 5e-324)}), uint8(2))
	f.Add(encode([]diversity.Measurement{testkit.Row(-1, 0, "", "", math.NaN())}), uint8(3))
	for how := range uint8(testkit.ManyOrFew(32, 8)) {
		noise := make([]byte, 160)
		rng := rand.New(rand.NewPCG(uint64(how), 1))
		for i := range noise {
			noise[i] = byte(rng.Uint32())
		}
		f.Add(noise, how*8+8)
	}
	candidates := []laws.Law{laws.Tied{}, laws.Untied{}, laws.Pooled{}, laws.Flat{}, laws.Tied{Exponent: 0.5},
		laws.Capped{}, laws.WithTotal{Law: laws.Tied{}}}
	f.Fuzz(func(t *testing.T, data []byte, how uint8) {
		points := decode(data)
		if how&8 != 0 {
			points = decodeTame(data)
		}
		law := candidates[int(how)%len(candidates)]
		o := theory.FitOptions{BootstrapSamples: 3, Huber: float64(how%2) * 0.01, Weighting: []theory.Weighting{theory.Equal,
			theory.Relative, theory.ByRepeats}[how%3], Ceiling: float64(how/64) * 0.3}
		if fitted, err := theory.Fit(points, law, o); err == nil {
			checkFitted(t, fitted)
		}
		checkTables(t, points)
	})
}

// checkFitted demands finite numbers.
func checkFitted(t *testing.T, fitted *theory.LawFit) {
	for _, value := range append(fitted.Values(), fitted.RMS, fitted.R2, fitted.Noise) {
		if math.IsNaN(value) || math.IsInf(value, 0) {
			t.Fatalf("%s: %v\n%v", fitted.Law.Name(), value, fitted)
		}
	}
	_ = fitted.String()
	if p, err := fitted.BestAt(720, theory.BestOptions{}); err == nil {
		_ = p.String()
		if math.IsNaN(p.Error.Value) || math.IsNaN(p.Regret.Value) || math.IsNaN(p.Baselines[0].Gain.Value) {
			t.Fatalf("%v", p)
		}
	}
}

// checkTables tries what needs no law, and what compares candidates.
func checkTables(t *testing.T, points []diversity.Measurement) {
	if slope, err := theory.MeasureSlope(points, theory.MinimaOptions{BootstrapSamples: 3}); err == nil &&
		math.IsNaN(slope.Value) {
		t.Fatalf("slope %v", slope)
	}
	if verdicts, err := theory.Claims(points, theory.MinimaOptions{BootstrapSamples: 3}); err == nil &&
		len(verdicts) != 5 {
		t.Fatalf("verdicts %v", verdicts)
	}
	if scores, err := theory.CompareLaws(context.Background(), points, []laws.Law{laws.Tied{}, laws.Flat{}},
		theory.CompareOptions{BootstrapSamples: 3}); err == nil {
		_ = theory.JudgeLaws(scores).String()
		for _, s := range scores {
			if s.Err == nil && (math.IsNaN(s.RMS) || math.IsInf(s.AICc, 0)) || s.HeldOutErr == nil &&
				(math.IsNaN(s.HeldOut) || math.IsNaN(s.Wins)) {
				t.Fatalf("%v", s)
			}
		}
	}
	if next, err := design.NextSizes(points, design.NextOptions{Law: laws.Tied{}, Samples: 100}); err == nil {
		for _, s := range next {
			if !(s.After <= s.Before) || math.IsNaN(s.Reduction) {
				t.Fatalf("%+v", s)
			}
		}
	}
}
