package figure

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study"
)

// letters has 4 classes in 2 groups with 10 images each: a is taken for b three times, c for a once, d for c twice.
func letters() study.Confusion {
	c := probe.NewConfusion([]string{"x/a", "x/b", "y/c", "y/d"}, []string{"x", "x", "y", "y"})
	c.Counts[0], c.Counts[1], c.Counts[2], c.Counts[3] = []int{7, 3, 0, 0}, []int{0, 10, 0, 0}, []int{1, 0, 9, 0},
		[]int{0, 0, 2, 8}
	return study.Confusion{
		Confusion: c, Task: "letters", Probe: "ridge", Size: diversity.Size{Classes: 8, PerClass: 4}, Episodes: 1,
		Errors: []float64{0.1, 0.2},
	}
}

// neighbours has n classes with 10 images each, of which two are taken for the next class.
func neighbours(n int, groups bool) study.Confusion {
	var classes, of []string
	for i := range n {
		of = append(of, fmt.Sprintf("group%02d", i/10))
		classes = append(classes, fmt.Sprintf("%s/character%03d", of[i], i))
	}
	if !groups {
		of = nil
	}
	c := probe.NewConfusion(classes, of)
	for i := range n {
		c.Counts[i][i], c.Counts[i][(i+1)%n] = 8, 2
	}
	return study.Confusion{Confusion: c, Episodes: 3}
}

// cellsOf reads the cells of a figure: "name" to column, row, value, images, of.
func cellsOf(t *testing.T, f Figure) map[string][]float64 {
	t.Helper()
	p := parse(t, f)
	heat := p.of("heatmap", "images")[0]
	cells, numbers := map[string][]float64{}, heat.numbers()
	for i, item := range heat.Data {
		cells[item.(map[string]any)["name"].(string)] = numbers[i]
	}
	return cells
}

func checkCells(t *testing.T, f Figure, want map[string][]float64) {
	t.Helper()
	if got := cellsOf(t, f); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("cells %v, want %v", got, want)
	}
}

func TestConfusionByClass(t *testing.T) {
	f, err := Confusion(letters(), ConfusionOptions{})
	must(t, err)
	checkCells(t, f, map[string][]float64{
		"x/a, rightly": {0, 0, 70, 7, 10}, "x/b, rightly": {1, 1, 100, 10, 10}, "y/c, rightly": {2, 2, 90, 9, 10},
		"y/d, rightly": {3, 3, 80, 8, 10},
		"x/a → x/b":    {1, 0, 30, 3, 10}, "y/c → x/a": {0, 2, 10, 1, 10}, "y/d → y/c": {2, 3, 20, 2, 10},
	})
	p := parse(t, f)
	if low, high := p.scale(t); low != 0 || high != 30 {
		t.Errorf("scale from %v to %v, want 0 to the worst mistake", low, high)
	}
	for _, item := range p.of("heatmap", "images")[0].Data {
		cell := item.(map[string]any)
		if _, off := cell["visualMap"]; off != strings.HasSuffix(cell["name"].(string), "rightly") {
			t.Errorf("%v: on the scale should be mistakes, and nothing else", cell)
		}
	}
	// The two runs have errors 0.1 and 0.2: mean 0.15, standard error 0.05, t with 1 degree of freedom 12.706.
	for _, want := range []string{"“letters” ", "probe ridge", "K=8 n=4", "40 images over 2 runs",
		"error 15.0% (95% interval of the mean 0.0 to 78.5%)"} {
		if !strings.Contains(f.Caption, want) {
			t.Errorf("the caption lacks %q: %s", want, f.Caption)
		}
	}
	if !strings.Contains(f.Text(), "x/a         x/b        3       10  30.0\n") ||
		strings.Contains(f.Caption, "episodes") {
		t.Errorf("text %s", f.Text())
	}
}

func TestConfusionByGroup(t *testing.T) {
	f, err := Confusion(letters(), ConfusionOptions{By: ByGroup, Counts: true, Pairs: 1})
	must(t, err)
	checkCells(t, f, map[string][]float64{"within x": {0, 0, 3, 3, 20}, "y → x": {0, 1, 1, 1, 20},
		"within y": {1, 1, 2, 2, 20}})
	if !strings.Contains(f.Caption, "83% of all mistakes") { // 5 of 6
		t.Errorf("caption %s", f.Caption)
	}
	if text := f.Text(); !strings.Contains(strings.Join(strings.Fields(text), " "), "y 20 15.0 10.0 x 5.0 true class") ||
		strings.Contains(text, "y/d") {
		t.Errorf("text %s", text)
	}
}

