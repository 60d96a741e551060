package nlls_test

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory/nlls"
)

// certified is one problem of the NIST Statistical Reference Datasets for nonlinear regression.
type certified struct {
	starts                 [2][]float64
	parameters, deviations []float64
	sum                    float64
	y                      []float64
	x                      [][]float64 // predictors of each observation
}

// model of one observation.
type model func(b, x []float64) float64

// nistModels are written from the model lines of the files.
var nistModels = map[string]model{
	"Bennett5": func(b, x []float64) float64 { return b[0] * math.Pow(b[1]+x[0], -1/b[2]) },
	"BoxBOD":   saturation, "Misra1a": saturation,
	"Chwirut1": chwirut, "Chwirut2": chwirut,
	"DanWood": func(b, x []float64) float64 { return b[0] * math.Pow(x[0], b[1]) },
	"ENSO": func(b, x []float64) float64 {
		angle := 2 * math.Pi * x[0]
		return b[0] + b[1]*math.Cos(angle/12) + b[2]*math.Sin(angle/12) + b[4]*math.Cos(angle/b[3]) + b[5]*math.Sin(angle/b[3]) +
			b[7]*math.Cos(angle/b[6]) + b[8]*math.Sin(angle/b[6])
	},
	"Eckerle4": func(b, x []float64) float64 { return b[0] / b[1] * math.Exp(-0.5*math.Pow((x[0]-b[2])/b[1], 2)) },
	"Gauss1":   gaussians, "Gauss2": gaussians, "Gauss3": gaussians,
	"Hahn1": cubics, "Thurber": cubics,
	"Kirby2":   func(b, x []float64) float64 { return (b[0] + x[0]*(b[1]+x[0]*b[2])) / (1 + x[0]*(b[3]+x[0]*b[4])) },
	"Lanczos1": exponentials, "Lanczos2": exponentials, "Lanczos3": exponentials,
	"MGH09":   func(b, x []float64) float64 { return b[0] * (x[0]*x[0] + x[0]*b[1]) / (x[0]*x[0] + x[0]*b[2] + b[3]) },
	"MGH10":   func(b, x []float64) float64 { return b[0] * math.Exp(b[1]/(x[0]+b[2])) },
	"MGH17":   func(b, x []float64) float64 { return b[0] + b[1]*math.Exp(-x[0]*b[3]) + b[2]*math.Exp(-x[0]*b[4]) },
	"Misra1b": func(b, x []float64) float64 { return b[0] * (1 - math.Pow(1+b[1]*x[0]/2, -2)) },
	"Misra1c": func(b, x []float64) float64 { return b[0] * (1 - math.Pow(1+2*b[1]*x[0], -0.5)) },
	"Misra1d": func(b, x []float64) float64 { return b[0] * b[1] * x[0] / (1 + b[1]*x[0]) },
	"Nelson":  func(b, x []float64) float64 { return b[0] - b[1]*x[0]*math.Exp(-b[2]*x[1]) },
	"Rat42":   func(b, x []float64) float64 { return b[0] / (1 + math.Exp(b[1]-b[2]*x[0])) },
	"Rat43":   func(b, x []float64) float64 { return b[0] / math.Pow(1+math.Exp(b[1]-b[2]*x[0]), 1/b[3]) },
	"Roszman1": func(b, x []float64) float64 {
		return b[0] - b[1]*x[0] - math.Atan(b[2]/(x[0]-b[3]))/math.Pi
	},
}

func saturation(b, x []float64) float64 { return b[0] * (1 - math.Exp(-b[1]*x[0])) }
func chwirut(b, x []float64) float64    { return math.Exp(-b[0]*x[0]) / (b[1] + b[2]*x[0]) }

func gaussians(b, x []float64) float64 {
	return b[0]*math.Exp(-b[1]*x[0]) + b[2]*math.Exp(-math.Pow((x[0]-b[3])/b[4],
		2)) + b[5]*math.Exp(-math.Pow((x[0]-b[6])/b[7], 2))
}

func cubics(b, x []float64) float64 {
	t := x[0]
	return (b[0] + t*(b[1]+t*(b[2]+t*b[3]))) / (1 + t*(b[4]+t*(b[5]+t*b[6])))
}

