package behind

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study"
)

// sizesOf are many sizes, each with a point, rows that grow in JSON (a < takes six bytes), curves and a picture.
func sizesOf(count int) (points []Point, sizes []Size) {
	row := []string{"0", strings.Repeat("<", 100)}
	for k := 1; k <= count; k++ {
		size := diversity.Size{Classes: k, PerClass: 7}
		places, picture := make([]float64, 48), make([]byte, 900)
		places[0], picture[0], picture[1] = float64(k), byte(k), byte(k>>8)
		points = append(points, Point{Series: 1, Item: k, Key: Key{Size: size}})
		sizes = append(sizes, Size{Key: Key{Size: size}, Mean: "mean", Head: []string{"repeat", "run"}, Rows: [][]string{row, row},
			Names: []string{"Classes."}, Curves: []Curve{{Name: "repeat 0", At: places}},
			Sheet: Sheet{Picture: picture, Type: "image/png", About: "Images."}})
	}
	return points, sizes
}

// However many sizes there are, the text is within its bound; what is left out comes from the end of the list of parts.
func TestBound(t *testing.T) {
	for _, count := range []int{1, 20, 60, 300, 5000} {
		points, sizes := sizesOf(count)
		text, err := JSON(points, sizes, 100_000)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Points [][3]int
			Sizes  []struct {
				Notes       []any
				Rows, Lines []any
				Sheet       string
			}
			Texts []string
		}
		if err := json.Unmarshal(text, &got); err != nil || len(text) > 100_000 {
			t.Fatalf("%d sizes: %d bytes, %v", count, len(text), err)
		}
		has := [4]int{}
		for i, e := range got.Sizes {
			named := len(e.Notes) > 0 && (e.Notes[0] == "Classes." || e.Notes[0] == 0.)
			for j, there := range []bool{e.Rows != nil, named, e.Lines != nil, e.Sheet != ""} {
				if there {
					has[j]++
				}
			}
			if e.Sheet == "" && !strings.Contains(fmt.Sprint(e.Notes), "Left out") {
				t.Errorf("%d sizes: %d lacks its images, and does not say so", count, i)
			}
		}
		whole, some := [4]int{count, count, count, count}, has[0] == 60 && has[1] == 60 && has[3] < 60
		if count <= 20 && has != whole || count == 60 && !some {
			t.Errorf("%d sizes: %v tables, names, curves, pictures", count, has)
		}
		if len(got.Points) != len(got.Sizes) || got.Points[0] != [3]int{1, 1, 0} || count == 5000 && len(got.Sizes) > 1000 {
			t.Errorf("%d sizes: %d points, %d sizes", count, len(got.Points), len(got.Sizes))
		}
	}
	// a size that has many points, each in a frame of its own
	points, sizes := sizesOf(1)
	for frame := range 3000 {
		points = append(points, Point{Series: 20, Item: 1000, Frame: frame + 1, Key: points[0].Key})
	}
	if text, err := JSON(points, sizes, 10_000); err != nil || len(text) > 10_000 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	if text, err := JSON(nil, nil, 1000); text != nil || err != nil {
		t.Errorf("nothing is %s, %v", text, err)
	}
}

// Curves and images that sizes share are there once, and take no room for the others.
func TestSharedParts(t *testing.T) {
	points, sizes := sizesOf(60)
	for i := range sizes {
		sizes[i].Curves, sizes[i].Sheet = sizes[i%2].Curves, sizes[i%2].Sheet
	}
	text, err := JSON(points, sizes, 100_000)
	var got struct {
		Sizes []struct {
			Notes        []any
			Lines, Sheet any
		}
		Texts []string
	}
	if err != nil || json.Unmarshal(text, &got) != nil {
		t.Fatal(err)
	}
	for i, e := range got.Sizes {
		_, ownSheet := e.Sheet.(string)
		_, ownLines := e.Lines.([]any)
		if !slices.Equal(e.Notes, []any{0.}) || !slices.Equal(got.Texts, []string{"Classes."}) {
			t.Errorf("size %d: notes %v of %q", i, e.Notes, got.Texts)
		}
		own := i < 2
		if ownSheet != own || ownLines != own || !own && (e.Sheet != float64(i%2) || e.Lines != e.Sheet) {
			t.Errorf("size %d: %.30v, %v", i, e.Lines, e.Sheet)
		}
	}
}

// A run that diverged, lacks a score or has many of them is listed as far as it goes.
func TestRecordedOfUnusualRuns(t *testing.T) {
	run := func(repeat, scores int) study.Result {
		r := study.Result{Run: study.Run{Repeat: repeat}, Hash: "named\n", Device: fmt.Sprintf("device %d\x1b", repeat%2)}
		for i := range scores {
			r.Measurements = append(r.Measurements, study.TaskError{Task: fmt.Sprintf("task %d", i), Probe: "ridge", TaskHash: fmt.Sprint(i), Error: 0.25})
		}
		return r
	}
	d := study.Detail{Size: diversity.Size{Classes: 20, PerClass: 3}, Classes: []string{"a\u202e"}, Runs: []study.Result{run(0, 11), run(1, 2)},
		Curves: []study.RunCurve{
			{Repeat: 1, Curve: recipe.Curve{{Step: 1, Loss: math.NaN()}, {Step: 2, Loss: 1}, {Step: 3, Loss: math.Inf(1)}}},
			{Repeat: 2, Curve: recipe.Curve{{Step: 1, Loss: math.NaN()}}}, {}}}
	got := Size{}.Recorded(d, study.Metric{Task: "task 3", Probe: "ridge"})
	if len(got.Head) != 4+mostScores || got.Head[2] != "task 3, ridge: error %" || got.Rows[0][2] != "25.0" || got.Rows[1][2] != "-" ||
		got.Rows[0][11] != `named\n` {
		t.Errorf("%q, %q", got.Head, got.Rows)
	}
	if want := []string{"3 scores of other tasks and probes are not listed.", `Computed on device 0\x1b, device 1\x1b.`}; !slices.Equal(got.Notes, want) {
		t.Errorf("notes %q", got.Notes)
	}
	if want := []string{`Classes of the first run: a\u202e and 19 more.`}; !slices.Equal(got.Names, want) {
		t.Errorf("names %q", got.Names)
	}
	if len(got.Curves) != 1 || !slices.Equal(got.Curves[0].At, []float64{2, 1}) {
		t.Errorf("curves %v", got.Curves)
	}
	d.Runs = make([]study.Result, 70)
	many := Size{}.Recorded(d, study.Metric{})
	if len(many.Rows) != mostRows || !strings.HasPrefix(many.Notes[0], "20 runs more") {
		t.Errorf("%d rows, %q", len(many.Rows), many.Notes)
	}
}
