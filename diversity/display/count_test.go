package display_test

import (
	"testing"

	"tradeoff/diversity/display"
)

func TestCount(t *testing.T) {
	for want, got := range map[string]string{
		"1 class":   display.Count(1, "class"),
		"8 classes": display.Count(8, "class"),
		"0 studies": display.Count(0, "study"),
		"1 study":   display.Count(1, "study"),
		"2 days":    display.Count(2, "day"),
		"-1 runs":   display.Count(-1, "run"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
