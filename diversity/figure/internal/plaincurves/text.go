package plaincurves

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity/estimate"
)

// Text is the picture and a sentence about it: letters, one for each budget, a capital at its best size. The picture is
// at most width columns wide, and no narrower than 30.
func Text(means []estimate.SizeSummary, width int, scale estimate.Scale) (picture, legend string) {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	curves := curvesOf(means)
	if len(curves) == 0 {
		return "", ""
	}
	p := newPlot(curves, max(width, narrowest), scale)
	var named []string
	for i := len(curves) - 1; i >= 0; i-- { // so that small budgets, which have the higher errors, are not hidden
		for _, s := range curves[i].sizes {
			p.put(s, letters[i%len(letters)])
		}
	}
	for i, c := range curves {
		p.put(c.best(), strings.ToUpper(letters)[i%len(letters)])
		named = append(named, fmt.Sprintf("%c N = %s", letters[i%len(letters)], estimate.Count(scale.Total(float64(c.budget)))))
	}
	return p.String(), cmp.Or(scale.Score, "error") + " against K; " + strings.Join(named, ", ") + "; a capital is the best size"
}

const (
	narrowest  = 30 // columns
	plotRows   = 12
	plotMargin = 9 // columns of the axis
	widestPlot = 72
)

// plot is a picture of letters.
type plot struct {
	cells [plotRows][]byte
	frame
	classes map[int]int
	scale   estimate.Scale
}

func newPlot(curves []curve, width int, scale estimate.Scale) *plot {
	p := &plot{scale: scale, frame: frameOf(curves), classes: map[int]int{}}
	const same, around = 1e-6, 0.005
	if p.error[1]-p.error[0] < same { // a point of a percent around the only value
		p.error = [2]float64{p.error[0] - around, p.error[1] + around}
	}
	for row := range p.cells {
		p.cells[row] = []byte(strings.Repeat(" ", min(width-plotMargin-6, widestPlot)))
	}
	return p
}

// put draws a size.
func (p *plot) put(s estimate.SizeSummary, letter byte) {
	column := p.column(s.Size.Classes)
	p.classes[column] = s.Size.Classes
	row := position(p.error[1]-s.Error.Value, p.error[1]-p.error[0], plotRows)
	p.cells[row][column] = letter
}

func (p *plot) column(classes int) int {
	return position(math.Log(float64(classes))-p.lnK[0], p.lnK[1]-p.lnK[0], len(p.cells[0]))
}

// position is where a part of a length lies among cells.
func position(part, length float64, cells int) int {
	if length <= 0 {
		return 0
	}
	return int(math.Round(part / length * float64(cells-1)))
}

// String is the picture with its axes.
func (p *plot) String() string {
	var b strings.Builder
	for row, cells := range p.cells {
		label := ""
		if row%3 == 0 || row == plotRows-1 {
			label = p.scale.Text(p.scale.ScoreOf(p.error[1] - (p.error[1]-p.error[0])*float64(row)/(plotRows-1)))
		}
		fmt.Fprintf(&b, "%*s |%s\n", plotMargin-2, label, strings.TrimRight(string(cells), " "))
	}
	fmt.Fprintf(&b, "%*s +%s\n", plotMargin-2, "", strings.Repeat("-", len(p.cells[0])))
	b.WriteString(strings.TrimRight(p.axis(), " ") + "\n")
	return b.String()
}

// axis names the K that were measured, as far as there is room.
func (p *plot) axis() string {
	line := fmt.Sprintf("%*s", plotMargin-1, "K =")
	for column := range p.cells[0] {
		classes, have := p.classes[column]
		if gap := plotMargin + column - len(line); have && gap > 0 {
			line += strings.Repeat(" ", gap) + estimate.Count(p.scale.Classes(float64(classes)))
		}
	}
	return line
}
