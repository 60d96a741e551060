package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// report is text as it grows.
type report struct {
	strings.Builder
	width int
}

// title begins a section.
func (r *report) title(text string) { fmt.Fprintf(r, "\n%s\n", strings.ToUpper(text)) }

// paragraph adds a paragraph.
func (r *report) paragraph(format string, values ...any) {
	fmt.Fprintln(r, wrapText(fmt.Sprintf(format, values...), "", "", r.width))
}

// item adds a paragraph beside a word of at most the width of a margin.
func (r *report) item(margin int, word, text string) {
	fmt.Fprintln(r, wrapText(text, fmt.Sprintf("%-*s", margin, word), strings.Repeat(" ", margin), r.width))
}

// write prints the answer first, then what it rests on. It ends in an error if a prediction was asked for and there
// is none.
func (f findings) write(out io.Writer, controls int) error {
	r := report{width: textWidth(out)}
	f.writeAnswer(&r, controls)
	f.writeVerdicts(&r)
	f.writeMinima(&r)
	f.writeLaws(&r)
	if f.prediction != nil {
		f.writeRules(&r)
	}
	if _, err := io.WriteString(out, r.String()); err != nil {
		return err
	}
	if f.predictErr != nil {
		return fmt.Errorf("no prediction for N = %d: %w", f.budget, f.predictErr)
	}
	return nil
}

// writeAnswer says what to do, what was read, and what to beware of.
func (f findings) writeAnswer(r *report, controls int) {
	warnings := f.warnings
	switch {
	case f.prediction != nil:
		for _, sentence := range predictionInWords(*f.prediction) {
			r.paragraph("%s", sentence)
		}
		warnings = append(warnings, f.prediction.Warnings...)
	case f.predictErr != nil:
		r.paragraph("No answer for N = %d: %v.", f.budget, f.predictErr)
	default:
		r.paragraph("%s", f.bestInWords())
	}
	for _, warning := range append(warnings, f.ownWarnings()...) {
		r.item(4, "  !", warning)
	}
	first, last := f.minima[0].Budget, f.minima[len(f.minima)-1].Budget
	text := fmt.Sprintf("Read: %s of %s, of N = %d", display.Count(len(f.points), "run"), display.Count(len(f.sizes()), "size"), first)
	if last > first {
		text += fmt.Sprintf(" to %d", last)
	}
	text += " images"
	if task := f.points[0].Task; task != "" {
		text += "; task: " + safeName(task)
	}
	if controls > 0 {
		text += fmt.Sprintf("; %s of networks with random weights left out", display.Count(controls, "line"))
	}
	fmt.Fprintln(r)
	r.paragraph("%s.", text)
}

// predictionInWords is the answer.
func predictionInWords(p theory.Prediction) []string {
	label := fmt.Sprintf("For N = %d images label K = %s with n = %d each", p.Budget, display.Count(p.Size.Classes, "class"),
		p.Size.PerClass)
	if left := p.Budget - p.Size.Total(); left > 0 {
		label += fmt.Sprintf(" (%s left over)", display.Count(left, "image"))
	}
	expected := fmt.Sprintf("Expected %s %s; expected to lose %.2f points against the best size that there is.",
		p.Score.Label(), percent(p.Error), 100*p.Regret.Value)
	return []string{label + ".", rangeInWords(p.Classes) + " " + expected}
}

// rangeInWords says where the best K lies.
func rangeInWords(classes estimate.Estimate) string {
	i := classes.Interval
	if !i.Known() {
		return fmt.Sprintf("The best K is near %s; how certain that is cannot be told.", about(classes.Value))
	}
	low, high := about(i.Low), about(i.High)
	switch level := 100 * i.Level; {
	case i.Low <= 0 && math.IsInf(i.High, 1):
		return "The data do not bound the best K."
	case i.Low <= 0:
		return fmt.Sprintf("The best K is below %s with %.0f%% confidence; the data do not bound it from below.", high, level)
	case math.IsInf(i.High, 1):
		return fmt.Sprintf("The best K is above %s with %.0f%% confidence; the data do not bound it from above.", low, level)
	default:
		return fmt.Sprintf("The best K is between %s and %s with %.0f%% confidence.", low, high, level)
	}
}

// about is a number of classes, rounded.
func about(classes float64) string {
	if classes >= 10 {
		return fmt.Sprintf("%.0f", classes)
	}
	return fmt.Sprintf("%.2g", classes)
}

// classesShort is a number of classes with its interval, for a table.
func classesShort(e estimate.Estimate) string {
	i := e.Interval
	if !i.Bounded() || i.Low <= 0 {
		return e.String()
	}
	return fmt.Sprintf("%s [%s, %s]", about(e.Value), about(i.Low), about(i.High))
}

