package theory_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"tradeoff/diversity"
)

// simulations are how many studies a test simulates. The rates of error of its assertions are said beside each.
type simulations struct {
	short int // with -short; 0 where few would show nothing
	plain int
	whole int // in the integration step of CI
	long  int // with DIVERSITY_LONG=1, which takes minutes
}

// simulated chooses how many studies to simulate.
func simulated(t testing.TB, n simulations) int {
	t.Helper()
	if os.Getenv("DIVERSITY_LONG") == "1" {
		return n.long
	}
	if raceDetector {
		t.Skip("a simulation has no more races than a single fit")
	}
	switch {
	case isIntegration(t):
		return n.whole
	case testing.Short() && n.short == 0:
		t.Skipf("with -short there is no time for the %d studies that show a difference", n.plain)
	case testing.Short():
		t.Logf("%d studies with -short; without it %d", n.short, n.plain)
		return n.short
	}
	t.Logf("%d studies; DIVERSITY_INTEGRATION=1 simulates %d, DIVERSITY_LONG=1 %d", n.plain, n.whole, n.long)
	return n.plain
}

// isIntegration says whether a test runs in its whole form, as [integration] runs it.
func isIntegration(t testing.TB) bool { return strings.HasPrefix(t.Name(), "TestIntegration") }

// integration runs a test in its whole form, where the integration step of CI asks for it.
func integration(t *testing.T, test func(*testing.T)) {
	t.Helper()
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("the whole form of a simulation, which takes up to a minute: set DIVERSITY_INTEGRATION=1 to run it")
	}
	test(t)
}

// designOf is the usual design of a study: seven sizes of each budget, by powers of two.
func designOf(budgets ...int) []diversity.Size {
	var sizes []diversity.Size
	for _, budget := range budgets {
		least := 1 << ((int(math.Round(math.Log2(float64(budget)))) - 6) / 2)
		for i := range 7 {
			sizes = append(sizes, size(least<<i, budget/(least<<i)))
		}
	}
	return sizes
}

// share is a binomial one with Wilson's interval of 95% (Wilson 1927).
type share struct{ hits, count int }

func (s share) interval() (low, high float64) {
	const z = 1.959964
	n := float64(s.count)
	p := float64(s.hits) / n
	middle, half := (p+z*z/(2*n))/(1+z*z/n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))/(1+z*z/n)
	return middle - half, middle + half
}

func (s share) String() string {
	low, high := s.interval()
	return fmt.Sprintf("%.1f%% [%.1f, %.1f]", 100*float64(s.hits)/float64(s.count), 100*low, 100*high)
}

// beyond reports whether the share of many studies is further from the wanted one than a tolerance, or that of few further than
// chance allows once in 1,000.
func (s share) beyond(want, tolerance float64) bool {
	n := float64(s.count)
	if n < 1000 || tolerance == 0 {
		tolerance = 3.29*math.Sqrt(want*(1-want)/n) + 0.5/n
	}
	return math.Abs(float64(s.hits)/n-want) > tolerance
}
