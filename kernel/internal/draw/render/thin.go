package render

import (
	"fmt"
	"strings"
)

const (
	// columns are how many a unit of width has when lines and bars are thinned. A pixel of a static copy is wider.
	columns = 2
	// longLine is from how many points on a line is thinned, and from how many bars on those of a picture are.
	longLine = 2000
	// mostPoints bounds the points of a picture's scatter series: each takes ECharts a third of a millisecond, or a sixth
	// of that in its mode for large series, which draws them all alike.
	mostPoints      = 3000
	mostAlikePoints = 12_000
)

// thin leaves out of a decoded option what a picture of this size cannot show, so that it is drawn in seconds.
//
// Of a line with more than 2000 points it keeps in each half unit of width the first, the lowest, the highest and the
// last: the same pixels are drawn. Of more than 2000 bars it keeps in each half unit the one that reaches farthest up
// and the one that reaches farthest down, with all that is stacked there, so that the outline stays. Of clouds with
// more than 3000 points in all (12,000 if a cloud's points look alike) it keeps one in each cell of a grid, as fine as
// that number allows: any other lies a few units from it, outliers stay, how dense the cloud is inside is lost. Bars
// and points that are left out are worth a remark, which it returns.
//
// Of a slider only the frame that is shown stays. A series whose places are not known here stays whole, as one does
// that has its data from a dataset, and so do stacked lines, whose points belong together.
func thin(option map[string]any, about frame) (remark string) {
	option = shownFrame(option)
	var bars, clouds []*series
	for _, s := range seriesOf(option) {
		switch {
		case s.kind == "line" && s.fields["stack"] == nil && len(s.items) > longLine:
			s.keep(s.envelope(s.columns(about)))
		case s.kind == "bar":
			bars = append(bars, s)
		case s.kind == "scatter":
			clouds = append(clouds, s)
		}
	}
	remarks := []string{thinBars(option, bars, about), thinClouds(option, clouds, about)}
	return strings.TrimSpace(strings.Join(remarks, " "))
}

// thinClouds thins scatter series together, so that the denser ones lose more.
func thinClouds(option map[string]any, clouds []*series, about frame) (remark string) {
	total, shown := countOf(clouds), 0
	if total <= mostPoints {
		return ""
	}
	for _, s := range clouds {
		most := mostPoints
		if option["visualMap"] == nil && s.alike() {
			most = mostAlikePoints
			s.fields["large"] = true
		}
		kept := s.spaced(about, most*len(s.items)/total)
		s.keep(kept)
		shown += len(kept)
	}
	return remarkOn(shown, total, "points")
}

func countOf(list []*series) int {
	total := 0
	for _, s := range list {
		total += len(s.items)
	}
	return total
}

func remarkOn(shown, total int, what string) string {
	if shown == total {
		return ""
	}
	return fmt.Sprintf("(Drawn in this static copy: %d of %d %s.)", shown, total, what)
}
