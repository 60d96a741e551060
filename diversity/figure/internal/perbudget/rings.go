package perbudget

import (
	"fmt"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
)

// ring marks the lowest mean of a budget, with its number of classes.
func ring(b Budget, color string, shift float64) chart.Series {
	const diameter = 17 // pixels
	best := b.Best()
	text := chart.PointLabel("bottom")
	text.Color = chart.LetterColor(color)
	return chart.Series{
		Name: b.name(), Type: "scatter", Symbol: "circle", SymbolSize: diameter, Silent: true, Tooltip: &chart.Hidden{},
		Z:    5,
		Item: &opts.ItemStyle{Color: "transparent", BorderColor: color, BorderWidth: 2, Opacity: opts.Float(1)},
		Data: []any{map[string]any{"name": fmt.Sprintf("K=%d", best.Size.Classes), "label": text,
			"value": []any{shifted(best.Size, shift), scale.Percent(best.Shown().Value)}}},
	}
}
