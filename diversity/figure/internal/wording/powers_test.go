package wording

import (
	"strings"
	"testing"
)

func TestPowersAreRaised(t *testing.T) {
	for text, want := range map[string]string{
		"E + A K^-a + B n^-b": "E + A K⁻ᵃ + B n⁻ᵇ", "10^{-3}": "10⁻³", "N^(a+b)": "N⁽ᵃ⁺ᵇ⁾", "2^10": "2¹⁰", "x^Q": "x^Q",
		"a^{1/2}": "a^{1/2}", "^": "^", "plain": "plain",
	} {
		if got := Raised(text); got != strings.NewReplacer("⁽", "", "⁾", "").Replace(want) {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
