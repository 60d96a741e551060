package formula

import "testing"

// The numbers depend on the name and the index alone, and fill their range.
func TestNumbers(t *testing.T) {
	a, b := Numbers("a", 10_000), Numbers("b", 10_000)
	sum, same := 0.0, 0
	for i, x := range a {
		if x < -0.5 || x >= 0.5 {
			t.Fatalf("number %d is %v", i, x)
		}
		if x == b[i] {
			same++
		}
		sum += float64(x)
	}
	if mean := sum / 10_000; mean < -0.01 || mean > 0.01 || same > 10 || Numbers("a", 3)[2] != a[2] {
		t.Errorf("mean %v, %d equal to those of another name", mean, same)
	}
}
