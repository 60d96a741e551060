package wording

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// superscripts are the letters that Unicode has above the line.
var superscripts = strings.NewReplacer(
	"0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹",
	"+", "⁺", "-", "⁻", "=", "⁼", "(", "⁽", ")", "⁾", "a", "ᵃ", "b", "ᵇ", "c", "ᶜ", "d", "ᵈ", "e", "ᵉ",
	"f", "ᶠ", "g", "ᵍ", "h", "ʰ", "i", "ⁱ", "j", "ʲ", "k", "ᵏ", "l", "ˡ", "m", "ᵐ", "n", "ⁿ", "o", "ᵒ",
	"p", "ᵖ", "r", "ʳ", "s", "ˢ", "t", "ᵗ", "u", "ᵘ", "v", "ᵛ", "w", "ʷ", "x", "ˣ", "y", "ʸ", "z", "ᶻ",
)

// exponent is a power in plain text, such as K^-a, N^{a/2} or 10^(-3).
var exponent = regexp.MustCompile(`\^(\{[^{}]*\}|\([^()]*\)|-?[0-9A-Za-z]+)`)

// Raised writes powers in plain text above the line: K^-a becomes K⁻ᵃ. A power with a letter that has no such form
// stays.
func Raised(text string) string {
	return exponent.ReplaceAllStringFunc(text, func(power string) string {
		inner := strings.Trim(power[1:], "{}()")
		above := superscripts.Replace(inner)
		for _, letter := range above {
			if letter < utf8.RuneSelf { // is left as it was
				return power
			}
		}
		return above
	})
}
