package main

import (
	"fmt"
	"io"
	"math"
	"slices"
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
	words words
}

// title begins a section.
func (r *report) title(text string) { fmt.Fprintf(r, "\n%s\n", strings.ToUpper(text)) }

// paragraph adds a paragraph.
func (r *report) paragraph(format string, values ...any) {
	fmt.Fprintln(r, wrapText(r.words.InWords(fmt.Sprintf(format, values...)), "", "", r.width))
}

// item adds a paragraph beside a word of at most the width of a margin.
func (r *report) item(margin int, word, text string) {
	fmt.Fprintln(r, wrapText(r.words.InWords(text), fmt.Sprintf("%-*s", margin, word), strings.Repeat(" ", margin), r.width))
}

// write prints the answer first, then what it rests on. It ends in an error if an answer was asked for and there is
// none.
func (f findings) write(out io.Writer) error {
	r := report{width: textWidth(out), words: f.words}
	f.writeAnswer(&r)
	f.writeVerdicts(&r)
	f.writeOptima(&r)
	f.writeLaws(&r)
	f.writePairs(&r)
	f.writeReadings(&r)
	f.writeRules(&r)
	f.writeBacktest(&r)
	f.writeOrigins(&r)
	if _, err := io.WriteString(out, r.String()); err != nil {
		return err
	}
	return f.noAnswer()
}

// question is what was asked for: "N = 8192".
func (f findings) question() string {
	switch {
	case f.budget > 0:
		return "N = " + estimate.Count(f.budget)
	case f.prices.total > 0:
		return "a total of " + estimate.Count(f.prices.total)
	}
	return "a score of " + estimate.Count(f.prices.wanted)
}

// noAnswer is an error if an answer was asked for and there is none.
func (f findings) noAnswer() error {
	if f.predictErr == nil {
		return nil
	}
	return fmt.Errorf("no prediction for %s: %w", f.question(), f.predictErr)
}

// writeAnswer says what to do, what was read, and what to beware of.
func (f findings) writeAnswer(r *report) {
	switch {
	case f.predictErr != nil:
		r.paragraph("No answer for %s: %v.", f.question(), f.predictErr)
	case f.prediction != nil:
		for _, sentence := range f.predictionInWords() {
			r.paragraph("%s", sentence)
		}
	case f.prices.asked:
		f.writeSpend(r)
	default:
		r.paragraph("%s", f.bestInWords())
	}
	for _, warning := range f.allWarnings() {
		r.item(4, "  !", warning)
	}
	fmt.Fprintln(r)
	r.paragraph("%s.", f.readInWords())
}

// allWarnings are those of the table, of the answer and of how it was asked for.
func (f findings) allWarnings() []string {
	warnings := slices.Clip(f.warnings)
	switch {
	case f.prediction != nil:
		warnings = append(warnings, f.allNumbers(f.prediction.Warnings)...)
	case f.spent != nil:
		warnings = append(warnings, f.allNumbers(f.spent.Warnings)...)
	case f.needed != nil:
		warnings = append(warnings, f.allNumbers(f.needed.Best.Warnings)...)
	}
	return append(warnings, f.ownWarnings()...)
}

// readInWords says what was read.
func (f findings) readInWords() string {
	budgets := f.budgets()
	text := fmt.Sprintf("Read: %s of %s, of N = %s", display.Count(len(f.points), "run"),
		display.Count(len(f.sizes()), "size"),
		f.TotalText(budgets[0]))
	if last := budgets[len(budgets)-1]; last > budgets[0] {
		text += " to " + f.TotalText(last)
	}
	text += " images"
	if task := f.points[0].Task; task != "" {
		text += "; task: " + safeName(task)
	}
	if f.controls > 0 {
		text += fmt.Sprintf("; %s of networks with random weights left out", display.Count(f.controls, "line"))
	}
	return text
}

// predictionInWords is the answer for a number of images.
func (f findings) predictionInWords() []string {
	p := *f.prediction
	label := fmt.Sprintf("For N = %s images %s", f.TotalText(p.Budget), f.take(p.Size))
	if left := p.Budget - p.Size.Total(); left > 0 && f.scale.Total(1) == 1 {
		label += fmt.Sprintf(" (%s left over)", display.Count(left, "image"))
	}
	expected := fmt.Sprintf("Expected %s %s; expected to lose %s against the best size that there is.",
		p.Score.Label(), f.scored(p.Error),
		f.Gap(p.Regret.Value))
	return []string{label + ".", f.rangeInWords(p.Classes) + " " + expected + f.missesInWords(p.Misses)}
}

