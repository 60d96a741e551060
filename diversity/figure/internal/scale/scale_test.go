package scale

import (
	"math"
	"reflect"
	"slices"
	"testing"
)

func TestLogTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      []float64
	}{
		{3, 1200, []float64{5, 10, 20, 50, 100, 200, 500, 1000}},
		{10, 1000, []float64{10, 20, 50, 100, 200, 500, 1000}},
		{0.02, 3, []float64{0.02, 0.05, 0.1, 0.2, 0.5, 1, 2}},
		{15, 95, []float64{20, 30, 40, 50, 60, 70, 80, 90}},
		{1, 2e4, []float64{1, 5, 10, 50, 100, 500, 1e3, 5e3, 1e4}},
		{1, 1e6, []float64{1, 10, 100, 1e3, 1e4, 1e5, 1e6}},
		{1, 1e8, []float64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8}},
	} {
		if got := LogTicks(c.low, c.high, 740); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v to %v: %v, want %v", c.low, c.high, got, c.want)
		}
	}
	if got := LogTicks(1e-20, 1e20, 740); len(got) > mostTicks || len(got) < fewestTicks || !slices.Contains(got, 1.0) {
		t.Errorf("40 decades: %v", got)
	}
}

func TestTicksAreThePowersOfTwoWhereAllSizesAre(t *testing.T) {
	for _, c := range []struct {
		values []float64
		length float64
		want   []float64
	}{
		{[]float64{4, 8, 512}, 740, []float64{4, 8, 16, 32, 64, 128, 256, 512}},
		{[]float64{4, 8, 512}, 150, []float64{4, 16, 64, 256}},
		{[]float64{4, 8, 500}, 740, []float64{5, 10, 20, 50, 100, 200, 500}},
		{[]float64{4, 512}, 740, []float64{5, 10, 20, 50, 100, 200, 500}},
	} {
		if got := Ticks(c.values, Span{3.5, 600}, c.length); !slices.Equal(got, c.want) {
			t.Errorf("%v on %v pixels: %v, want %v", c.values, c.length, got, c.want)
		}
	}
}

func TestSpanPaddedIsNeverEmpty(t *testing.T) {
	s, ok := SpanOf([]float64{7, 0, -1, math.Inf(1), 7})
	if !ok || s != (Span{7, 7}) {
		t.Fatalf("span %v", s)
	}
	if p := s.Padded(0.1); !(p.Low < 7 && p.High > 7) {
		t.Errorf("padded %v", p)
	}
	if _, ok := SpanOf([]float64{0, math.Inf(1)}); ok {
		t.Error("nothing positive has no span")
	}
}

func TestRoundTo(t *testing.T) {
	for _, c := range []struct {
		value  float64
		digits int
		want   float64
	}{{12.34567, 4, 12.35}, {-0.00123456, 3, -0.00123}, {123456, 2, 120000}, {0, 3, 0}, {1e-310, 3, 1e-310}} {
		if got := RoundTo(c.value, c.digits); math.Abs(got-c.want) > 1e-12*math.Abs(c.want) {
			t.Errorf("roundTo(%v, %d) = %v, want %v", c.value, c.digits, got, c.want)
		}
	}
	if got := RoundTo(math.Inf(1), 3); !math.IsInf(got, 1) {
		t.Errorf("infinity became %v", got)
	}
}

func TestRoundRangeEndsAtMultiplesOfItsStep(t *testing.T) {
	for _, c := range []struct{ low, high, from, to float64 }{
		{-1.98, 1, -2, 1}, {26.1, 93, 20, 100}, {0, 0.68, 0, 0.7}, {0.0123, 0.0187, 0.012, 0.019}, {3, 104, 0, 120},
	} {
		if from, to := RoundRange(c.low, c.high); from != c.from || to != c.to {
			t.Errorf("%v to %v: %v to %v, want %v to %v", c.low, c.high, from, to, c.from, c.to)
		}
	}
	if from, to := RoundRange(3, 3); !(from < 3 && to > 3) {
		t.Errorf("one value: %v to %v", from, to)
	}
}

func TestNiceStep(t *testing.T) {
	for wish, want := range map[float64]float64{0.01: 0.1, 1.1: 1, 1.2: 2, 3: 5, 7: 10} {
		if got := NiceStep(wish); got != want {
			t.Errorf("niceStep(%v) = %v, want %v", wish, got, want)
		}
	}
}
