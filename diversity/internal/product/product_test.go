package product

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestByHand(t *testing.T) {
	a := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	sum := mat.NewDense(2, 2, []float64{100, 0, 0, 0})
	new(Multiplier).Add(sum, a, a.T())
	if want := mat.NewDense(2, 2, []float64{114, 32, 32, 77}); !mat.Equal(sum, want) {
		t.Errorf("%v", mat.Formatted(sum))
	}
}

// random has numbers whose products and sums are exact, so that every order gives the same.
func random(r *rand.Rand, rows, columns int) *mat.Dense {
	m := mat.NewDense(rows, columns, nil)
	for i := range m.RawMatrix().Data {
		m.RawMatrix().Data[i] = float64(r.IntN(2001) - 1000)
	}
	return m
}

// Sides below, at and above those of a tile, a strip and a part, of every way in which a factor can lie in memory.
func TestEqualsGonum(t *testing.T) {
	if !fast {
		t.Log("this processor has no AVX2: gonum is compared with itself")
	}
	r := rand.New(rand.NewPCG(3, 4))
	var m Multiplier
	for _, s := range [][3]int{{1, 1, 1}, {1, 3000, 1}, {3, 300, 30}, {4, 1, 1000}, {4, 700, 1}, {5, 257, 13},
		{7, 512, 25}, {127, 40, 100}, {128, 256, 12}, {133, 33, 1037}} {
		a, b := random(r, s[0], s[1]), random(r, s[1], s[2])
		var want mat.Dense
		want.Mul(a, b)
		wide := random(r, s[0]+3, s[1]+5)
		part := wide.Slice(2, 2+s[0], 1, 1+s[1]).(*mat.Dense)
		part.Copy(a)
		aT, bT := mat.DenseCopyOf(a.T()), mat.DenseCopyOf(b.T())
		for name, got := range map[string]*mat.Dense{"a b": Of(a, b), "a' b": Of(aT.T(), b), "a b'": Of(a, bT.T()),
			"a' b'": Of(aT.T(), bT.T()), "a part of another": Of(part, b)} {
			if !mat.Equal(got, &want) {
				t.Errorf("%v, %s differs", s, name)
			}
		}
		sum := mat.DenseCopyOf(&want)
		if m.Add(sum, a, b); sum.At(s[0]-1, s[2]-1) != 2*want.At(s[0]-1, s[2]-1) {
			t.Errorf("%v: not added", s)
		}
	}
	symmetric := mat.NewSymDense(40, nil)
	symmetric.SymOuterK(1, random(r, 40, 9))
	var want mat.Dense
	if want.Mul(symmetric, symmetric); !mat.Equal(Of(symmetric, symmetric), &want) {
		t.Error("a symmetric matrix differs")
	}
}

func TestNumbersThatAreNone(t *testing.T) {
	a, b := mat.NewDense(5, 300, nil), mat.NewDense(300, 20, nil)
	a.Set(4, 299, math.NaN())
	b.Set(0, 19, math.Inf(1))
	a.Set(0, 0, 1)
	out := Of(a, b)
	if !math.IsNaN(out.At(4, 3)) || !math.IsInf(out.At(0, 19), 1) || out.At(0, 0) != 0 || !math.IsNaN(out.At(1, 19)) {
		t.Errorf("%v", mat.Formatted(out))
	}
}

func TestShapesMustFit(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Of(mat.NewDense(30, 40, nil), mat.NewDense(41, 50, nil))
}

// The products of logistic regression: scores of a block of images, and their gradient.
func BenchmarkOf(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	x, w, p := random(r, 256, 512), random(r, 100, 512), random(r, 100, 256)
	var m Multiplier
	for name, f := range map[string]func(){
		"scores":   func() { m.Add(mat.NewDense(100, 256, nil), w, x.T()) },
		"gradient": func() { m.Add(mat.NewDense(100, 512, nil), p, x) },
		"gonum":    func() { new(mat.Dense).Mul(p, x) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
			b.ReportMetric(2*256*512*100*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}