// take says what to take of a size.
func (w words) take(s diversity.Size) string {
	k, n := w.Classes(float64(s.Classes)), estimate.Count(w.PerClass(float64(s.PerClass)))
	if w.Plain() {
		return fmt.Sprintf("label K = %s with n = %s each", w.number(k), n)
	}
	return fmt.Sprintf("take K = %s with n = %s %s each", w.number(k), n, w.items())
}

// allNumbers are sentences of the library with the numbers of the table.
func (w words) allNumbers(sentences []string) []string {
	var said []string
	for _, sentence := range sentences {
		said = append(said, w.InNumbers(sentence))
	}
	return said
}

// missesInWords says what it costs to miss the best number of classes on either side.
func (f findings) missesInWords(misses []theory.Baseline) string {
	var parts []string
	for _, miss := range misses {
		parts = append(parts, fmt.Sprintf("%s (%s) would lose %s", miss.Name, f.SizeText(miss.Size), f.Gap(max(0,
			miss.Regret.Value))))
	}
	if len(parts) == 0 {
		return ""
	}
	text := " " + strings.ToUpper(parts[0][:1]) + strings.Join(parts, ", ")[1:]
	if len(misses) == 2 {
		switch below, above := max(0, misses[0].Regret.Value), max(0, misses[1].Regret.Value); {
		case above < 0.8*below:
			text += ": too many cost less than too few"
		case below < 0.8*above:
			text += ": too few cost less than too many"
		}
	}
	return text + "."
}

