package theory_test

import (
	"encoding/binary"
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// decode reads points from bytes: K, n (16 bits), repeat (8 bits) and the bits of an error each.
func decode(data []byte) []diversity.Measurement {
	var points []diversity.Measurement
	for ; len(data) >= 13 && len(points) < 64; data = data[13:] {
		points = append(points, diversity.Measurement{
			Size:   diversity.Size{Classes: int(int16(binary.LittleEndian.Uint16(data))), PerClass: int(int16(binary.LittleEndian.Uint16(data[2:])))},
			Repeat: int(data[4]), Error: math.Float64frombits(binary.LittleEndian.Uint64(data[5:])),
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

// FuzzFit: whatever the table, the fit returns an error or finite numbers, and never panics or hangs.
func FuzzFit(f *testing.F) {
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.02}
	f.Add(encode(measure(f, world, ladder(64, 256), 2, 1)))
	f.Add(encode(measure(f, world, ladder(256), 2, 1)))
	f.Add(encode([]diversity.Measurement{row(1, 1, "", "", 0), row(32767, 32767, "", "", 1), row(1, 2, "", "", 5e-324)}))
	f.Add(encode([]diversity.Measurement{row(-1, 0, "", "", math.NaN())}))
	laws := []theory.Law{theory.Tied{}, theory.Untied{}, theory.Pooled{}, theory.Flat{}, theory.Tied{Exponent: 0.5}}
	f.Fuzz(func(t *testing.T, data []byte) {
		points := decode(data)
		for _, law := range laws {
			fitted, err := theory.Fit(points, law, theory.FitOptions{Replicates: 3, Huber: float64(len(data)%2) * 0.01})
			if err != nil {
				continue
			}
			for _, value := range append(fitted.Values(), fitted.RMS, fitted.R2, fitted.Noise) {
				if math.IsNaN(value) || math.IsInf(value, 0) {
					t.Fatalf("%s: %v\n%v", law.Name(), value, fitted)
				}
			}
			_ = fitted.String()
			if p, err := fitted.BestAt(720, theory.BestOptions{}); err == nil {
				_ = p.String()
			}
		}
		if slope, err := theory.MeasureSlope(points, theory.MinimaOptions{Replicates: 3}); err == nil && math.IsNaN(slope.Value) {
			t.Fatalf("slope %v", slope)
		}
	})
}
