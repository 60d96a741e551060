package figure

import (
	"math"
)

// colorBands colour the series by one of their dimensions, in bands that the scale beside the picture names.
type colorBands struct {
	Type        string      `json:"type"`
	Dimension   int         `json:"dimension"`
	SeriesIndex []int       `json:"seriesIndex"`
	Pieces      []colorBand `json:"pieces"`
	Text        []string    `json:"text"` // above and below
	ShowLabel   bool        `json:"showLabel"`
	ItemWidth   int         `json:"itemWidth"`
	ItemHeight  int         `json:"itemHeight"`
	ItemGap     int         `json:"itemGap"`
	ItemSymbol  string      `json:"itemSymbol"`
	Right       int         `json:"right"`
	Top         string      `json:"top"`
	Align       string      `json:"align"`
}

// colorBand is a range of values and its colour.
type colorBand struct {
	Low   float64  `json:"gte"`
	Below *float64 `json:"lt,omitempty"`  // of all bands but the last
	High  *float64 `json:"lte,omitempty"` // of the last
	Label string   `json:"label"`
	Color string   `json:"color"`
}

// newColorBands are bands of a width from the low to the high end of a scale with a title.
func newColorBands(title string, values span, width float64) *colorBands {
	const scaleHeight, highest = 220, 28 // pixels
	bands := &colorBands{
		Type: "piecewise", Dimension: 2, Text: []string{title, ""}, ShowLabel: true, ItemWidth: 18, ItemSymbol: "rect", Align: "left",
	}
	number := max(1, int(math.Round((values.high-values.low)/width)))
	for i := range number {
		low, high := roundTo(values.low+width*float64(i), 8), roundTo(values.low+width*float64(i+1), 8)
		band := colorBand{Low: low, Below: &high, Label: short(low) + " – " + short(high), Color: bandColor(values, (low+high)/2)}
		if i == number-1 {
			band.Below, band.High = nil, &high
		}
		bands.Pieces = append(bands.Pieces, band)
	}
	bands.ItemHeight = min(highest, scaleHeight/number)
	return bands
}

// bandColor is the colour of the band around a value.
func bandColor(values span, middle float64) string {
	return scaleColor((middle - values.low) / (values.high - values.low))
}
