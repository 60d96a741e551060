package testkit

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/worlds"

	"gonum.org/v1/gonum/stat"
)

// Ladder lists every power-of-two size of some budgets with at least two classes and two images of each.
func Ladder(budgets ...int) []diversity.Size {
	var sizes []diversity.Size
	for _, budget := range budgets {
		for k := 4; k <= budget/2; k *= 2 {
			sizes = append(sizes, diversity.Size{Classes: k, PerClass: budget / k})
		}
	}
	return sizes
}

// Size spells a size out in one short word.
func Size(classes, perClass int) diversity.Size {
	return diversity.Size{Classes: classes, PerClass: perClass}
}

// Measure measures a world, which must work.
func Measure(t testing.TB, w worlds.World, sizes []diversity.Size, repeats int, seed uint64) []diversity.Measurement {
	t.Helper()
	points, err := w.Measure(sizes, repeats, seed)
	if err != nil {
		t.Fatal(err)
	}
	return points
}

// Near demands a number within a tolerance.
func Near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %v, want %v within %v", what, got, want, tolerance)
	}
}

// Measured reads one task of a study measured with another framework, without its control runs. The test is skipped
// where the table is not at hand.
func Measured(t testing.TB, file, task string) []diversity.Measurement {
	t.Helper()
	points, _ := measured(t, file, task)
	return points
}

// MeasuredControl is the mean error of the control runs of such a task: random weights.
func MeasuredControl(t testing.TB, file, task string) float64 {
	t.Helper()
	_, controls := measured(t, file, task)
	return stat.Mean(controls, nil)
}

func measured(t testing.TB, file, task string) (points []diversity.Measurement, controls []float64) {
	t.Helper()
	path := filepath.Join(Root(t), "..", "shared", "data", "measured-studies", file)
	source, err := os.Open(path)
	if err != nil {
		t.Skipf("the measured studies are not here: %v", err)
	}
	defer source.Close()
	rows, err := csv.NewReader(source).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] { // pool, task, N, K, n, seed, error, seconds
		if row[1] != task {
			continue
		}
		k, n, seed := Atoi(t, row[3]), Atoi(t, row[4]), Atoi(t, row[5])
		wrong, err := strconv.ParseFloat(row[6], 64)
		if err != nil {
			t.Fatal(err)
		}
		if k == 0 {
			controls = append(controls, wrong)
			continue
		}
		points = append(points, diversity.Measurement{
			Size: diversity.Size{Classes: k, PerClass: n}, Run: fmt.Sprintf("%d-%d-%d", k, n, seed), Repeat: seed, Task: task,
			Error: wrong,
		})
	}
	return points, controls
}

// Atoi reads a whole number.
func Atoi(t testing.TB, text string) int {
	t.Helper()
	value, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// Root is the folder of go.mod.
func Root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			t.Fatal("no go.mod above the test")
		}
	}
}
