package figure

import (
	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/plaincurves"
)

// TextCurves is [Curves] for a terminal: the mean errors of budgets against K in letters, one for each budget, a
// capital at its best size, at most width columns wide (and no narrower than 30), and a sentence that says which letter
// is which budget, all in the words and numbers of a table's scale (the zero scale: errors of classes and images). The
// means are by rising budget and number of classes, as those of [estimate.Summary]. Without any the picture is empty.
func TextCurves(means []estimate.SizeSummary, width int, s estimate.Scale) (picture, legend string) {
	return plaincurves.Text(means, width, s)
}

// SVGCurves is [Curves] as a small SVG that needs no chart library, for documents: means with their intervals, a ring
// at the best size of each budget, as many pixels wide as is said (and no narrower than 240). Its colours are readable
// on white and on black; words and numbers are those of a table's scale. The address of a size is where a click on its
// point leads, such as "#K=8"; nil = nowhere. Without means it is empty.
func SVGCurves(means []estimate.SizeSummary, width int, s estimate.Scale, address func(diversity.Size) string) string {
	return plaincurves.SVG(means, width, s, address)
}
