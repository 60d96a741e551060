package diagnose

import (
	"math"

	"tradeoff/diversity/probe"
)

const rankEpsilon = 1e-7 // of RankMe

// effectiveRank is RankMe of features; NaN if all are 0.
func effectiveRank(s probe.Set) float64 {
	var singular []float64
	sum := 0.
	for _, value := range eigenvalues(smallGram(s)) {
		singular = append(singular, math.Sqrt(value))
		sum += math.Sqrt(value)
	}
	if sum == 0 {
		return math.NaN()
	}
	entropy := 0.
	for _, value := range singular {
		p := value/sum + rankEpsilon
		entropy -= p * math.Log(p)
	}
	return math.Exp(entropy)
}