// rangeInWords says where the best K lies.
func (w words) rangeInWords(classes estimate.Estimate) string {
	i := classes.Interval
	if !i.Known() {
		return fmt.Sprintf("The best K is near %s; how certain that is cannot be told.", w.about(classes.Value))
	}
	low, high := w.about(i.Low), w.about(i.High)
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
func (w words) about(classes float64) string {
	classes = w.Classes(classes)
	if classes >= 1e6 {
		return fmt.Sprintf("%.3g", classes)
	}
	if classes >= 10 {
		return fmt.Sprintf("%.0f", classes)
	}
	return fmt.Sprintf("%.2g", classes)
}

// classesShort is a number of classes with its interval, for a table.
func (w words) classesShort(e estimate.Estimate) string {
	i := e.Interval
	switch {
	case (!i.Bounded() || i.Low <= 0) && e.Value < 1000 && w.Classes(1) == 1:
		return e.String()
	case !i.Known():
		return w.about(e.Value) + " (no interval)"
	case !i.Bounded():
		return fmt.Sprintf("%s [%s, unbounded)", w.about(e.Value), w.about(max(i.Low, 0)))
	}
	return fmt.Sprintf("%s [%s, %s]", w.about(e.Value), w.about(i.Low), w.about(i.High))
}

// bestInWords is what can be said without a prediction.
func (f findings) bestInWords() string {
	var best []string
	for _, o := range f.optima {
		if o.Measured {
			best = append(best, fmt.Sprintf("%s at N = %s (%s %s)", f.SizeText(o.Minimum.Best.Size), f.TotalText(o.Budget), f.score(),
				f.Text(f.ScoreOf(o.Error.Value))))
		}
	}
	if best == nil {
		return "No budget has three sizes, which would show its best one; the best sizes by a smooth surface are below. With --budget N comes the size to choose for N images."
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
	if !f.repeated() && f.prediction == nil && f.spent == nil { // which say so themselves
		warnings = append(warnings,
			"no size was run twice: the noise is not known, so that nothing has an honest interval; repeat some sizes, best all")
	}
	if first := f.budgets()[0]; f.budget > 0 && f.budgetInUnits() < first {
		warnings = append(warnings, fmt.Sprintf("%s is smaller than all measured budgets, the least of which is %s",
			f.question(),
			f.TotalText(first)))
	}
	return warnings
}

// writeVerdicts says what the data say of the claims.
func (f findings) writeVerdicts(r *report) {
	r.title("What the data say of each claim")
	for _, v := range f.verdicts {
		r.item(14, "  "+string(v.Outcome), f.InNumbers(v.Sentence))
	}
}

// writeOptima lists and draws what was measured.
func (f findings) writeOptima(r *report) {
	r.title("The best size of every budget")
	surface := false
	table := study.Table{Header: []string{"  N", "sizes", "best size", f.score() + " there" + f.percentSign(),
		"K* [95%]", "both ends worse"}}
	for _, o := range f.optima {
		if !o.Measured {
			surface = true
			table.Rows = append(table.Rows, []string{"  " + f.TotalText(o.Budget), "-", "by the surface", f.bare(o.Error.Value),
				f.classesShort(o.Classes), "-"})
			continue
		}
		m := o.Minimum
		table.Rows = append(table.Rows, []string{
			"  " + f.TotalText(o.Budget), fmt.Sprint(len(m.Sizes)), f.SizeText(m.Best.Size), f.bare(m.Best.Error.Value),
			f.classesShort(m.Classes), display.YesNo(m.Interior),
		})
	}
	r.WriteString(table.String())
	r.item(2, "",
		"K* is the bottom of a parabola through the sizes around the best one. Both ends worse: the errors of the fewest and of the most classes are"+
			" "+f.worse()+" beyond noise.")
	if surface {
		r.item(2, "",
			"By the surface: too few sizes of that budget were measured to show its best one, which a smooth surface through all sizes tells instead.")
	}
	if len(f.minima) > 0 {
		picture, legend := figure.TextCurves(f.means(), r.width, f.scale)
		r.WriteString("\n" + picture)
		r.item(2, "", legend)
	}
}

// score names what was measured.
func (f findings) score() string {
	if f.scale.Score == "" && len(f.points) > 0 {
		return f.points[0].Score.Fitted().Label()
	}
	return f.words.score()
}

// means are those of the sizes of all curves.
func (f findings) means() (means []estimate.SizeSummary) {
	for _, m := range f.minima {
		means = append(means, m.Sizes...)
	}
	return means
}

// worse is the way to worse scores.
func (w words) worse() string {
	if w.Rises {
		return "lower"
	}
	return "higher"
}

// bare is the score of an error without a sign, for a column.
func (w words) bare(e float64) string { return strings.TrimSuffix(w.Text(w.ScoreOf(e)), "%") }

// percentSign stands in the head of such a column.
func (w words) percentSign() string {
	if w.isBare() {
		return ""
	}
	return ", %"
}

// rules are the choices that a prediction is compared with.
func (f findings) rules() (chosen theory.Baseline, others []theory.Baseline, weights []theory.ModelWeight) {
	switch {
	case f.prediction != nil:
		p := f.prediction
		return theory.Baseline{Name: "the answer", Size: p.Size, Regret: p.Regret}, p.Baselines, p.Weights
	case f.spent != nil:
		p := f.spent
		return theory.Baseline{Name: "the answer", Size: p.Size, Regret: p.Regret}, p.Baselines, p.Weights
	}
	return chosen, nil, nil
}

// writeRules compares the answer with rules of thumb.
func (f findings) writeRules(r *report) {
	chosen, others, weights := f.rules()
	if others == nil {
		return
	}
	r.title("Other choices for " + f.question())
	table := study.Table{Header: []string{"  rule", "size", "expected to lose, " + f.gapUnit()}}
	for _, b := range append([]theory.Baseline{chosen}, others...) {
		lost := f.gap(b.Regret.Value)
		if i := b.Regret.Interval; i.Bounded() {
			lost += fmt.Sprintf(" (%s to %s)", f.gap(i.Low), f.gap(i.High))
		}
		table.Rows = append(table.Rows, []string{"  " + f.InWords(b.Name), f.SizeText(b.Size), lost})
	}
	r.WriteString(table.String())
	explained := "Same ratio, K and n: as in the best size measured of the largest budget."
	if f.spent != nil {
		explained = "Free ratio, K and n: what would be best if classes had no price of their own."
	}
	r.item(2, "", explained+" The answer comes from "+sharesInWords(weights)+".")
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
