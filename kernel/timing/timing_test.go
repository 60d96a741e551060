package timing

import (
	"io"
	"math"
	"os"
	"regexp"
	"testing"
	"time"
)

// printed is what a function writes.
func printed(t *testing.T, f func()) string {
	t.Helper()
	before := os.Stdout
	defer func() { os.Stdout = before }()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = w
	f()
	_ = w.Close() // what is missing shows below
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestStop(t *testing.T) {
	said := printed(t, func() {
		timer := Start()
		time.Sleep(20 * time.Millisecond)
		timer.Stop()
	})
	found := regexp.MustCompile(`^Wall time: (\S+), CPU time: (\S+)\n$`).FindStringSubmatch(said)
	if found == nil {
		t.Fatalf("%q", said)
	}
	wall, err := time.ParseDuration(found[1])
	cpu, problem := time.ParseDuration(found[2])
	if err != nil || problem != nil || wall < 20*time.Millisecond || cpu < 0 {
		t.Errorf("%v, %v of %q", wall, cpu, said)
	}
}

func TestRepeat(t *testing.T) {
	calls := 0
	said := printed(t, func() { repeat(func() { calls++ }, time.Millisecond) })
	if !regexp.MustCompile(`^\S+ ± \S+ per loop \(mean and standard deviation of 7 runs, \d+ loops each\)\n$`).MatchString(said) || calls < 1000 {
		t.Errorf("%d calls, %q", calls, said)
	}
	calls = 0
	said = printed(t, func() { repeat(func() { calls++; time.Sleep(3 * time.Millisecond) }, time.Millisecond) })
	if calls != 1+rounds || !regexp.MustCompile(`7 runs, 1 loops each`).MatchString(said) {
		t.Errorf("%d calls of what is slow, %q", calls, said)
	}
}

func TestMoments(t *testing.T) {
	if mean, deviation := moments([]float64{1, 2, 3, 4}); mean != 2.5 || math.Abs(deviation-math.Sqrt(5.0/3)) > 1e-15 {
		t.Errorf("%v ± %v", mean, deviation)
	}
}

func TestRounded(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 7: "7ns", 1234: "1.23µs", 123456: "123µs", 1234567: "1.23ms", 1234567890: "1.23s", 123456789012: "2m3s",
	} {
		if got := rounded(d).String(); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

func TestUseTakesAnything(t *testing.T) { Use(1, "two", nil) }