func TestConfusionOfTheWorstPairs(t *testing.T) {
	f, err := Confusion(letters(), ConfusionOptions{Most: 2})
	must(t, err)
	checkCells(t, f, map[string][]float64{"x/a, rightly": {0, 0, 70, 7, 10}, "x/b, rightly": {1, 1, 100, 10, 10},
		"x/a → x/b": {1, 0, 30, 3, 10}})
	if !strings.Contains(f.Caption, "the 2 of 4 classes of the worst pairs; 50% of all mistakes") {
		t.Errorf("caption %s", f.Caption)
	}
}

// Many classes are shown by their groups, if they have some, unless asked for otherwise.
func TestConfusionChoosesRows(t *testing.T) {
	for _, c := range []struct {
		of   study.Confusion
		o    ConfusionOptions
		rows int
	}{
		{neighbours(60, true), ConfusionOptions{}, 60}, {neighbours(200, true), ConfusionOptions{}, 20},
		{neighbours(200, true), ConfusionOptions{By: ByClass}, 200},
		{neighbours(200, false), ConfusionOptions{}, 200}, {neighbours(200, true), ConfusionOptions{Most: 12}, 12},
	} {
		f, err := Confusion(c.of, c.o)
		must(t, err)
		if p := parse(t, f); len(p.XAxis[0].Data) != c.rows || len(p.YAxis[0].Data) != c.rows {
			t.Errorf("%+v: %d columns and %d rows, want %d", c.o, len(p.XAxis[0].Data), len(p.YAxis[0].Data), c.rows)
		}
	}
}

// Names are as far apart as they are high; groups are named where classes have no room.
func TestConfusionThinsNames(t *testing.T) {
	for n, want := range map[int]int{5: 0, 20: 0, 50: 1, 200: 7} {
		f, err := Confusion(neighbours(n, false), ConfusionOptions{})
		must(t, err)
		if got := intervalOf(t, f); got != want {
			t.Errorf("%d classes: %d names left out between two, want %d", n, got, want)
		}
	}
	f, err := Confusion(neighbours(200, true), ConfusionOptions{By: ByClass})
	must(t, err)
	named := 0
	for _, s := range parse(t, f).of("scatter", "") {
		named += len(s.Data)
	}
	if named != 2*20 {
		t.Errorf("%d names of groups, want one for each of 20 on both sides", named)
	}
}

func intervalOf(t *testing.T, f Figure) int {
	t.Helper()
	text, err := f.Option()
	must(t, err)
	var p struct {
		YAxis []struct{ AxisLabel struct{ Interval int } }
	}
	must(t, json.Unmarshal(text, &p))
	return p.YAxis[0].AxisLabel.Interval
}

func TestConfusionWithoutMistakes(t *testing.T) {
	c := letters()
	c.Confusion = probe.NewConfusion([]string{"a", "b"}, nil)
	c.Counts[0][0], c.Errors = 3, []float64{0}
	for _, o := range []ConfusionOptions{{}, {Most: 2}} {
		f, err := Confusion(c, o)
		must(t, err)
		checkCells(t, f, map[string][]float64{"a, rightly": {0, 0, 100, 3, 3}})
		if !strings.Contains(f.Text(), "no image was taken for a wrong class") ||
			!strings.Contains(f.Caption, "error 0.0%.") {
			t.Errorf("text %s", f.Text())
		}
	}
}

func TestConfusionRejects(t *testing.T) {
	ungrouped, uneven, untested := letters(), letters(), letters()
	ungrouped.Groups = nil
	uneven.Counts = uneven.Counts[:2]
	untested.Confusion = probe.NewConfusion([]string{"a", "b"}, nil)
	for _, c := range []struct {
		says string
		kind error
		of   study.Confusion
		o    ConfusionOptions
	}{
		{"ConfusionOptions.By", diversity.ErrInvalid, letters(), ConfusionOptions{By: "size"}},
		{"ConfusionOptions.By", diversity.ErrInvalid, ungrouped, ConfusionOptions{By: ByGroup}},
		{"ConfusionOptions.Most", diversity.ErrInvalid, letters(), ConfusionOptions{Most: 1}},
		{"ConfusionOptions.Most", diversity.ErrInvalid, letters(), ConfusionOptions{Most: 600 + 1}},
		{"ConfusionOptions.Most", diversity.ErrInvalid, neighbours(600+1, false), ConfusionOptions{}},
		{"ConfusionOptions.Pairs", diversity.ErrInvalid, letters(), ConfusionOptions{Pairs: -1}},
		{"len(Confusion.Counts)", diversity.ErrInvalid, uneven, ConfusionOptions{}},
		{"no confusion", ErrEmpty, study.Confusion{}, ConfusionOptions{}},
		{"no images", ErrEmpty, untested, ConfusionOptions{}},
	} {
		if _, err := Confusion(c.of, c.o); !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) ||
			!strings.HasPrefix(err.Error(), "figure.Confusion: ") {
			t.Errorf("%s: %v", c.says, err)
		}
	}
}
