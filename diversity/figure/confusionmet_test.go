package figure

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
)

// episodic is a few-shot task of some episodes, and a confusion in which the first class of each is once taken for the
// second.
func episodic(t *testing.T, ways, episodes int, within bool) (split.Task, study.Confusion) {
	t.Helper()
	task := split.FewShot(pool.Omniglot().Evaluation(), ways, 2)
	task.Name, task.Episodes, task.WithinGroups, task.Seed = "few", episodes, within, 3
	drawn, err := task.Draw()
	must(t, err)
	var tested []int
	for _, e := range drawn {
		tested = append(tested, e.Classes...)
	}
	slices.Sort(tested)
	tested = slices.Compact(tested)
	var classes, groups []string
	for _, class := range tested {
		classes, groups = append(classes, task.Pool.ClassID(class)), append(groups, task.Pool.Group(class))
	}
	c := probe.NewConfusion(classes, groups)
	for _, e := range drawn {
		first, second := slices.Index(tested, e.Classes[0]), slices.Index(tested, e.Classes[1])
		c.Counts[first][first]++
		c.Counts[first][second]++
	}
	return task, study.Confusion{Confusion: c, Task: "few", Drawn: task, Episodes: episodes}
}

// shadedCells tells by the winding number of the outline which cells it holds.
func shadedCells(t *testing.T, f Figure) [][]bool {
	t.Helper()
	p := parse(t, f)
	outlines := p.of("line", "never met")
	shaded := make([][]bool, len(p.XAxis[0].Data))
	for i := range shaded {
		shaded[i] = make([]bool, len(shaded))
	}
	if len(outlines) == 0 {
		return shaded
	}
	points := outlines[0].numbers()
	for row := range shaded {
		for column := range shaded {
			x, y, turns := float64(column)+0.5, float64(row)+0.5, 0
			for i := 1; i < len(points); i++ {
				from, to := points[i-1], points[i]
				switch { // an edge right of the cell's middle
				case from[0] != to[0] || from[0] < x:
				case from[1] < y && to[1] > y:
					turns++
				case from[1] > y && to[1] < y:
					turns--
				}
			}
			shaded[row][column] = turns != 0
		}
	}
	return shaded
}

func TestConfusionShadesWhatNeverMet(t *testing.T) {
	for _, within := range []bool{false, true} {
		task, c := episodic(t, 5, 6, within)
		f, err := Confusion(c, ConfusionOptions{By: ByClass})
		must(t, err)
		drawn, err := task.Draw()
		must(t, err)
		together := func(a, b string) bool {
			return slices.ContainsFunc(drawn, func(e split.Episode) bool {
				var names []string
				for _, class := range e.Classes {
					names = append(names, task.Pool.ClassID(class))
				}
				return slices.Contains(names, a) && slices.Contains(names, b)
			})
		}
		apart := 0
		for i, row := range shadedCells(t, f) {
			for j, shaded := range row {
				if shaded == together(c.Classes[i], c.Classes[j]) {
					t.Errorf("%s and %s: shaded %v", c.Classes[i], c.Classes[j], shaded)
				}
				if shaded && j < i {
					apart++
				}
			}
		}
		n := len(c.Classes)
		want := "shaded are two that never met in an episode (" + fmt.Sprint(apart) + " of " + fmt.Sprint(n*(n-1)/2) + " pairs)"
		if apart == 0 || !strings.Contains(f.Text(), want) {
			t.Errorf("want %q in %s", want, f.Text())
		}
		if entries := parse(t, f).Legend.Data; len(entries) != 1 || entries[0].Name != "never met" {
			t.Errorf("legend %v", entries)
		}
	}
}

// A choice of rows keeps what is known of them; by groups a cell is shaded if no two of the classes met.
func TestConfusionShadesChosenRowsAndGroups(t *testing.T) {
	_, c := episodic(t, 4, 3, true) // three alphabets, each on its own
	for name, o := range map[string]ConfusionOptions{"rows": {Most: 4}, "groups": {By: ByGroup}} {
		f, err := Confusion(c, o)
		must(t, err)
		groupOf := func(name string) string { g, _, _ := strings.Cut(name, "/"); return g }
		rows := parse(t, f).YAxis[0].Data
		for i, row := range shadedCells(t, f) {
			for j, shaded := range row {
				if shaded != (groupOf(rows[i]) != groupOf(rows[j])) {
					t.Errorf("%s: %s and %s: shaded %v", name, rows[i], rows[j], shaded)
				}
			}
		}
		if o.By == ByGroup && !strings.Contains(f.Caption,
			"shaded are two of whose classes none met in an episode (3 of 6 pairs)") {
			t.Errorf("caption %s", f.Caption)
		}
	}
}

func TestConfusionSaysWhatIsNotKnown(t *testing.T) {
	_, c := episodic(t, 4, 3, true)
	c.Drawn = split.Task{}
	for by, want := range map[string]string{ByClass: "blank is none, or two that never met in an episode.",
		ByGroup: "blank is none, or two of whose classes none met in an episode."} {
		f, err := Confusion(c, ConfusionOptions{By: by})
		must(t, err)
		if p := parse(t, f); !strings.Contains(f.Caption, want) || len(p.Legend.Data) != 0 ||
			len(p.of("line", "never met")) != 0 {
			t.Errorf("by %s: %d entries, caption %s", by, len(p.Legend.Data), f.Caption)
		}
	}
	_, met := episodic(t, 4, 1, false)
	f, err := Confusion(met, ConfusionOptions{})
	must(t, err)
	if p := parse(t, f); !strings.Contains(f.Caption, "blank is none.") || len(p.Legend.Data) != 0 ||
		len(p.of("line", "never met")) != 0 {
		t.Errorf("all met: %d entries, caption %s", len(p.Legend.Data), f.Caption)
	}
}

func TestConfusionRejectsAnotherTask(t *testing.T) {
	task, c := episodic(t, 4, 3, true)
	renamed, reseeded, invalid, shorter := task, task, task, task
	renamed.Name, reseeded.Seed, invalid.Shots, shorter.Episodes = "other", 4, 0, 1
	mistaken := c
	mistaken.Counts = slices.Clone(c.Counts)
	mistaken.Counts[0] = slices.Clone(c.Counts[0])
	mistaken.Counts[0][len(c.Classes)-1] = 1 // of another alphabet
	for _, of := range []struct {
		task split.Task
		c    study.Confusion
		says string
	}{
		{renamed, c, `Confusion.Drawn.Name = "other": invalid value, allowed: "few"`},
		{reseeded, c, "in the episodes of this one"}, {invalid, c, "Confusion.Drawn: Task.Shots"},
		{shorter, c, "there is no class "},
		{task, mistaken, c.Classes[0] + " and " + c.Classes[len(c.Classes)-1] + " never meet"},
	} {
		of.c.Drawn = of.task
		if _, err := Confusion(of.c, ConfusionOptions{}); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), of.says) {
			t.Errorf("%s: %v", of.says, err)
		}
	}
}
