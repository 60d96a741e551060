package testkit

import (
	"fmt"
	"math"
	"math/rand/v2"

	"tradeoff/diversity"
)

// KindOfWorld draws worlds of a kind, most of which follow no law of this module: the error at K classes of n images
// each, and the noise of a run.
type KindOfWorld struct {
	Name    string
	errorOf func(u func(low, high float64) float64) func(classes, perClass float64) float64
	noise   func(rng *rand.Rand) float64
	Control float64 // error of random weights, where it is told
}

func gaussianNoise(rng *rand.Rand) float64 { return 0.01 * rng.NormFloat64() }

// heavyNoise is Student's t with three degrees of freedom.
func heavyNoise(rng *rand.Rand) float64 {
	squares := 0.0
	for range 3 {
		squares += math.Pow(rng.NormFloat64(), 2)
	}
	return 0.01 * rng.NormFloat64() / math.Sqrt(squares/3)
}

// untied is E + A K^-a + B n^-b with random parameters.
func untied(u func(low, high float64) float64) func(classes, perClass float64) float64 {
	e, a, b, alpha, beta := u(0.02, 0.1), u(0.3, 0.9), u(0.3, 0.9), u(0.25, 0.8), u(0.25, 0.8)
	return func(k, n float64) float64 { return e + a*math.Pow(k, -alpha) + b*math.Pow(n, -beta) }
}

// KindsOfWorlds are those by which levels and choices beyond the measured budgets are judged.
var KindsOfWorlds = []KindOfWorld{
	{"multiplicative", func(u func(low, high float64) float64) func(k, n float64) float64 {
		e, a, b, alpha, more := u(0.02, 0.1), u(0.3, 0.9), u(0.5, 2), u(0.15, 0.5), u(0.1, 0.5)
		return func(k, n float64) float64 {
			return e + a*math.Pow(k, -alpha)*(1+b*math.Pow(n, -alpha-more))
		}
	}, gaussianNoise, 0},
	{"broken", func(u func(low, high float64) float64) func(k, n float64) float64 {
		e, a, b, alpha, beta := u(0.02, 0.1), u(0.3, 0.9), u(0.3, 0.9), u(0.25, 0.8), u(0.25, 0.8)
		bend, at := u(-0.2, 0.3), u(16, 64)
		return func(k, n float64) float64 {
			return e + a*math.Pow(k, -alpha)*math.Pow(1+math.Pow(k/at, 2), bend/2) + b*math.Pow(n, -beta)
		}
	}, gaussianNoise, 0},
	{"floor at chance", func(u func(low, high float64) float64) func(k, n float64) float64 {
		law := untied(u)
		return func(k, n float64) float64 { return min(0.6, 1.5*law(k, n)) }
	}, gaussianNoise, 0.6},
	{"similar classes", func(u func(low, high float64) float64) func(k, n float64) float64 {
		e, a, b, alpha, beta, most := u(0.02, 0.1), u(0.3, 0.9), u(0.3, 0.9), u(0.25, 0.8), u(0.25, 0.8), u(64, 512)
		return func(k, n float64) float64 {
			return e + a*math.Pow(k/(1+k/most), -alpha) + b*math.Pow(n, -beta)
		}
	}, gaussianNoise, 0},
	{"constant n", func(u func(low, high float64) float64) func(k, n float64) float64 {
		e, a, alpha, width, best := u(0.02, 0.1), u(1, 3), u(0.15, 0.4), u(0.2, 0.5), u(8, 40)
		return func(k, n float64) float64 {
			return min(0.95, e+a*math.Pow(k*n, -alpha)*math.Cosh(width*math.Log(n/best)))
		}
	}, gaussianNoise, 0},
	{"heavy tails", untied, heavyNoise, 0},
	{"late break", func(u func(low, high float64) float64) func(k, n float64) float64 {
		law, slower := untied(u), u(0, 0.2)
		return func(k, n float64) float64 {
			return min(0.95, law(k, n)*math.Pow(1+math.Pow(k*n/2048, 2), slower/2))
		}
	}, gaussianNoise, 0},
}

// DrawnWorld is one world of a kind.
type DrawnWorld struct {
	KindOfWorld
	Truth func(classes, perClass float64) float64 // the expected error
	rng   *rand.Rand
}

// Draw draws a world of the kind.
func (w KindOfWorld) Draw(seed int) *DrawnWorld {
	rng := diversity.Stream(uint64(seed), diversity.Purpose("level "+w.Name))
	truth := w.errorOf(func(low, high float64) float64 { return low + (high-low)*rng.Float64() })
	return &DrawnWorld{w, truth, rng}
}

// Run measures a size once.
func (w *DrawnWorld) Run(size diversity.Size, repeat int) diversity.Measurement {
	e := w.Truth(float64(size.Classes), float64(size.PerClass)) + w.noise(w.rng)
	return diversity.Measurement{Size: size, Run: fmt.Sprint(size, repeat), Repeat: repeat, Error: min(max(e, 0), 1)}
}

// Study is three runs of each size of some budgets.
func (w *DrawnWorld) Study(budgets ...int) (points []diversity.Measurement) {
	for _, size := range Ladder(budgets...) {
		for repeat := range 3 {
			points = append(points, w.Run(size, repeat))
		}
	}
	return points
}