func exponentials(b, x []float64) float64 {
	return b[0]*math.Exp(-b[1]*x[0]) + b[2]*math.Exp(-b[3]*x[0]) + b[4]*math.Exp(-b[5]*x[0])
}

// nist reads a problem; the test is skipped where the data are not at hand.
func nist(t *testing.T, name string) certified {
	t.Helper()
	source, err := os.Open(filepath.Join(testkit.Root(t), "..", "shared", "data", "nist_strd", name+".dat"))
	if err != nil {
		t.Skipf("the NIST reference data are not here: %v", err)
	}
	defer source.Close()
	var c certified
	lines := bufio.NewScanner(source)
	for line := 1; lines.Scan(); line++ {
		text := lines.Text()
		fields := strings.Fields(text)
		switch {
		case line > 60 && len(fields) > 0:
			numbers := floats(t, fields)
			c.y, c.x = append(c.y, numbers[0]), append(c.x, numbers[1:])
		case line > 40 && strings.Contains(text, "="):
			numbers := floats(t, fields[len(fields)-4:])
			c.starts[0], c.starts[1] = append(c.starts[0], numbers[0]), append(c.starts[1], numbers[1])
			c.parameters, c.deviations = append(c.parameters, numbers[2]), append(c.deviations, numbers[3])
		case strings.HasPrefix(text, "Residual Sum of Squares"):
			c.sum = floats(t, fields[len(fields)-1:])[0]
		}
	}
	if name == "Nelson" { // the model is of log y
		for i, y := range c.y {
			c.y[i] = math.Log(y)
		}
	}
	return c
}

func floats(t *testing.T, fields []string) []float64 {
	t.Helper()
	numbers := make([]float64, len(fields))
	for i, field := range fields {
		var err error
		if numbers[i], err = strconv.ParseFloat(field, 64); err != nil {
			t.Fatal(err)
		}
	}
	return numbers
}

func (c certified) problem(f model, start []float64) nlls.Problem {
	return nlls.Problem{
		Observed: c.y, Start: start,
		Model: func(b, values []float64) {
			for i, x := range c.x {
				values[i] = f(b, x)
			}
		},
	}
}

// digits is the log relative error: the number of correct digits of the worst entry, 11 at most, which is how many are
// certified.
func digits(got, want []float64) float64 {
	worst := 11.0
	for i := range got {
		worst = min(worst, -math.Log10(math.Abs(got[i]-want[i])/math.Abs(want[i])))
	}
	return worst
}

// TestNIST solves all 27 problems from both starts with numerical derivatives, which is how most users will call.
func TestNIST(t *testing.T) {
	if testkit.RaceDetector {
		t.Skip("a search runs on one goroutine: nothing for the race detector, which would take half a minute")
	}
	table := fmt.Sprintf("%-9s %5s %10s %10s %10s %6s %6s %s\n", "problem", "start", "parameters", "deviations", "squares",
		"agree", "evals", "ended by")
	for _, name := range slices.Sorted(maps.Keys(nistModels)) {
		c, f := nist(t, name), nistModels[name]
		for k, start := range c.starts {
			if testing.Short() && k > 0 {
				continue // the first start is the further one
			}
			problem := c.problem(f, start)
			if name == "Lanczos1" {
				problem.Model, problem.Residuals = nil, c.lanczosResiduals
			}
			s, err := nlls.Solve(context.Background(), problem, nlls.Options{})
			if err != nil {
				t.Fatalf("%s from start %d: %v", name, k+1, err)
			}
			parameters, deviations := digits(s.Parameters, c.parameters), digits(s.Deviations, c.deviations)
			table += fmt.Sprintf("%-9s %5d %10.1f %10.1f %10.1f %4d/%d %6d %s\n", name, k+1, parameters, deviations,
				digits([]float64{s.SumOfSquares}, []float64{c.sum}), s.Agreeing, s.Searches, s.Evaluations, s.Reason)
			if parameters < 6 || deviations < 4 || !s.Converged {
				t.Errorf("%s from start %d: %.1f digits of parameters, %.1f of deviations, %s (offset %v)", name, k+1, parameters,
					deviations, s.Reason, s.Offset)
			}
		}
	}
	t.Log("correct digits (log relative error, 11 at most)\n" + table)
}