// percent is an error with its interval.
func percent(e estimate.Estimate) string {
	text := fmt.Sprintf("%.1f%%", 100*e.Value)
	if e.Interval.Known() {
		text += fmt.Sprintf(" (%.1f to %.1f%%)", 100*e.Interval.Low, 100*e.Interval.High)
	}
	return text
}

// bestInWords is what can be said without a prediction.
func (f findings) bestInWords() string {
	var best []string
	for _, m := range f.minima {
		best = append(best, fmt.Sprintf("%v at N = %d (%s %.1f%%)", m.Best.Size, m.Budget, f.score(), 100*m.Best.Error.Value))
	}
	const most = 6
	if len(best) > most {
		best = append(best[:most/2], append([]string{"..."}, best[len(best)-most/2:]...)...)
	}
	return fmt.Sprintf("The best sizes measured: %s. With --budget N comes the size to choose for N images.",
		strings.Join(best, ", "))
}

// ownWarnings are those that no value of theory carries.
func (f findings) ownWarnings() []string {
	var warnings []string
	runs := map[diversity.Size]int{}
	repeated := false
	for _, m := range f.points {
		runs[m.Size]++
		repeated = repeated || runs[m.Size] > 1
	}
	if !repeated && f.prediction == nil { // which says so itself
		warnings = append(warnings, "no size was run twice: the noise is not known, so that nothing has an honest interval; repeat some sizes, best all")
	}
	if first := f.minima[0].Budget; f.budget > 0 && f.budget < first {
		warnings = append(warnings, fmt.Sprintf("N = %d is smaller than all measured budgets, the least of which is %d",
			f.budget, first))
	}
	return warnings
}

// sizes are the different sizes of the points.
func (f findings) sizes() map[diversity.Size]bool {
	sizes := map[diversity.Size]bool{}
	for _, m := range f.points {
		sizes[m.Size] = true
	}
	return sizes
}

// writeVerdicts says what the data say of the claims.
func (f findings) writeVerdicts(r *report) {
	r.title("What the data say of each claim")
	for _, v := range f.verdicts {
		r.item(14, "  "+string(v.Outcome), v.Sentence)
	}
}

// score names what errors are of.
func (f findings) score() string {
	var score diversity.Score
	if len(f.minima) > 0 {
		score = f.minima[0].Best.Score
	}
	return score.Fitted().Label()
}

// writeMinima lists and draws what was measured.
func (f findings) writeMinima(r *report) {
	r.title("The best size of every budget")
	table := study.Table{Header: []string{"  N", "sizes", "best size", f.score() + " there, %", "K* [95%]", "both ends worse"}}
	for _, m := range f.minima {
		table.Rows = append(table.Rows, []string{
			fmt.Sprintf("  %d", m.Budget), fmt.Sprint(len(m.Sizes)), m.Best.Size.String(), fmt.Sprintf("%.1f", 100*m.Best.Error.Value),
			classesShort(m.Classes), display.YesNo(m.Interior),
		})
	}
	r.WriteString(table.String())
	r.item(2, "", "K* is the bottom of a parabola through the sizes around the best one. Both ends worse: the errors of the fewest and of the most classes are"+
		" higher beyond noise.")
	picture, legend := figure.TextCurves(f.means(), r.width)
	r.WriteString("\n" + picture)
	r.item(2, "", legend)
}

// means are those of the sizes of all curves.
func (f findings) means() (means []estimate.SizeSummary) {
	for _, m := range f.minima {
		means = append(means, m.Sizes...)
	}
	return means
}

// writeRules compares the prediction with rules of thumb.
func (f findings) writeRules(r *report) {
	r.title(fmt.Sprintf("Other choices at N = %d", f.budget))
	table := study.Table{Header: []string{"  rule", "size", "expected to lose, points"}}
	chosen := theory.Baseline{Name: "the answer", Size: f.prediction.Size, Regret: f.prediction.Regret}
	for _, b := range append([]theory.Baseline{chosen}, f.prediction.Baselines...) {
		lost := fmt.Sprintf("%.2f", 100*b.Regret.Value)
		if i := b.Regret.Interval; i.Bounded() {
			lost += fmt.Sprintf(" (%.2f to %.2f)", 100*i.Low, 100*i.High)
		}
		table.Rows = append(table.Rows, []string{"  " + b.Name, b.Size.String(), lost})
	}
	r.WriteString(table.String())
	r.item(2, "", "Same ratio, K and n: as in the best size measured of the largest budget. The answer comes from "+sharesInWords(f.prediction.Weights)+".")
}

// sharesInWords says on which models a prediction rests.
func sharesInWords(shares []theory.ModelWeight) string {
	var parts []string
	for _, share := range shares {
		name := "the " + share.Name + " law"
		if share.Name == "surface" {
			name = "a smooth surface without a law"
		}
		if share.Weight >= 0.005 {
			parts = append(parts, fmt.Sprintf("%s (%.0f%%)", name, 100*share.Weight))
		}
	}
	return strings.Join(parts, ", ")
}
