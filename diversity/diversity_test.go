package diversity

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestFactorPairsAreAllAndExact(t *testing.T) {
	for budget := 1; budget <= 2000; budget++ {
		pairs := FactorPairs(budget)
		divisors := 0
		for k := 1; k <= budget; k++ {
			if budget%k == 0 {
				divisors++
			}
		}
		if len(pairs) != divisors {
			t.Fatalf("budget %d: %d pairs, want %d", budget, len(pairs), divisors)
		}
		for i, pair := range pairs {
			if pair.Total() != budget {
				t.Fatalf("budget %d: %v has %d images", budget, pair, pair.Total())
			}
			if i > 0 && pair.Classes <= pairs[i-1].Classes {
				t.Fatalf("budget %d: %v after %v", budget, pair, pairs[i-1])
			}
		}
	}
}

func TestInvalidValuesAreNamed(t *testing.T) {
	_, prime := FeasibleSizes(997, Limits{Classes: 100, PerClass: 100})
	_, negative := FeasibleSizes(64, Limits{Classes: -1})
	_, negativePerClass := FeasibleSizes(64, Limits{PerClass: -5})
	_, zero := FeasibleSizes(0, Limits{})
	_, one := Spread(64, Limits{}, 1)
	_, spreadPrime := Spread(997, Limits{Classes: 100, PerClass: 100}, 3)
	good := Measurement{Size: Size{1, 1}}
	nan, above, noSize := good, good, Measurement{}
	nan.Error, above.Error = math.NaN(), 1.5
	cases := []struct {
		err   error
		parts []string
	}{
		{prime, []string{"budget = 997", "K <= 100"}},
		{spreadPrime, []string{"budget = 997"}},
		{negative, []string{"Limits.Classes = -1"}},
		{negativePerClass, []string{"Limits.PerClass = -5"}},
		{zero, []string{"budget = 0", "at least 1"}},
		{one, []string{"count = 1", "at least 2"}},
		{Size{0, 1}.Validate(), []string{"Size.Classes = 0"}},
		{Size{1, -1}.Validate(), []string{"Size.PerClass = -1"}},
		{nan.Validate(), []string{"Measurement.Error", "NaN", "0..1"}},
		{above.Validate(), []string{"1.5", "0..1"}},
		{noSize.Validate(), []string{"Size.Classes = 0"}},
	}
	for _, c := range cases {
		if !errors.Is(c.err, ErrInvalid) {
			t.Errorf("%v does not wrap ErrInvalid", c.err)
			continue
		}
		for _, part := range c.parts {
			if !strings.Contains(c.err.Error(), part) {
				t.Errorf("%q does not name %q", c.err, part)
			}
		}
	}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
}

// The numbers are pinned (the first is also sha256 computed elsewhere): if they change, every stored result changes its
// meaning.
func TestStreamsArePinnedAndIndependent(t *testing.T) {
	if got := DeriveSeed(1, ForRun, 2); got != 0x38734d4c5eaa367e {
		t.Errorf("DeriveSeed(1, run, 2) = %#x", got)
	}
	if got := Stream(1, ForClasses).Perm(5); got[0] != 4 || got[1] != 1 {
		t.Errorf("first permutation %v", got)
	}
	seen := map[uint64]string{}
	for _, purpose := range []Purpose{ForRun, ForClasses, ForSamples, ForInit, ForShuffle, ForAugment, ForDistort, ForCap,
		ForTask, ForBootstrap} {
		for seed := range uint64(3) {
			for index := range 3 {
				value := Stream(seed, purpose, index).Uint64()
				if other, twice := seen[value]; twice {
					t.Errorf("%s repeats %s", purpose, other)
				}
				seen[value] = string(purpose)
			}
		}
	}
	if Stream(1, ForRun, 1, 2).Uint64() == Stream(1, ForRun, 12).Uint64() {
		t.Error("indices 1, 2 and 12 share a stream")
	}
}
