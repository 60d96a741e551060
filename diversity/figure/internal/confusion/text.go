package confusion

import (
	"cmp"
	"fmt"
	"strconv"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
)

func (c confusionChart) caption() string {
	return wording.Sentences(c.about(), c.how(), c.partial(), c.episodes())
}

// about is the sentence about what was measured.
func (c confusionChart) about() string {
	task := "a task"
	if c.result.Task != "" {
		task = fmt.Sprintf("the task “%s”", c.result.Task)
	}
	by := ""
	if c.result.Probe != "" {
		by = " with the probe " + c.result.Probe
	}
	network := ""
	switch {
	case c.result.Published:
		network = " on the network with published weights"
	case c.result.Control:
		network = " on networks with random weights"
	case c.result.Size != (diversity.Size{}):
		network = fmt.Sprintf(" after pre-training at %v", c.result.Size)
	case len(c.result.Errors) > 1:
		network = " after pre-training at all sizes"
	}
	runs := ""
	if n := len(c.result.Errors); n > 0 {
		runs = " over " + wording.Count(n, "run")
	}
	return fmt.Sprintf("What the test images of %s were taken for%s%s: %s%s, error %s.", task, by, network,
		wording.Count(c.result.Total(), "image"), runs, c.errorRate())
}

// errorRate has the interval of the mean over the runs if they are of one size.
func (c confusionChart) errorRate() string {
	text := wording.Percent(c.result.Error()) + "%"
	if len(c.result.Errors) < 2 || !c.result.Control && c.result.Size == (diversity.Size{}) {
		return text
	}
	interval := estimate.MeanShare(c.result.Errors).Interval
	return fmt.Sprintf("%s (95%% interval of the mean %s to %s%%)", text, wording.Percent(interval.Low),
		wording.Percent(interval.High))
}

// how is the sentence about what rows, columns and colours are.
func (c confusionChart) how() string {
	unit, scale := "share of the row's images", "share"
	if c.options.Counts {
		unit, scale = "number of images", "number"
	}
	if c.options.By == ByGroup {
		return fmt.Sprintf("Rows: the group of the true class; columns: that of the class given. Colour: %s that were taken for a wrong class; on the diagonal, for one of their own group: %s of all mistakes. Right answers are left out, %s.",
			unit, c.ofMistakes(c.all.within()), c.apart())
	}
	return fmt.Sprintf("Rows: true class; columns: class given. Colour: %s that were mistaken; right answers, on the diagonal, are grey and not on the scale of the %s, %s.",
		unit, scale, c.apart())
}

func (c confusionChart) ofMistakes(part int) string {
	if c.all.total() == 0 {
		return "none"
	}
	return fmt.Sprintf("%.0f%%", 100*float64(part)/float64(c.all.total()))
}

// partial is the sentence about what a choice of rows leaves out.
func (c confusionChart) partial() string {
	if len(c.mistakes.names) == len(c.all.names) {
		return ""
	}
	noun := map[string]string{ByClass: "classes", ByGroup: "groups"}[c.options.By]
	return fmt.Sprintf("Shown are the %d of %d %s of the worst pairs; %s of all mistakes are among them.",
		len(c.mistakes.names), len(c.all.names), noun, c.ofMistakes(c.mistakes.total()))
}

func (c confusionChart) episodes() string {
	if c.result.Episodes < 2 {
		return ""
	}
	return fmt.Sprintf("Each of the %d episodes has its own choice of the %s, and an image can only be taken for one of these.",
		c.result.Episodes, wording.Count(len(c.result.Classes), "class"))
}

// table lists the worst pairs of classes and, by groups, a line for each group.
func (c confusionChart) table() string {
	text := ""
	if c.options.By == ByGroup {
		text = c.groupTable() + "\n"
	}
	rows := [][]string{{"true class", "taken for", "images", "of", "share %"}}
	for _, m := range c.result.Worst(cmp.Or(c.options.Pairs, 10)) {
		rows = append(rows, []string{
			c.result.Classes[m.Class], c.result.Classes[m.TakenFor], strconv.Itoa(m.Count), strconv.Itoa(m.Images),
			wording.Percent(m.Share()),
		})
	}
	if len(rows) == 1 {
		return text + "no image was taken for a wrong class\n"
	}
	return text + aligned.Rows(rows)
}

func (c confusionChart) groupTable() string {
	rows := [][]string{{"group", "images", "error %", "within the group %", "most often taken for", "%"}}
	share := func(row, images int) string {
		return wording.Percent(float64(images) / float64(max(1, c.mistakes.images[row])))
	}
	for i, name := range c.mistakes.names {
		other, most := "-", 0
		for j, images := range c.mistakes.wrong[i] {
			if i != j && images > most {
				other, most = c.mistakes.names[j], images
			}
		}
		rows = append(rows, []string{
			name, strconv.Itoa(c.mistakes.images[i]), share(i, c.mistakes.images[i]-c.mistakes.right[i]),
			share(i, c.mistakes.wrong[i][i]), other, share(i, most),
		})
	}
	return aligned.Rows(rows)
}
