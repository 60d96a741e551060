package laws_test

import (
	"fmt"
	"math"

	"tradeoff/diversity/laws"
)

// untied are the parameters of the untied law: E, A, B, then the exponents a and b.
var untied = []float64{0.1, 0.8, 0.4, 0.5, 1}

func ExampleParameterNames() {
	fmt.Println(laws.ParameterNames(laws.Untied{}))
	// Output: [E A B a b]
}

func ExampleCheck() {
	fmt.Println(laws.Check(laws.Untied{}))
	// Output: <nil>
}

// 0.1 + 0.8 / sqrt(16) + 0.4 / 4 = 0.4.
func ExampleValue() {
	fmt.Printf("%.3f\n", laws.Value(laws.Untied{}, math.Log(16), math.Log(4), untied))
	// Output: 0.400
}

// The derivative in E is 1, in A 1/sqrt(16), in B 1/4; in the exponents -0.8 ln(16)/4 and -0.4 ln(4)/4.
func ExampleGradient() {
	gradient := make([]float64, 5)
	laws.Gradient(laws.Untied{}, math.Log(16), math.Log(4), untied, gradient)
	fmt.Printf("%.4f\n", gradient)
	// Output: [1.0000 0.2500 0.2500 -0.5545 -0.1386]
}

// The derivatives of the basis in the exponents are those of the gradient without the coefficients.
func ExampleSlopesOf() {
	slopes := make([]float64, 6)
	laws.SlopesOf(laws.Untied{})(math.Log(16), math.Log(4), untied[3:], slopes)
	fmt.Printf("%.4f\n", slopes)
	// Output: [0.0000 -0.6931 0.0000 0.0000 0.0000 -0.3466]
}

// K* = (a A / (b B))^(1/(a+b)) N^(b/(a+b)) = 1^(2/3) 4096^(2/3).
func ExampleBestClasses() {
	fmt.Printf("%.2f\n", laws.BestClasses(laws.Untied{}, 4096, untied))
	// Output: 256.00
}

// The search gives what the formula does.
func ExampleSearchBestClasses() {
	fmt.Printf("%.2f\n", laws.SearchBestClasses(laws.Untied{}, 4096, untied))
	// Output: 256.00
}

// Along K n = 4096 with at most 100 classes more classes would be better still.
func ExampleBestAlong() {
	line := func(lnK float64) float64 { return math.Log(4096) - lnK }
	fmt.Printf("%.1f %.1f\n", laws.BestAlong(laws.Untied{}, untied, 0, math.Log(4096), line),
		laws.BestAlong(laws.Untied{}, untied, 0, math.Log(100), line))
	// Output: 256.0 +Inf
}

func ExampleNamed() {
	law, err := laws.Named("nested")
	fmt.Println(law.TeX(), err)
	// Output: E + A\,K^{-a} + B\,K^{-a} n^{-b} <nil>
}

func ExampleNames() {
	fmt.Println(laws.Names()[:3])
	// Output: [tied tied a=0.5 untied]
}

func ExampleAll() {
	for _, law := range laws.All()[6:9] {
		fmt.Println(law.Name())
	}
	// Output:
	// nested
	// saturating
	// reliability
}

func ExampleKnownOf() {
	fmt.Println(laws.KnownOf(laws.Reliability{}), laws.KnownOf(laws.Untied{}))
	// Output: 1 0
}
