package estimate_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory"
)

func TestReadCSVTakesOtherPeoplesTables(t *testing.T) {
	for name, text := range map[string]string{
		"plain":       "K,n,error\n4,8,0.5\n4,8,0.25\n",
		"other names": "\ufeff\"ERROR\", Per_Class,classes,colour\n0.5,8,4,red\n0.25,8,4,blue\n",
		"controls":    "classes,per_class,error,control\n0,0,0.9,true\n4,8,0.5,false\n4,8,0.25,false\n",
		"repeats":     "n,K,error,repeat\n8,4,0.5,0\n8,4,0.25,1\n",
	} {
		points, err := estimate.ReadCSV(strings.NewReader(text))
		if err != nil || len(points) != 2 {
			t.Errorf("%s: %v, %v", name, points, err)
			continue
		}
		for i, want := range []float64{0.5, 0.25} {
			p := points[i]
			if p.Size != testkit.Size(4, 8) || p.Error != want || p.Repeat != i || p.Run != fmt.Sprintf("K=4 n=8 repeat=%d", i) {
				t.Errorf("%s: point %d is %+v", name, i, p)
			}
		}
	}
	points, err := estimate.ReadCSV(strings.NewReader("K,n,error,seed,task,probe,run\n4,8,0.5,-7,birds,ridge,r1\n4,8,0.4,-7,cars,ridge,r1\n"))
	want := diversity.Measurement{Size: testkit.Size(4, 8), Run: "r1", Repeat: -7, Task: "birds", Probe: "ridge",
		Error: 0.5}
	if err != nil || len(points) != 2 || points[0] != want {
		t.Errorf("%+v, %v; want first %+v", points, err, want)
	}
}

func TestReadCSVRefuses(t *testing.T) {
	for text, says := range map[string]string{
		"":                             "it is empty; it needs a header with K, n and error",
		"K,error\n4,0.5\n":             `line 1: no column n or per_class (or N, the total) among ["K" "error"]`,
		"K,n,error\n4,8,23.5\n":        `line 2: column error is "23.5", want a share of wrong answers in 0..1 (not per cent)`,
		"K,n,error\n4,8,NaN\n":         `column error is "NaN"`,
		"K,n,error\n4,8,0.1\n-4,8,0\n": `line 3: column K is "-4", want a whole number of at least 1`,
		"K,n,error\n4,0,0.1\n":         `column n is "0", want a whole number of at least 1`,
		"K,n,error\n4,8.5,0.1\n":       `column n is "8.5"`,
		"K,n,error,repeat\n4,8,0.1,x":  `column repeat is "x", want a whole number`,
		"K,n,error\n4,8\n":             "line 2: 2 fields where the header has 3",
		"K,n,error\n\"4,8,0.1\n":       "line 2",
	} {
		if points, err := estimate.ReadCSV(strings.NewReader(text)); !errors.Is(err, estimate.ErrTable) ||
			!strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, %v; want %q", text, points, err, says)
		}
	}
	broken := errors.New("disk on fire")
	if _, err := estimate.ReadCSV(failingReader{broken}); !errors.Is(err, broken) || errors.Is(err, estimate.ErrTable) {
		t.Errorf("a failing reader: %v", err)
	}
}

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }

// FuzzReadCSV: points are valid, and the same when they are written plainly, or as a spreadsheet does, and read again.
func FuzzReadCSV(f *testing.F) {
	for _, text := range []string{
		"K,n,error\n4,8,0.5\n", "\ufeffk,\"n\nn\",error\n", "sep=;\nN;k;error\n16;4;0,5\n",
		"K\tN\tseed\terror\r4\t8\t-7\t1e-1\r",
		"classes,per_class,error,repeat,run,task,probe,control\n4,8,0.5,0,r,t,p,false\n0,0,.9,1,r,t,p,T\n",
		"K,n,run,task,error\n4,4,a,\"x\r\ny\",.5\n4,4,b,\xe9,0\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		points, err := estimate.ReadCSV(strings.NewReader(text))
		if err != nil {
			if !errors.Is(err, estimate.ErrTable) {
				t.Errorf("%v", err)
			}
			return
		}
		for _, p := range points {
			if p.Validate() != nil {
				t.Errorf("%+v: %v", p, p.Validate())
			}
		}
		plain, spreadsheet := written(points, ',', "."), utf16LE("sep=;\r\n"+written(points, ';', ","))
		for _, text := range []string{plain, spreadsheet} {
			again, err := estimate.ReadCSV(strings.NewReader(text))
			if err != nil || !slices.Equal(again, points) {
				t.Errorf("%+v was written and read again as %+v, %v", points, again, err)
			}
		}
	})
}

// written is a table of points.
func written(points []diversity.Measurement, separator rune, mark string) string {
	var b strings.Builder
	out := csv.NewWriter(&b)
	out.Comma = separator
	// a strings.Builder takes all, as below
	_ = out.Write([]string{"N", "K", "n", "repeat", "run", "task", "probe", "error"})
	for _, p := range points {
		value := strings.Replace(strconv.FormatFloat(p.Error, 'g', -1, 64), ".", mark, 1)
		_ = out.Write([]string{fmt.Sprint(p.Size.Total()), fmt.Sprint(p.Size.Classes), fmt.Sprint(p.Size.PerClass),
			fmt.Sprint(p.Repeat), p.Run, p.Task, p.Probe, value})
	}
	out.Flush()
	return b.String()
}

func ExampleReadCSV() {
	table := `K,n,error
4,64,0.42
16,16,0.35
64,4,0.40
8,64,0.35
32,16,0.28
128,4,0.36
`
	points, err := estimate.ReadCSV(strings.NewReader(table))
	if err != nil {
		fmt.Println(err)
		return
	}
	minima, err := theory.Minima(points, theory.MinimaOptions{})
	for _, m := range minima {
		fmt.Println("N =", m.Budget, "best", m.Best.Size)
	}
	fmt.Println(err)
	// Output:
	// N = 256 best K=16 n=16
	// N = 512 best K=32 n=16
	// <nil>
}
