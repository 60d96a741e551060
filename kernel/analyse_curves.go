package main

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// drawCurves draws the measured mean errors of the budgets against K, which grows by a factor with every step to the
// right. Each budget has a letter, a capital at its best size.
func drawCurves(minima []theory.Minimum, w words, width int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	p := newPlot(minima, w, width)
	var legend []string
	for i := len(minima) - 1; i >= 0; i-- { // so that small budgets, which have the higher errors, are not hidden
		letter := letters[i%len(letters)]
		for _, s := range minima[i].Sizes {
			p.put(s, letter)
		}
	}
	for i, m := range minima {
		p.put(m.Best, strings.ToUpper(letters)[i%len(letters)])
		legend = append(legend, fmt.Sprintf("%c N = %s", letters[i%len(letters)], w.budgetText(m.Budget)))
	}
	return p.String() + wrapText(w.score()+" against K; "+strings.Join(legend, ", ")+"; a capital is the best size",
		"  ", "  ",
		width) + "\n"
}

const (
	plotRows   = 12
	plotMargin = 9 // columns of the axis
)

// plot is a picture of letters.
type plot struct {
	cells   [plotRows][]byte
	lnK     [2]float64 // left and right
	error   [2]float64 // bottom and top
	classes map[int]int
	words   words
}

func newPlot(minima []theory.Minimum, w words, width int) *plot {
	p := &plot{words: w, lnK: [2]float64{math.Inf(1), math.Inf(-1)}, error: [2]float64{math.Inf(1), math.Inf(-1)},
		classes: map[int]int{}}
	for _, m := range minima {
		for _, s := range m.Sizes {
			lnK := math.Log(float64(s.Size.Classes))
			p.lnK = [2]float64{min(p.lnK[0], lnK), max(p.lnK[1], lnK)}
			p.error = [2]float64{min(p.error[0], s.Error.Value), max(p.error[1], s.Error.Value)}
		}
	}
	for row := range p.cells {
		p.cells[row] = []byte(strings.Repeat(" ", min(width-plotMargin-6, 72)))
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
			label = p.words.Text(p.words.ScoreOf(p.error[1] - (p.error[1]-p.error[0])*float64(row)/(plotRows-1)))
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
			line += strings.Repeat(" ", gap) + p.words.about(float64(classes))
		}
	}
	return line
}
