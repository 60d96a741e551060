package probe

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func BenchmarkRidge(b *testing.B) {
	for _, dim := range []int{128, 256} {
		b.Run(fmt.Sprintf("200x%d", dim), func(b *testing.B) {
			train, test := planted(rand.New(rand.NewPCG(1, 2)), 20, 10, dim, 2),
				planted(rand.New(rand.NewPCG(1, 3)), 20, 10, dim, 2)
			for b.Loop() {
				if _, err := Evaluate((Ridge{}), train, Set{}, test); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// planted draws images around one mean per class; the means are the same for every generator.
func planted(random *rand.Rand, classes, perClass, dim int, noise float64) Set {
	means := rand.New(rand.NewPCG(7, 7))
	set := Set{Dim: dim}
	centre := make([]float64, dim)
	for class := range classes {
		for d := range centre {
			centre[d] = means.NormFloat64()
		}
		for range perClass {
			for _, value := range centre {
				set.Features = append(set.Features, float32(value+noise*random.NormFloat64()))
			}
			set.Labels = append(set.Labels, int32(class))
		}
	}
	return set
}

func BenchmarkLogisticPath(b *testing.B) {
	train, validation := planted(rand.New(rand.NewPCG(1, 2)), 20, 100, 128, 6),
		planted(rand.New(rand.NewPCG(1, 3)), 20, 10, 128, 6)
	for b.Loop() {
		l := Logistic{Strengths: []float64{1e6, 1e5, 1e4, 1e3, 100, 10, 1, 0.1}, TrainOnly: true}
		if _, err := Evaluate(l, train, validation, validation); err != nil {
			b.Fatal(err)
		}
	}
}
