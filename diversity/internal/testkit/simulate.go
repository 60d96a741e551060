package testkit

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// Simulations are how many studies a test simulates. The rates of error of its assertions are said beside each.
type Simulations struct {
	Short int // with -short; 0 where few would show nothing
	Plain int
	Whole int // in the integration step of CI
	Long  int // with DIVERSITY_LONG=1, which takes minutes
}

// Simulated chooses how many studies to simulate.
func Simulated(t testing.TB, n Simulations) int {
	t.Helper()
	if os.Getenv("DIVERSITY_LONG") == "1" {
		return n.Long
	}
	if RaceDetector {
		t.Skip("a simulation has no more races than a single fit")
	}
	switch {
	case IsIntegration(t):
		return n.Whole
	case testing.Short() && n.Short == 0:
		t.Skipf("with -short there is no time for the %d studies that show a difference", n.Plain)
	case testing.Short():
		t.Logf("%d studies with -short; without it %d", n.Short, n.Plain)
		return n.Short
	}
	t.Logf("%d studies; DIVERSITY_INTEGRATION=1 simulates %d, DIVERSITY_LONG=1 %d", n.Plain, n.Whole, n.Long)
	return n.Plain
}

// IsIntegration says whether a test runs in its whole form, as [Integration] runs it.
func IsIntegration(t testing.TB) bool { return strings.HasPrefix(t.Name(), "TestIntegration") }

// Integration runs a test in its whole form, where the integration step of CI asks for it.
func Integration(t *testing.T, test func(*testing.T)) {
	t.Helper()
	if os.Getenv("DIVERSITY_INTEGRATION") != "1" {
		t.Skip("the whole form of a simulation, which takes up to a minute: set DIVERSITY_INTEGRATION=1 to run it")
	}
	test(t)
}

// DesignOf is the usual design of a study: seven sizes of each budget, by powers of two.
func DesignOf(budgets ...int) []diversity.Size {
	var sizes []diversity.Size
	for _, budget := range budgets {
		least := 1 << ((int(math.Round(math.Log2(float64(budget)))) - 6) / 2)
		for i := range 7 {
			sizes = append(sizes, Size(least<<i, budget/(least<<i)))
		}
	}
	return sizes
}

// Share is a binomial one.
type Share struct{ Hits, Count int }

// Interval is Wilson's of 95%.
func (s Share) Interval() (low, high float64) {
	interval := estimate.Share(s.Hits, s.Count).Interval
	return interval.Low, interval.High
}

func (s Share) String() string {
	low, high := s.Interval()
	return fmt.Sprintf("%.1f%% [%.1f, %.1f]", 100*float64(s.Hits)/float64(s.Count), 100*low, 100*high)
}

// Beyond reports whether the share of many studies is further from the wanted one than a tolerance, or that of few
// further than chance allows once in 1,000.
func (s Share) Beyond(want, tolerance float64) bool {
	n := float64(s.Count)
	if n < 1000 || tolerance == 0 {
		tolerance = 3.29*math.Sqrt(want*(1-want)/n) + 0.5/n
	}
	return math.Abs(float64(s.Hits)/n-want) > tolerance
}
