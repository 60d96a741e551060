package testkit

import "testing"

// NotShort leaves a test out with -short, and says why it takes long.
func NotShort(t testing.TB, why string) {
	t.Helper()
	if testing.Short() {
		t.Skip("left out with -short: " + why)
	}
}
