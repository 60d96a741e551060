package confusion

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/study"
)

const (
	neverMetName  = "never met"
	neverMetShade = 0.22 // of grey: light on white, dark on black
)

// metIn reports which classes of a confusion were in one episode of its task, each with itself; nil if the task is not
// known.
func metIn(c study.Confusion) ([][]bool, error) {
	task := c.Drawn
	if task.Episodes == 0 {
		return nil, nil
	}
	episodes, err := task.Draw()
	if err != nil {
		return nil, fmt.Errorf("Confusion.Drawn: %w", err)
	}
	place, labels := map[string]int{}, task.Pool.ClassLabels()
	for i, class := range c.Classes {
		place[class] = i
	}
	met := squareOf[bool](len(c.Classes))
	for _, episode := range episodes {
		var shown []int
		for _, class := range episode.Classes {
			if i, ok := place[labels[class]]; ok {
				shown = append(shown, i)
			}
		}
		for _, i := range shown {
			for _, j := range shown {
				met[i][j] = true
			}
		}
	}
	return met, checkMet(c, met)
}

// checkMet returns an error if images were taken for a class that they could not be taken for: the task is another one.
func checkMet(c study.Confusion, met [][]bool) error {
	wrong := func(what string) error {
		return diversity.Invalid("Confusion.Drawn", fmt.Sprintf("%q", c.Drawn.Name),
			"the task of the confusion; in the episodes of this one "+what)
	}
	if c.Task != "" && c.Task != c.Drawn.Name {
		return diversity.Invalid("Confusion.Drawn.Name", fmt.Sprintf("%q", c.Drawn.Name),
			fmt.Sprintf("%q, the task of the confusion", c.Task))
	}
	for i, row := range c.Counts {
		for j, images := range row {
			if images == 0 || met[i][j] {
				continue
			}
			for _, class := range []int{i, j} {
				if !met[class][class] {
					return wrong("there is no class " + c.Classes[class])
				}
			}
			return wrong(fmt.Sprintf("%s and %s never meet", c.Classes[i], c.Classes[j]))
		}
	}
	return nil
}

func squareOf[T any](side int) [][]T {
	square := make([][]T, side)
	for i := range square {
		square[i] = make([]T, side)
	}
	return square
}

// pairsApart counts the pairs of rows that never met, of all pairs: two classes, or two groups of which one may be the
// other.
func (c confusionChart) pairsApart() (apart, all int) {
	for i, row := range c.all.met {
		if c.options.By == ByGroup {
			i++
		}
		for _, met := range row[:i] {
			all++
			if !met {
				apart++
			}
		}
	}
	return apart, all
}

// outline goes around all cells of rows and columns that never met, once around each, on one closed line: along the top
// of each row, down around the cells of a run and up again, and back to the left edge. What it passes twice has no
// area. Rows that are equal and next to each other are gone around as one.
func (m mistakes) outline() []any {
	var line []any
	for top := 0; top < len(m.met); {
		bottom := top + 1
		for bottom < len(m.met) && slices.Equal(m.met[bottom], m.met[top]) {
			bottom++
		}
		if runs := chart.RunsOf(m.met[top], false); len(runs) > 0 {
			line = append(line, []any{0, top})
			for _, run := range runs {
				line = append(line, []any{run[0], top}, []any{run[0], bottom}, []any{run[1], bottom}, []any{run[1], top})
			}
			line = append(line, []any{0, top})
		}
		top = bottom
	}
	if line != nil {
		line = append(line, line[0])
	}
	return line
}

// neverMet fills the cells that had to stay empty; nothing if there are none.
func (c confusionChart) neverMet() []chart.Series {
	outline := c.outline()
	if outline == nil {
		return nil
	}
	s := chart.DashedLine(neverMetName, chart.Neutral)
	s.XAxisIndex, s.YAxisIndex, s.Z, s.Data = 1, 1, 1, outline
	s.Line, s.Area = &opts.LineStyle{Width: 0, Opacity: opts.Float(0)},
		&chart.AreaStyle{Color: chart.Neutral, Opacity: neverMetShade, Origin: "start"}
	return []chart.Series{s}
}

// legend names the colour of what never met, below the colour scale.
func (c confusionChart) legend(shown bool) *opts.Legend {
	// the height of the scale with its title; the legend's width and its distance from the map
	const belowScale, width = 226, 108
	if !shown {
		return nil
	}
	l := chart.Legend([]chart.Entry{{Name: neverMetName, Icon: chart.SquareIcon,
		Color: fmt.Sprintf("rgba(128,128,128,%g)", neverMetShade)}})
	l.Left, l.Right, l.Top = "", fmt.Sprint(c.beside(width)), fmt.Sprint(mapTop+belowScale)
	return l
}

// apart is the clause of the caption about cells without images.
func (c confusionChart) apart() string {
	apart, pairs := c.pairsApart()
	who := "two that never met in an episode"
	if c.options.By == ByGroup {
		who = "two of whose classes none met in an episode"
	}
	switch {
	case c.result.Episodes < 2 || c.met != nil && apart == 0:
		return "blank is none"
	case c.met == nil:
		return "blank is none, or " + who
	}
	return fmt.Sprintf("blank is none, shaded are %s (%s of %s pairs)", who, scale.Thousands(apart),
		scale.Thousands(pairs))
}
