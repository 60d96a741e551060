package behind

import (
	"fmt"
	"strconv"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/wording"
)

// Measured are the sizes of summaries, of a named set of runs, with what their measurements say of these: repeat, score
// and name.
func Measured(group string, means []estimate.SizeSummary, points []diversity.Measurement) []Size {
	var list []Size
	at := map[diversity.Size]int{}
	for _, mean := range means {
		at[mean.Size] = len(list)
		list = append(list, Size{Key: Key{group, mean.Size}, Mean: meanText(mean), Head: []string{"repeat", mean.Score.Label() + " %", "run"}})
	}
	for _, p := range points {
		if i, known := at[p.Size]; known {
			list[i].Points = append(list[i].Points, p)
			list[i].Rows = append(list[i].Rows,
				[]string{strconv.Itoa(p.Repeat), wording.Percent(p.Shown()), diversity.Printable(display.Hash(p.Run).String())})
		}
	}
	for i := range list {
		list[i].bounded()
	}
	return list
}

func meanText(s estimate.SizeSummary) string {
	text := fmt.Sprintf("mean %s %s%%", s.Score.Label(), wording.Percent(s.Shown().Value))
	if interval := s.Shown().Interval; interval.Known() {
		text += fmt.Sprintf(" (%s %s)", wording.IntervalName(interval), wording.PercentInterval(interval))
	}
	return text
}
