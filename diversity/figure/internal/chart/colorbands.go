package chart

import (
	"math"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
)

// ColorBands colour the series by one of their dimensions, in bands that the scale beside the picture names.
type ColorBands struct {
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

// NewColorBands are bands of a width from the low to the high end of a scale with a title.
func NewColorBands(title string, values scale.Span, width float64) *ColorBands {
	const scaleHeight, highest = 220, 28 // pixels
	bands := &ColorBands{
		Type: "piecewise", Dimension: 2, Text: []string{title, ""}, ShowLabel: true, ItemWidth: 18, ItemSymbol: "rect",
		Align: "left",
	}
	number := max(1, int(math.Round((values.High-values.Low)/width)))
	for i := range number {
		low, high := scale.RoundTo(values.Low+width*float64(i), 8), scale.RoundTo(values.Low+width*float64(i+1), 8)
		band := colorBand{Low: low, Below: &high, Label: wording.Short(low) + " – " + wording.Short(high),
			Color: BandColor(values, (low+high)/2)}
		if i == number-1 {
			band.Below, band.High = nil, &high
		}
		bands.Pieces = append(bands.Pieces, band)
	}
	bands.ItemHeight = min(highest, scaleHeight/number)
	return bands
}

// Color is the colour of the band that holds a value of the scale.
func (c *ColorBands) Color(value float64) string {
	for _, band := range c.Pieces {
		if band.Below != nil && value < *band.Below {
			return band.Color
		}
	}
	return c.Pieces[len(c.Pieces)-1].Color
}

// BandColor is the colour of the band around a value.
func BandColor(values scale.Span, middle float64) string {
	return scaleColor((middle - values.Low) / (values.High - values.Low))
}
