//go:build unix

package theory_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// scipyTask is what testdata/curve_fit.py reads.
type scipyTask struct {
	K      []int       `json:"K"`
	N      []int       `json:"n"`
	Errors [][]float64 `json:"errors"`
	Starts [][]float64 `json:"starts"`
	Low    float64     `json:"low"`
	High   float64     `json:"high"`
}

// scipyAnswer is what it writes.
type scipyAnswer struct {
	Squares []float64 `json:"squares"`
	Seconds float64   `json:"seconds"`
	Version string    `json:"version"`
}

func runSciPy(t testing.TB, python string, task scipyTask) scipyAnswer {
	t.Helper()
	input, err := json.Marshal(task)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), python, "testdata/curve_fit.py")
	command.Stdin, command.Stderr = bytes.NewReader(input), os.Stderr
	command.Env = append(os.Environ(), "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1")
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answer scipyAnswer
	if err := json.Unmarshal(output, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// processorSeconds is the time that this process has used, on all cores: unlike a clock it does not see what else the
// machine does.
func processorSeconds(t testing.TB) float64 {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

// redrawn replaces the runs of each size by as many of its own, drawn with replacement.
func redrawn(points []diversity.Measurement, repeats int, seed uint64) []diversity.Measurement {
	rng := diversity.Stream(seed, "redraw")
	drawn := append([]diversity.Measurement(nil), points...)
	for i := range drawn {
		drawn[i].Error = points[i-i%repeats+rng.IntN(repeats)].Error
	}
	return drawn
}

// scipyStarts are four, around what exponents are.
func scipyStarts() [][]float64 {
	var starts [][]float64
	for _, a := range []float64{0.3, 1} {
		for _, b := range []float64{0.3, 1} {
			starts = append(starts, []float64{0.1, 0.5, 0.5, a, b})
		}
	}
	return starts
}

// againstSciPy fits resamples of points by curve_fit and here. It returns the largest share by which a sum of squares
// here is above the best one there, and the processor time of one refit there from all starts.
func againstSciPy(t testing.TB, python string, points []diversity.Measurement, repeats, studies int) (worst,
	seconds float64, version string) {
	t.Helper()
	task := scipyTask{Low: 0.02, High: 4, Starts: scipyStarts()}
	for _, point := range points {
		task.K, task.N = append(task.K, point.Size.Classes), append(task.N, point.Size.PerClass)
	}
	var squares []float64
	for seed := range uint64(studies) {
		drawn := redrawn(points, repeats, seed)
		var errors []float64
		for _, point := range drawn {
			errors = append(errors, point.Error)
		}
		task.Errors = append(task.Errors, errors)
		squares = append(squares, squaresOf(t, drawn, laws.Untied{}))
	}
	answer := runSciPy(t, python, task)
	worst = math.Inf(-1)
	for i, theirs := range answer.Squares {
		worst = max(worst, squares[i]/theirs-1)
	}
	return worst, answer.Seconds / float64(studies), answer.Version
}

// TestAgainstSciPy fits the same resamples by curve_fit from four starts: never a lower sum of squares, and at least
// 100 times the processor time for each refit. The second table is so noisy and small that coefficients and exponents
// end at their bounds.
func TestAgainstSciPy(t *testing.T) {
	python := os.Getenv("DIVERSITY_SCIPY")
	if python == "" {
		t.Skip("DIVERSITY_SCIPY names no Python that has SciPy")
	}
	const repeats, studies, refits, rounding = 3, 40, 4000, 1e-9
	points := testkit.Measure(t, benchmarkWorld, spread(), repeats, 1)
	worst, theirs, version := againstSciPy(t, python, points, repeats, studies)
	began := processorSeconds(t)
	testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: refits})
	ours := (processorSeconds(t) - began) / refits
	noisy := benchmarkWorld
	noisy.Noise = 0.08
	hard, _, _ := againstSciPy(t, python, testkit.Measure(t, noisy, testkit.Ladder(64, 256), repeats, 1), repeats, studies)
	starts := float64(len(scipyStarts()))
	t.Logf("SciPy %s: %.1f ms for each refit from %v starts, here %.3f ms: %.0f times as long (%.0f times for one start); our sum of squares is above the best of SciPy by at most %.0e of it, of noisy tables %.0e",
		version, 1000*theirs, starts, 1000*ours, theirs/ours, theirs/ours/starts, worst, hard)
	if max(worst, hard) > rounding {
		t.Errorf("a sum of squares is larger than SciPy's by %v of it", max(worst, hard))
	}
	if theirs < 100*ours {
		t.Errorf("SciPy takes %v times as long, want at least 100", theirs/ours)
	}
}
